import { expect } from 'bun:test';
import type { Browser, Page } from 'playwright-core';
import { browserTests } from '../support/browser.ts';
import { Program } from '../support/program.ts';
import * as visits from '../support/visit.ts';
import { roomLink, visit, Watch } from '../support/visit.ts';

const { test, beforeAll, afterAll, launch } = await browserTests('test/browser/newer.test.ts');

/** A name that no part of the page has. */
const OLD = '/assets/main-0000gone.js';

let program: Program;
let browser: Browser;

beforeAll(async () => {
  program = await Program.start({ RATE_LIMIT: 'off' });
  browser = await launch();
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await program?.remove();
});

const origin = () => program.origins[0] ?? '';
const opened = async (options = {}): Promise<Page> => {
  const page = await visit(browser, new Watch(), options);
  await page.goto(origin());
  await visits.heading(page, 'Home').waitFor();
  return page;
};
/** Counts how often the page itself is loaded. */
const loads = (page: Page) => {
  const counted = { times: 0 };
  page.on('request', (request) => {
    if (request.isNavigationRequest()) counted.times++;
  });
  return counted;
};

test('a room whose code is gone · loads the page of today, once', async () => {
  const page = await opened({ serviceWorkers: 'block' });
  const count = loads(page);
  // The page is of an older version: its script is another one, and its parts are not there any more.
  await page.evaluate(`document.querySelector('script[type=module]').setAttribute('src', '${OLD}')`);
  let gone = 0;
  await page.route('**/assets/part-*.js', async (route) => {
    if (count.times > 0) return route.fallback();
    gone++;
    await route.fulfill({ status: 404, body: 'Not found' });
  });
  await roomLink(page, 'Settings').click();
  await visits.heading(page, 'Settings').waitFor();
  expect([gone > 0, count.times]).toEqual([true, 1]);
  await page.context().close();
});

test('a room whose code cannot be had · says so and is tried again, but never by itself for ever', async () => {
  const page = await opened({ serviceWorkers: 'block' });
  const count = loads(page);
  await page.route('**/assets/part-*.js', (route) => route.fulfill({ status: 404, body: 'Not found' }));
  await roomLink(page, 'Settings').click();
  await page.getByRole('alert').waitFor();
  expect(count.times).toBe(0);
  await page.unrouteAll({ behavior: 'wait' });
  await visits.button(page, 'Try again').click();
  await visits.heading(page, 'Settings').waitFor();
  await page.context().close();
});

test('words of a language that cannot be had · leave the page in the one that it has', async () => {
  const page = await visit(browser, new Watch(), { locale: 'ru-RU', serviceWorkers: 'block' });
  let refused = 0;
  await page.route('**/assets/*.js', async (route) => {
    const body = await (await fetch(route.request().url())).text();
    if (!body.includes('Настройки')) return route.fallback();
    refused++;
    await route.abort();
  });
  await page.goto(origin());
  await visits.heading(page, 'Home').waitFor();
  expect(refused).toBeGreaterThan(0);
  await page.unrouteAll({ behavior: 'wait' });
  await page.context().close();
});

test('the service worker · a page whose script the server has no more is loaded anew, once, and is never white', async () => {
  const page = await opened();
  await page.evaluate('navigator.serviceWorker.ready');
  await visits.until(page, 'navigator.serviceWorker.controller !== null');
  let asked = 0;
  // What a browser has kept of an older version, or a server of one that has not been replaced yet.
  await page.context().route(`${origin()}/`, async (route) => {
    const answer = await route.fetch();
    const body = (await answer.text()).replace(/\/assets\/main-\w+\.js/, OLD);
    if (++asked > 1) await route.fulfill({ response: answer });
    else await route.fulfill({ response: answer, body });
  });
  await page.reload();
  await visits.heading(page, 'Home').waitFor();
  expect(asked).toBe(2);
  await page.context().close();
});

test.each([502, 503])(
  'the service worker · shows the shell where a proxy answers %d for the server',
  async (status) => {
    const page = await opened();
    await page.evaluate('navigator.serviceWorker.ready');
    await visits.until(page, 'navigator.serviceWorker.controller !== null');
    await visits.until(page, 'caches.match("/").then((page) => page !== undefined)');
    await page.context().route(`${origin()}/`, (route) => route.fulfill({ status, body: 'Bad Gateway' }));
    await page.reload();
    await visits.heading(page, 'Home').waitFor();
    await page.context().close();
  },
);
