import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { until } from './visit.ts';

const AXE = join(import.meta.dir, '../../node_modules/axe-core/axe.min.js');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** A browser of somebody's own in which pages can be examined. @param signedIn whose cookies and storage it has */
export async function examined(
  browser: Browser,
  options: BrowserContextOptions,
  signedIn?: BrowserContext,
): Promise<BrowserContext> {
  const context = await browser.newContext({
    ...{ bypassCSP: true, locale: 'en-US', reducedMotion: 'reduce' as const, ...options },
    ...(signedIn && { storageState: await signedIn.storageState() }),
  });
  await bringAxe(context);
  return context;
}

/** Gives what is opened there axe, which a policy against foreign scripts would stop. */
export const bringAxe = async (pages: BrowserContext | Page): Promise<unknown> =>
  pages.addInitScript(await readFile(AXE, 'utf8'));

/** What axe finds wrong with what a page shows, once that is there. */
export async function faultsOf(page: Page): Promise<string[]> {
  await until(page, 'document.querySelector("main")?.ariaBusy === "false" && document.querySelector("h1") !== null');
  return page.evaluate(
    `axe.run(document, { runOnly: ${JSON.stringify(RULES)} }).then((ran) =>
      ran.violations.map(({ id, nodes }) => id + ' ' + nodes.map(({ html }) => html).join(' ')))`,
  );
}
