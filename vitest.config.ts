import { availableParallelism } from "node:os";
import { configDefaults, defineConfig } from "vitest/config";

/** Left out of `npm run test:quick`: whole configurations under attack, random values by the hundred, real browsers. */
const slow = [
  "audit/ours.test.ts",
  "bench/**",
  "cli.test.ts",
  "e2e/**",
  "module/accepted.test.ts",
  "module/*injection.test.ts",
  "nginx/upstream.test.ts",
  "newcomer.test.ts",
  "nixpkgs.test.ts",
  "project.test.ts",
  "proof/**",
  "report/**",
  "runtime/access.test.ts",
  "runtime/ca*.test.ts",
  "runtime/conf.test.ts",
  "runtime/faults*.test.ts",
  "runtime/gateways*.test.ts",
  "runtime/traffic.test.ts",
  "vm/**",
];

export default defineConfig({
  test: {
    include: ["nixos-tests/**/*.test.ts"],
    exclude: [
      ...configDefaults.exclude,
      ...(process.env["QUICK"] === "1" ? slow.map((pattern) => `nixos-tests/${pattern}`) : []),
    ],
    setupFiles: ["nixos-tests/support/breathe.ts"],
    // Much of the time is waited for nginx and Nix: every core may have a file.
    maxWorkers: availableParallelism(),
    minWorkers: 1,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
