import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

/** Milliseconds. */
const PATIENCE = 15_000;

/** What the pages of a visit have done that they should not. */
export class Watch {
  /** Origins that were asked for anything. */
  readonly asked = new Set<string>();
  /** Addresses that were answered with 400 or above. */
  readonly refused: string[] = [];
  /** What the console was told, and what nobody caught. */
  readonly complaints: string[] = [];

  on(page: Page): void {
    page.on('request', (request) => this.asked.add(new URL(request.url()).origin));
    page.on('response', (response) => response.status() >= 400 && this.refused.push(response.url()));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(error.message));
  }
}

/** Opens the page for people as a stranger in a browser of their own. */
export async function visit(browser: Browser, watch: Watch, options: BrowserContextOptions = {}): Promise<Page> {
  const page = await (await browser.newContext({ locale: 'en-US', ...options })).newPage();
  page.setDefaultTimeout(25_000);
  watch.on(page);
  return page;
}

export const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
export const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true });
/** A link of the navigation. */
export const roomLink = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name, exact: true });

/** Signs in by the dialog. */
export async function signIn(page: Page, name: string, password: string): Promise<void> {
  await page.getByRole('banner').getByRole('button', { name: 'Sign in', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Sign in' });
  await dialog.getByLabel('Name or e-mail').fill(name);
  await dialog.getByLabel('Password').fill(password);
  await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
  await button(page, 'Account').waitFor();
}

/** Waits until something in the page holds. */
export async function until(page: Page, script: string): Promise<void> {
  // Not `waitForFunction`: the policy of the page forbids what that does.
  const end = performance.now() + PATIENCE;
  while (!(await page.evaluate(script))) {
    if (performance.now() > end) throw new Error(`this never came: ${script}`);
    await Bun.sleep(20);
  }
}
