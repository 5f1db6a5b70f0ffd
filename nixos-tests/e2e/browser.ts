/** A real Chromium without a window, in which https://frigate.example.com is the rig's nginx. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { chromium, type BrowserContext, type Page } from "playwright-core";
import { RigProblem } from "../rig/surroundings.ts";
import { endWithTests, removeScratch, scratchDirectory } from "../rig/scratch.ts";

export interface Browser {
  /** A browser of somebody else: cookies of its own. */
  newPerson(): Promise<Person>;
  /** Takes a picture of every page that is open, into files named like `path`; the result lists them, with addresses. */
  pictures(path: string): Promise<readonly string[]>;
  /** Closes all pages, and forgets the cookies. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

export interface Person {
  readonly page: Page;
  readonly context: BrowserContext;
}

/** Milliseconds for anything that is waited for in the browser. */
const patience = 20_000;

/**
 * Starts the browser `program`.
 * @param hosts Host and port in addresses, such as `frigate.example.com:443`, to the address that plays it.
 * @throws RigProblem with what it says when it does not start.
 */
export async function startBrowser(program: string, hosts: ReadonlyMap<string, string>): Promise<Browser> {
  const directory = scratchDirectory();
  const child = spawn(program, argumentsOf(directory, hosts), {
    stdio: ["ignore", "ignore", "pipe"],
    // Chromium puts files of its own below these, too.
    env: {
      ...process.env,
      HOME: directory,
      TMPDIR: directory,
      XDG_CACHE_HOME: directory,
      XDG_CONFIG_HOME: directory,
    },
  });
  const end = endWithTests(child);
  const stop = async (): Promise<void> => {
    await end();
    await removeWhenStill(directory);
  };
  try {
    const endpoint = await new Promise<string>((resolve, reject) => {
      let said = "";
      child.stderr.setEncoding("utf8").on("data", (text: string) => {
        said += text;
        const address = /DevTools listening on (ws:\S+)/.exec(said)?.[1];
        if (address !== undefined) resolve(address);
      });
      child.once("error", (error) => reject(new RigProblem(`${program}: ${error.message}`)));
      child.once("exit", () => reject(new RigProblem(`${program} does not start:\n${said}`)));
    });
    const browser = await chromium.connectOverCDP(endpoint, { timeout: patience });
    // Only these are closed: with the browser's own one, the browser would close.
    const contexts: BrowserContext[] = [];
    return {
      newPerson: async () => {
        const context = await browser.newContext();
        contexts.push(context);
        context.setDefaultTimeout(patience);
        return { context, page: await context.newPage() };
      },
      pictures: (path) => pictures(contexts, path),
      reset: async () => {
        await Promise.all(contexts.splice(0).map((context) => context.close()));
      },
      stop: async () => {
        await browser.close();
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Chromium's processes end one after the other, and write until they do; what comes too late goes with all of scratch. */
async function removeWhenStill(directory: string): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    try {
      return removeScratch(directory);
    } catch {
      await pause(20);
    }
  }
}

const argumentsOf = (directory: string, hosts: ReadonlyMap<string, string>): readonly string[] => [
  "--headless",
  "--remote-debugging-port=0",
  `--user-data-dir=${join(directory, "profile")}`,
  // No name outside the rig is looked up, no certificate of the rig is known.
  `--host-resolver-rules=${[...[...hosts].map(([host, address]) => `MAP ${host} ${address}`), "MAP * ~NOTFOUND", "EXCLUDE 127.0.0.1"].join(", ")}`,
  "--ignore-certificate-errors",
  "--no-proxy-server",
  "--no-sandbox",
  // Who connects while the first window opens may wait for ever.
  "--no-startup-window",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-dev-shm-usage",
  "--disable-gpu",
  "--disable-quic",
  "--disable-sync",
  "--no-first-run",
];

const pictures = (contexts: readonly BrowserContext[], path: string): Promise<readonly string[]> =>
  Promise.all(
    contexts
      .flatMap((context) => context.pages())
      .map(async (page, index) => {
        const file = `${path}-${index + 1}.png`;
        await page.screenshot({ path: file });
        return `${file}: ${page.url()}`;
      }),
  );
