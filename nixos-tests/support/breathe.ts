/**
 * Lets the event loop turn after each test. Tests that wait for a program to end never do so by themselves, and vitest
 * gives up when it hears nothing for a minute, which a slow machine needs for a file of them.
 */
import { setImmediate as turn } from "node:timers/promises";
import { afterEach } from "vitest";

afterEach(async () => {
  await turn();
});
