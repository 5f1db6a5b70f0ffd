#!/usr/bin/env node
import module from "node:module";

// From 22 on Node keeps what it has compiled: most of a verb's time is for the TypeScript compiler.
module.enableCompileCache?.();
// From 22.18 on it runs TypeScript by itself; for older ones tsx does, without a build step.
if (!process.features.typescript) (await import("tsx/esm/api")).register();
const { main } = await import("./cli.ts");
process.exitCode = await main(process.argv.slice(2));
