import { expect } from 'bun:test';
import type { Browser, Locator, Page } from 'playwright-core';
import { browserTests } from '../support/browser.ts';
import { fixturePath } from '../support/fixtures.ts';
import { Program } from '../support/program.ts';

const PICTURE = fixturePath('small.png');

/** An image element, as far as it is asked here. */
interface Picture {
  decode(): Promise<void>;
  naturalWidth: number;
}

const { test, beforeAll, afterAll, launch } = await browserTests('test/browser/swagger.test.ts');

/** One visit: each test goes on where the one before it has stopped. */
let program: Program;
let browser: Browser;
let page: Page;
let token: string;
let picture: string;
const asked = new Set<string>();
const complaints: string[] = [];

beforeAll(async () => {
  program = await Program.start();
  browser = await launch();
  page = await browser.newPage();
  page.setDefaultTimeout(25_000);
  page.on('request', (request) => asked.add(new URL(request.url()).origin));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`${program.origins[0]}/swagger`);
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await program?.remove();
});

/** Opens an operation of the catalogue, which is there to be filled in at once. */
async function tryOut(operation: string): Promise<Locator> {
  const group = page.locator('.opblock-tag[data-tag="catalogue"]');
  if ((await group.getAttribute('data-is-open')) === 'false') await group.click();
  const block = page.locator(`.opblock[id$="-${operation}"]`);
  if ((await block.locator('.opblock-body').count()) === 0) await block.locator('.opblock-summary-control').click();
  await block.getByRole('button', { name: 'Execute' }).waitFor();
  return block;
}

/** Presses "Execute" and gives where the page shows the answer. */
async function execute(block: Locator): Promise<Locator> {
  await block.getByRole('button', { name: 'Execute' }).click();
  return block.locator('.live-responses-table tbody .response');
}

async function statusIn(answer: Locator): Promise<string> {
  return text(answer.locator('.response-col_status'));
}

// biome-ignore lint/suspicious/noExplicitAny: whatever the page shows.
async function jsonIn(answer: Locator): Promise<any> {
  return JSON.parse(await text(answer.locator('.highlight-code code').first()));
}

async function text(place: Locator): Promise<string> {
  return (await place.textContent()) ?? '';
}

test('GET /swagger · the page says what the server is, and how to begin', async () => {
  expect(await text(page.locator('.info .title'))).toContain('Tonearm');
  expect(await page.locator('.info .description li').count()).toBe(5);
  expect(await text(page.locator('.opblock-tag').first())).toContain('catalogue');
});

test('GET /swagger · groups are closed until something is searched for, by address or by what it does', async () => {
  expect(await page.locator('.opblock').count()).toBe(0);
  const search = page.locator('.operation-filter-input');
  await search.fill('caller heard newest');
  await page.locator('.opblock').waitFor();
  expect(await text(page.locator('.opblock .opblock-summary-path'))).toContain('trackHistory');
  await search.fill('');
  await page.locator('.opblock-tag[data-tag="label"], .opblock-tag[data-tag^="label:"]').first().waitFor();
  await page.locator('.opblock').first().waitFor({ state: 'detached' });
});

test('GET /swagger · a refusal is a line, without an example', async () => {
  const block = await tryOut('postUsers');
  const refusals = block.locator('tr.refusal');
  expect(await refusals.locator('td:first-child').allTextContents()).toContain('400');
  expect(await refusals.locator('pre, select, .model-example').count()).toBe(0);
  expect(await block.locator('.responses-table .response .model-example').count()).toBe(1);
});

test('GET /swagger · a telephone shows it without scrolling sideways', async () => {
  const [width, height] = [360, 740];
  const before = page.viewportSize();
  await page.setViewportSize({ width, height });
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
  if (before) await page.setViewportSize(before);
});

test('POST /users · a newcomer registers with what the page has filled in', async () => {
  const answer = await execute(await tryOut('postUsers'));
  expect(await statusIn(answer)).toBe('200');
  const { username, token: given } = await jsonIn(answer);
  expect(username).toBe('newcomer-7');
  token = given;
});

test('GET /swagger · Authorize takes the token', async () => {
  await page.getByRole('button', { name: 'Authorize' }).first().click();
  const scheme = page.locator('.auth-container').filter({ hasText: 'Name: token' });
  await scheme.locator('input').fill(token);
  await scheme.getByRole('button', { name: 'Apply credentials' }).click();
  await scheme.getByText('Authorized').waitFor();
  await page.locator('.close-modal').click();
});

test('POST /artists · an artist is made of a form with a picture', async () => {
  const block = await tryOut('postArtists');
  await block.getByLabel('Request content type').selectOption('multipart/form-data');
  await block.locator('[data-property-name="name"] input').fill('The Beatles');
  await block.locator('[data-property-name="image"] input[type=file]').setInputFiles(PICTURE);
  const answer = await execute(block);
  expect(await statusIn(answer)).toBe('200');
  const { name, image } = await jsonIn(answer);
  expect(name).toBe('The Beatles');
  expect(image).toEndWith('.png');
  picture = image;
});

test('GET /uploads/:place/:name · the picture is shown', async () => {
  const block = await tryOut('getUploadsByPlaceByName');
  await block.getByPlaceholder('place').fill('artists');
  await block.getByPlaceholder('name').fill(picture);
  const answer = await execute(block);
  expect(await statusIn(answer)).toBe('200');
  const width = await answer.locator('img').evaluate(async (image: Picture) => {
    await image.decode();
    return image.naturalWidth;
  });
  expect(width).toBe(64);
});

test('GET /trackHistory · one who is authorized sees what they heard: nothing yet', async () => {
  const answer = await execute(await tryOut('getTrackHistory'));
  expect(await statusIn(answer)).toBe('200');
  expect(await jsonIn(answer)).toEqual([]);
});

test('GET /swagger · the page has asked nobody else for anything, and has nothing to complain about', () => {
  // Pictures that the style sheet carries have no origin.
  expect([...asked].filter((origin) => origin !== 'null')).toEqual(program.origins);
  expect(complaints).toEqual([]);
});
