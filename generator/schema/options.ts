/**
 * Every option of the module, in the order of the NixOS manual. The comments are the options' descriptions; the tags and
 * types that may be used are explained in CONTRIBUTING.md.
 */
import type {
  AbsolutePath,
  Freeform,
  HeaderValues,
  Lines,
  ListenAddress,
  Package,
  PackageDirectory,
} from "./vocabulary.ts";

/** Everything below `services.frigate`. */
export interface Frigate {
  /** @enable Frigate, a network video recorder that detects objects in camera streams */
  enable: boolean;

  /** @package frigate */
  package: Package;

  /**
   * Whether Frigate checks its configuration while the system is being built.
   *
   * The check runs Frigate itself, so it is off by default where the building machine cannot run it, and on AArch64.
   *
   * @computedDefault buildMachineCanRunFrigate
   */
  checkConfig: boolean;

  /**
   * Name of the nginx virtual host that serves Frigate.
   *
   * TLS, addresses and everything else about that host are set in
   * {option}`services.nginx.virtualHosts.<name>` as usual.
   *
   * @example "frigate.example.com"
   */
  hostname: string;

  /** How nginx serves Frigate. */
  nginx: Nginx;

  /**
   * Shell commands that run before the check of {option}`services.frigate.checkConfig`.
   *
   * Use them to set variables the configuration refers to, or to change the configuration (the file `$out`) into one
   * that can be checked inside the build sandbox.
   *
   * @default ""
   * @example "export FRIGATE_MQTT_PASSWORD=not-the-real-one"
   */
  preCheckConfig: Lines;

  /**
   * Frigate's configuration. Options without a description here are those of Frigate:
   *
   * - [Getting started](https://docs.frigate.video/guides/getting_started)
   * - [Reference](https://docs.frigate.video/configuration/reference)
   *
   * A setting that is `null` is left out.
   *
   * @default {}
   */
  settings: Settings;

  /**
   * VA-API driver that Frigate is made to use, together with `settings.ffmpeg.hwaccel_args`.
   *
   * VA-API works without it; on a host with more than one graphics card it says which one is meant.
   *
   * :::{.note}
   * VA-API needs {option}`hardware.graphics.enable`, and on Intel hardware a driver such as
   * `pkgs.intel-media-driver` (fifth generation and newer) in {option}`hardware.graphics.extraPackages`.
   * :::
   *
   * @example "radeonsi"
   * @see https://docs.frigate.video/configuration/hardware_acceleration
   * @see https://docs.frigate.video/configuration/ffmpeg_presets#hwaccel-presets
   */
  vaapiDriver: "i965" | "iHD" | "nouveau" | "vdpau" | "nvidia" | "radeonsi" | null;
}

/** Everything below `services.frigate.nginx`. */
export interface Nginx {
  /**
   * Address and port on which Frigate reaches its own web interface, for example to export a recording.
   *
   * Whoever can connect here is an administrator without signing in: Frigate asks for the port only. Keep it on a
   * loopback address. With `null` there is no such listener, and exports fail.
   *
   * Frigate before 0.18 always uses port 5000; later versions use what `settings.networking.listen.internal` says.
   *
   * @computedDefault internalListenOfSettings
   * @example "127.0.0.1:5000"
   * @source frigate/api/auth.py (GET /auth, X-Server-Port), frigate/record/export.py
   */
  internalListen: ListenAddress | null;

  /**
   * Headers that every answer of the virtual host carries, errors included.
   *
   * nginx forgets a virtual host's own `add_header` lines in each location that has one, so headers such as
   * `Strict-Transport-Security` belong here rather than into `extraConfig`.
   *
   * @default {}
   * @example { "Strict-Transport-Security": "max-age=31536000" }
   * @source https://nginx.org/en/docs/http/ngx_http_headers_module.html#add_header
   */
  responseHeaders: HeaderValues;
}

/** Everything below `services.frigate.settings`. */
export interface Settings extends Freeform<"yaml"> {
  /**
   * Cameras by name.
   *
   * @see https://docs.frigate.video/configuration/cameras
   */
  cameras: Record<string, Camera>;

  /** Where Frigate keeps its records. */
  database: Database;

  /** The programs that read the streams. */
  ffmpeg: Ffmpeg;

  /** The connection to an MQTT broker. */
  mqtt: Mqtt;
}

/** One camera. */
export interface Camera extends Freeform<"yaml"> {
  /** How the camera's streams are read. */
  ffmpeg: CameraFfmpeg;
}

/** A camera's streams. */
export interface CameraFfmpeg {
  /** The camera's streams, each with what it is used for. */
  inputs: Input[];
}

/** One stream of a camera. */
export interface Input extends Freeform<"yaml"> {
  /**
   * URL of the stream.
   *
   * @example "rtsp://192.0.2.1:554/rtsp"
   */
  path: string;

  /**
   * What the stream is used for.
   *
   * @default []
   * @example ["detect", "record"]
   */
  roles: ("audio" | "detect" | "record")[];
}

/** The SQLite database. */
export interface Database {
  /**
   * File of the SQLite database.
   *
   * @default "/var/lib/frigate/frigate.db"
   */
  path: AbsolutePath;
}

/** ffmpeg for all cameras. */
export interface Ffmpeg {
  /**
   * Package, or directory, whose `bin` holds ffmpeg and ffprobe.
   *
   * @defaultPackage ffmpeg-headless
   * @examplePackage ffmpeg-full
   */
  path: PackageDirectory;
}

/** MQTT for all cameras. */
export interface Mqtt {
  /** @enable MQTT support */
  enabled: boolean;

  /**
   * Host name of the MQTT broker.
   *
   * @example "mqtt.example.com"
   */
  host: string | null;
}
