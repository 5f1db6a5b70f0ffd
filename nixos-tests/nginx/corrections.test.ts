/** A correction accounts for what it corrects, and for no loss of it: a mistake in the module must not hide under its opposite. */
import { describe, expect, test } from "vitest";
import { nginxTree, renderConfiguration } from "../../generator/inspect/evaluate/configuration.ts";
import { explain } from "../../generator/inspect/evaluate/explain.ts";
import { diffByMeaning } from "../../generator/inspect/nginx/diff.ts";
import {
  directivesOf,
  valuesOf,
  type Directive,
  type NginxFile,
} from "../../generator/inspect/nginx/parse.ts";
import { standIn } from "../../generator/inspect/evaluate/nixpkgs.ts";
import { fromRoot } from "../support/files.ts";
import { mutation } from "../rig/mutate.ts";
import { loadReference, showDifference } from "./reference.ts";

const upstream = loadReference("upstream-default");
const ours = nginxTree(renderConfiguration(fromRoot("nixos-tests/fixtures/frigate/base.nix"), standIn));

const unlisted = (file: NginxFile): readonly string[] =>
  explain(diffByMeaning(file, upstream)).unexplained.map(showDifference);

/** Without the directives in a location that begin like this. */
const without = (location: string, beginning: string): NginxFile =>
  mutation((directive) =>
    directive.name === "location" && valuesOf(directive).join(" ") === location
      ? {
          ...directive,
          block: (directive.block ?? []).filter((item) => !leaves(directive, beginning).includes(item)),
        }
      : directive,
  )(ours);

/** What goes; Frigate's own listener has a location of the same name with other directives. */
const leaves = ({ block }: Directive, beginning: string): readonly unknown[] =>
  directivesOf(block ?? []).filter((one) => [one.name, ...valuesOf(one)].join(" ").startsWith(beginning));

/** Location, beginning of the directive that is missing there, and what the difference is about. */
const losses: readonly (readonly [location: string, missing: string, what: string])[] = [
  ["/api/", "proxy_set_header Host", "host"],
  ["/api/", "proxy_set_header X-Forwarded-Proto", "x-forwarded-proto"],
  ["/api/", "proxy_set_header Remote-User", "remote-user"],
  ["/ws", "auth_request_set $frigate_role", "remote-role"],
  ["= /auth", "proxy_set_header X-Server-Port", "x-server-port"],
  ["/api/stats", "auth_request_set $frigate_user", "proxy_cache_key"],
  ["/api/stats", "proxy_no_cache", "proxy_no_cache"],
  ["/api/version", "proxy_cache frigate_api_cache", "proxy_cache"],
  ["/recordings/", "root", "directory"],
  ["/recordings/", "autoindex_format", "autoindex_format"],
  ["/stream/", "types", "types"],
  ["/api/vod/", "proxy_read_timeout", "proxy_read_timeout"],
  ["/vod/", "secure_token_types", "secure_token_types"],
];

describe("a loss is not listed as a correction", () => {
  test("nothing missing: nothing unlisted", () => {
    expect(unlisted(ours)).toEqual([]);
  });

  test.each(losses)("%s without %s", (location, missing, what) => {
    expect(unlisted(without(location, missing))).toContainEqual(expect.stringContaining(` | ${what} | `));
  });
});
