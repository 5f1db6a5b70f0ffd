/** What people and Frigate's user interface do in a page, done in a real one. */
import type { Page } from "playwright-core";

export interface Reply {
  readonly status: number;
  /** Header `Location`, where the user interface goes after a 401. */
  readonly location: string | null;
  readonly body: string;
}

/** Calls the API from the page, as the user interface does. */
export const call = (page: Page, path: string): Promise<Reply> =>
  page.evaluate(`
    fetch(${JSON.stringify(path)}, { headers: { "X-CSRF-TOKEN": "1", "X-CACHE-BYPASS": "1" } }).then(async (reply) => ({
      status: reply.status,
      location: reply.headers.get("Location"),
      body: await reply.text(),
    }))
  `);

/** The line in the user interface's menu; without a user, the status of the answer. Source: AccountSettings.tsx. */
export async function currentUser(page: Page): Promise<string> {
  const { status, body } = await call(page, "/api/profile");
  if (status !== 200) return String(status);
  const { username, role } = JSON.parse(body) as { readonly username: string; readonly role: string };
  return `Current User: ${username} (${role.charAt(0).toUpperCase()}${role.slice(1)})`;
}

/** Opens a websocket from the page and says `text`; the first thing heard, or `refused` where it is not opened. */
export const say = (page: Page, path: string, text: string): Promise<string> =>
  page.evaluate(`
    new Promise((resolve) => {
      const socket = new WebSocket("wss://" + location.host + ${JSON.stringify(path)});
      let opened = false;
      socket.onopen = () => {
        opened = true;
        socket.send(${JSON.stringify(text)});
      };
      socket.onmessage = ({ data }) => {
        resolve(data);
        socket.close();
      };
      socket.onclose = () => resolve(opened ? "closed" : "refused");
    })
  `);

/** What a page loads by itself. */
export type Element = "img" | "link" | "script";

/** Has the page load `path`, as a part of itself; the status of the first answer. Of /favicon.ico, playwright says nothing. */
export async function load(page: Page, element: Element, path: string): Promise<number> {
  const answer = page.waitForResponse((response) => new URL(response.url()).pathname === path);
  await page.evaluate(`
    new Promise((resolve) => {
      const element = document.createElement(${JSON.stringify(element)});
      element.onload = element.onerror = resolve;
      element.rel = "stylesheet";
      element[${JSON.stringify(element === "link" ? "href" : "src")}] = ${JSON.stringify(path)};
      document.documentElement.append(element);
    })
  `);
  return (await answer).status();
}

/** Fills in the provider's form, on which the page is. */
export async function fillIn(page: Page, name: string, password: string): Promise<void> {
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}
