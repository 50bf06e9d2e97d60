import { expect } from 'bun:test';
import type { Browser, Page } from 'playwright-core';
import { browserTests } from '../support/browser.ts';
import { fixture } from '../support/fixtures.ts';
import { Program } from '../support/program.ts';
import { jpeg } from '../support/releases.ts';

const { test, beforeAll, afterAll, launch } = await browserTests('test/browser/share-page.test.ts');

let program: Program;
let browser: Browser;
let page: Page;
let share: string;
const asked: string[] = [];
const complaints: string[] = [];

beforeAll(async () => {
  program = await Program.start();
  const token = await program.member('ann');
  const send = async (path: string, fields: Record<string, string | File>) => {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    const answer = await program.fetch(path, { method: 'POST', headers: { token }, body });
    return ((await answer.json()) as { _id: string })._id;
  };
  const artist = await send('/artists', { name: 'Somebody <b>' });
  const image = new File([await jpeg(600)], 'cover.jpg');
  const album = await send('/albums', { name: 'Two Songs', artist, image });
  for (const name of ['First & <i>', 'Second'])
    await send('/tracks', { name, album, audio: new File([await fixture('pcm-16.wav')], 'song.wav') });
  const made = await program.call('POST', '/auth/app-keys', { name: 'x', password: 'password' }, token);
  const query = `apiKey=${made.body.appKey.key}&f=json&id=${album}&description=${encodeURIComponent('Hear <this>')}`;
  const shared = await program.call('GET', `/rest/createShare?${query}`);
  share = shared.body['subsonic-response'].shares.share[0].url;
  browser = await launch();
  page = await browser.newPage();
  page.setDefaultTimeout(25_000);
  page.on('request', (request) => asked.push(request.url()));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(share);
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await program?.remove();
});

/** The nth player of the page, in a script for the page. */
const nth = (at: number) => `document.querySelectorAll('audio')[${at}]`;
const state = (at: number) =>
  page.evaluate(`[${nth(at)}.paused, ${nth(at)}.ended, ${nth(at)}.error?.message]`) as Promise<unknown[]>;

/** Waits for a script of the page to give something true; the page's own policy forbids what Playwright has for that. */
async function until(script: string): Promise<void> {
  while (!(await page.evaluate(script))) await Bun.sleep(20);
}

test('GET /s/:id · shows what it has as it was written, and fetches no audio', async () => {
  expect(await page.title()).toBe('Two Songs · Tonearm');
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Two Songs');
  await page.getByText('Hear <this>', { exact: true }).waitFor();
  expect(await page.getByRole('listitem').count()).toBe(2);
  await page.getByText('First & <i>', { exact: true }).waitFor();
  expect(await page.getByLabel('First & <i>, Somebody <b>', { exact: true }).count()).toBe(1);
  await until('document.images[0].complete && document.images[0].naturalWidth > 0');
  expect(asked.filter((url) => url.includes('/media/'))).toEqual([]);
});

test('GET /media/track/:id · a song plays, and then the next one', async () => {
  await page.evaluate(`${nth(0)}.play()`);
  await until(`${nth(1)}.ended`);
  for (const at of [0, 1]) expect(await state(at)).toEqual([true, true, undefined]);
});

test('GET /media/track/:id · never two at once', async () => {
  for (const at of [0, 1]) await page.evaluate(`${nth(at)}.loop = true; ${nth(at)}.play()`);
  await until(`${nth(0)}.paused`);
  expect(await state(1)).toEqual([false, false, undefined]);
});

test.each([
  [320, 'light'],
  [320, 'dark'],
  [1280, 'light'],
] as const)('GET /s/:id · %i pixels wide and %s, nothing stands over the edge', async (width, colorScheme) => {
  await page.emulateMedia({ colorScheme });
  await page.setViewportSize({ width, height: 700 });
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
  const paper = await page.evaluate('getComputedStyle(document.body).backgroundColor');
  expect(paper).toBe(colorScheme === 'dark' ? 'rgb(21, 26, 37)' : 'rgb(250, 247, 241)');
});

test('GET /s/:id · a page that is not there says so', async () => {
  const other = await browser.newPage();
  const answer = await other.goto(`${program.origins[0]}/s/${'x'.repeat(16)}`);
  expect(answer?.status()).toBe(404);
  await other.getByRole('heading', { name: 'Nothing here' }).waitFor();
  expect(await other.evaluate('getComputedStyle(document.querySelector("main")).maxWidth')).toBe('608px');
  await other.close();
});

test('GET /s/:id · the page has asked nobody else for anything, and has nothing to complain about', () => {
  expect([...new Set(asked.map((url) => new URL(url).origin))]).toEqual(program.origins);
  expect(complaints).toEqual([]);
});
