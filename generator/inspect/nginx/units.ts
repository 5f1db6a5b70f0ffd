/** nginx's two kinds of quantities in one spelling each (ngx_parse.c), so that `20M` and `20m`, `360` and `360s` are equal. */

const SIZE_FACTORS: Readonly<Record<string, number>> = { "": 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

const SECONDS: Readonly<Record<string, number>> = {
  y: 365 * 86400,
  M: 30 * 86400,
  w: 7 * 86400,
  d: 86400,
  h: 3600,
  m: 60,
  s: 1,
  "": 1,
  ms: 0.001,
};

/** `20M` -> `20m`, `1024k` -> `1m`; what is no size comes back as it is. */
export function normalizeSize(text: string): string {
  const parts = /^(\d+)([kmg]?)$/i.exec(text);
  const bytes = Number(parts?.[1]) * (SIZE_FACTORS[(parts?.[2] ?? "").toLowerCase()] ?? NaN);
  if (Number.isNaN(bytes)) return text;
  const unit =
    ["g", "m", "k"].find((letter) => bytes > 0 && bytes % (SIZE_FACTORS[letter] ?? NaN) === 0) ?? "";
  return `${bytes / (SIZE_FACTORS[unit] ?? 1)}${unit}`;
}

/** `360` -> `360s`, `5m` -> `300s`, `1h 30m` -> `5400s`, whole days -> `7d`; what is no time comes back as it is. */
export function normalizeTime(text: string): string {
  if (!/^(\d+(y|M|w|d|h|ms|m|s|) ?)+$/.test(text)) return text;
  const steps = [...text.matchAll(/(\d+)(y|M|w|d|h|ms|m|s|)/g)];
  const seconds = steps.reduce(
    (sum, [, count, unit]) => sum + Number(count) * (SECONDS[unit ?? ""] ?? NaN),
    0,
  );
  return seconds > 0 && seconds % 86400 === 0 ? `${seconds / 86400}d` : `${seconds}s`;
}

/** `inactive=1m`, `max_size=10m`, `keys_zone=name:10m`: parameters whose name tells what they count. */
export function normalizeParameter(text: string): string {
  const [, key = "", value = ""] = /^(\w+)=(.*)$/s.exec(text) ?? [];
  switch (key) {
    case "inactive":
    case "fail_timeout":
      return `${key}=${normalizeTime(value)}`;
    case "max_size":
    case "min_free":
      return `${key}=${normalizeSize(value)}`;
    case "keys_zone":
      return `${key}=${value.replace(/[^:]*$/, normalizeSize)}`;
    default:
      return text;
  }
}

/** Store paths differ by their hash between two builds of the same thing. */
export function withoutStoreHash(text: string): string {
  return text.replace(/\/nix\/store\/[0-9a-z]{32}-/g, "/nix/store/");
}
