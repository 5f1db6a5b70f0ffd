/** Host headers of the client's choice. */
import { volley, type Attack } from "./attack.ts";
import { outsiderAndViewer } from "./people.ts";
import { marker, type Shot } from "./shot.ts";

const values = (hostname: string): readonly (readonly string[])[] => [
  [],
  [""],
  [" "],
  [`${marker}.example.com`],
  ["a?b"],
  ["a#b"],
  ["a?b#c"],
  ["a/b"],
  ["a\\b"],
  ["a@b"],
  [`${hostname}@${marker}`],
  [`${hostname}:5000`],
  [`${hostname}:`],
  [`${hostname}:443`],
  [`${hostname}:x`],
  [`${hostname}.`],
  [`.${hostname}`],
  [hostname.toUpperCase()],
  ["127.0.0.1:5000"],
  ["[::1]:5000"],
  ["[::1"],
  ["localhost"],
  ["frigate-identity"],
  ["frigate-api"],
  ["unix:/run/nginx/frigate-identity.sock"],
  ["*"],
  ["_"],
  ["..", hostname],
  [hostname, hostname],
  [hostname, `${marker}.example.com`],
  [`${marker}.example.com`, hostname],
  [`${hostname}, ${marker}`],
  [`${hostname} ${marker}`],
  [`${hostname}\t`],
  [`${hostname}\0`],
  ["a\xffb"],
  ["a%0d%0ab"],
  ["a".repeat(5000)],
];

const spots = [
  { path: "/api/profile?a=b" },
  { path: "/recordings/2024-05-01/10/garden/00.00.mp4" },
  { path: "/" },
  { path: "/ws", upgrade: true },
] as const;

const ofChoice = volley("a Host of the client's choice", 4, (standing) =>
  outsiderAndViewer(standing).flatMap((by) =>
    values(standing.rig.hostname).flatMap((hosts) => spots.map((spot): Shot => ({ ...spot, by, hosts }))),
  ),
);

const disagreeing = volley("an address with a host of its own", 4, (standing) => {
  const { hostname } = standing.rig;
  const pairs = [
    [`http://${hostname}`, `${marker}.example.com`],
    [`http://${marker}.example.com`, hostname],
    ["http://a?b", hostname],
    ["http://a%3fb", hostname],
    ["http://127.0.0.1:5000", hostname],
    [`https://${hostname}:5000`, "127.0.0.1:5000"],
    ["http://", hostname],
  ] as const;
  return outsiderAndViewer(standing).flatMap((by) =>
    pairs.flatMap(([start, host]) =>
      spots.map((spot): Shot => ({ ...spot, by, path: `${start}${spot.path}`, hosts: [host] })),
    ),
  );
});

export const hosts: readonly Attack[] = [ofChoice, disagreeing];
