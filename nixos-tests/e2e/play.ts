/** Who acts in the end-to-end tests, on which configurations, and what they do again and again. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect } from "vitest";
import { fromRoot } from "../support/files.ts";
import type { Person as BrowserPerson } from "./browser.ts";
import { currentUser, fillIn } from "./frigate-page.ts";
import { missingPrograms } from "./programs.ts";
import type { ClientMaps } from "./kanidm.ts";
import type { Person } from "./provider.ts";
import { startStage, type Stage, type StageOptions } from "./stage.ts";

export const site = "https://frigate.example.com";
export const asked = `${site}/review?after=1&before=2&label=a%26b`;
/** Of the same host, and open to everybody: a page to call from without a session. */
export const openPage = `${site}/assets/app.js`;
/** Name of the session's cookie. */
export const session = "_oauth2_proxy";

export const password = "correct horse battery staple";
const person = (name: string, displayName: string, ...groups: string[]): Person => ({
  name,
  displayName,
  mail: `${name}@example.com`,
  password,
  groups,
});
const manyGroups = Array.from({ length: 50 }, (_, index) => `team_${index}_${Math.random().toString(36)}`);
const people = [
  person("ada", "Ada Lovelace", "frigate_users", "frigate_admins"),
  person("vic", "Vic Viewer", "frigate_users"),
  person("max", "Max Member", "frigate_users"),
  person("gus", "Gus Groups", "frigate_admins", ...manyGroups),
  person("leo", "Leo Leaving", "frigate_users"),
  { ...person("nan", "Nan Nomail", "frigate_users"), mail: null },
  person("eve", "Eve Elsewhere"),
];

/** A configuration, and what is different with it. */
export interface Configuration {
  readonly file: string;
  /** What its comments have somebody tell Kanidm; null where it does so itself. */
  readonly byHand: ClientMaps | null;
  /** Where signing out ends. */
  readonly signedOutAt: string;
  /** Whether oauth2-proxy asks for an address of everybody. */
  readonly needsMail: boolean;
  /** Cookies of a session of somebody in many groups. */
  readonly cookiesOfManyGroups: readonly string[];
}

const scopes = ["openid", "profile", "email", "groups_name"];

export const configurations = {
  kanidm: {
    file: "examples/kanidm.nix",
    byHand: null,
    signedOutAt: "https://idm.example.com/ui/login",
    needsMail: false,
    cookiesOfManyGroups: [session],
  },
  oauth2Proxy: {
    file: "examples/kanidm-oauth2-proxy.nix",
    byHand: {
      scopeMaps: { frigate_users: scopes, frigate_admins: scopes },
      claimMaps: {},
      preferShortUsername: true,
    },
    signedOutAt: `${site}/oauth2/sign_in`,
    needsMail: true,
    cookiesOfManyGroups: [`${session}_0`, `${session}_1`],
  },
} as const satisfies Record<string, Configuration>;

/** What is missing to run these tests; empty when nothing is. */
export const missing = missingPrograms();
/** Says in the name of a test why it is left out. */
export const named = (name: string): string => (missing === "" ? name : `${name} (${missing})`);

export interface Play {
  /** Started before the first test of the `describe`. */
  readonly stage: Stage;
  /** A browser in which nobody has been anywhere. */
  newPerson(): Promise<BrowserPerson>;
  /** Visits a page without a session, signs in, and is where the visit was meant to lead. */
  signIn(page: Page, name: string, address?: string): Promise<void>;
  /** A browser in which that has happened. */
  signedIn(name: string): Promise<BrowserPerson>;
  /** Signs in in the first of two tabs that both wait on the provider's page; who is there then. */
  signInBesideAnotherTab(name: string): Promise<string>;
}

/** One stage for the tests of a `describe`, with this configuration. */
export function playOn(
  { file, byHand }: Configuration,
  changes: Pick<StageOptions, "oauth2Proxy" | "mutate"> = {},
): Play {
  let started: Stage | undefined;
  const stage = (): Stage => {
    if (started === undefined) throw new Error("the stage has not been started");
    return started;
  };
  beforeAll(async () => {
    started = await startStage({ configuration: fromRoot(file), people, byHand, ...changes });
  });
  afterAll(() => started?.stop());
  beforeEach(async ({ onTestFailed, task }) => {
    await stage().browser.reset();
    stage().rig.frigate.reset();
    // A failure that is expected needs no looking into.
    if (task.fails !== true) onTestFailed(async () => console.log(await stage().keep(task.name)));
  });
  return actionsOn(stage);
}

function actionsOn(stage: () => Stage): Play {
  const newPerson = (): Promise<BrowserPerson> => stage().browser.newPerson();
  const signIn = async (page: Page, name: string, address = `${site}/`): Promise<void> => {
    await page.goto(address);
    expect(page.url()).toContain(`${stage().provider.issuer}/sign-in/`);
    await fillIn(page, name, password);
    await page.waitForURL(address);
  };
  return {
    get stage() {
      return stage();
    },
    newPerson,
    signIn,
    signedIn: async (name) => {
      const who = await newPerson();
      await signIn(who.page, name);
      return who;
    },
    signInBesideAnotherTab: async (name) => {
      const { context, page } = await newPerson();
      const other = await context.newPage();
      await page.goto(asked);
      await other.goto(`${site}/`);
      await fillIn(page, name, password);
      await page.waitForURL((url) => url.origin === site);
      return currentUser(page);
    },
  };
}

/** The cookies that the session is in. */
export const sessionCookies = async ({ context }: BrowserPerson) =>
  (await context.cookies(site)).filter(({ name }) => /^_oauth2_proxy(_\d+)?$/.test(name));

export const isSignIn = (location: string | null): boolean =>
  location?.startsWith(`${site}/oauth2/start?rd=`) ?? false;
