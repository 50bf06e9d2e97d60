import { afterAll, beforeAll, expect, test } from 'bun:test';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Locator, type Page } from 'playwright-core';

const ROOT = join(import.meta.dir, '../..');
const PICTURE = join(ROOT, 'test/fixtures/small.png');
/** CI has built it just before; elsewhere it may be older than the sources. */
const EXECUTABLE = join(ROOT, 'dist/tonearm');
const program = process.env.CI && existsSync(EXECUTABLE) ? [EXECUTABLE] : [process.execPath, join(ROOT, 'src/main.ts')];

let folder: string;
let server: Bun.Subprocess<'ignore', 'pipe', 'inherit'>;
let origin: string;
let browser: BrowserContext;
let page: Page;
let token: string;
let picture: string;
const asked = new Set<string>();
const complaints: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tonearm-browser-'));
  server = Bun.spawn([...program, '--port', '0', '--host', '127.0.0.1', '--data-dir', join(folder, 'data')], {
    cwd: folder,
    env: {},
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  origin = await firstAddress(server.stdout);
  browser = await chromium.launchPersistentContext(join(folder, 'profile'), {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
    ],
    viewport: { width: 1280, height: 1000 },
  });
  page = await browser.newPage();
  page.setDefaultTimeout(8_000);
  page.on('request', (request) => asked.add(new URL(request.url()).origin));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`${origin}/swagger`);
});

afterAll(async () => {
  await browser?.close();
  server?.kill();
  await server?.exited;
  await rm(folder, { recursive: true });
});

/** The address in the server's first lines. */
async function firstAddress(output: ReadableStream<Uint8Array>): Promise<string> {
  let said = '';
  for await (const bytes of output) {
    said += Buffer.from(bytes);
    const address = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0];
    if (address) return address;
  }
  throw new Error(`the server did not start: ${said}`);
}

/** Opens an operation and presses "Try it out". */
async function tryOut(operation: string): Promise<Locator> {
  const block = page.locator(`.opblock[id$="-${operation}"]`);
  await block.locator('.opblock-summary-control').click();
  await block.getByRole('button', { name: 'Try it out' }).click();
  return block;
}

/** Presses "Execute" and gives what the page shows of the answer. */
async function execute(block: Locator): Promise<{ status: string; block: Locator }> {
  await block.getByRole('button', { name: 'Execute' }).click();
  const answer = block.locator('.live-responses-table tbody .response');
  return { status: (await answer.locator('td.response-col_status').innerText()).trim(), block: answer };
}

// biome-ignore lint/suspicious/noExplicitAny: whatever the page shows.
async function shownJson(answer: Locator): Promise<any> {
  return JSON.parse(await answer.locator('.response-col_description .highlight-code code').first().innerText());
}

test('the page says what the server is, how to begin, and what it can do', async () => {
  await expect(page.locator('.info .title').innerText()).resolves.toContain('Tonearm');
  await expect(page.locator('.info .description li').count()).resolves.toBe(5);
  const tags = await page.locator('.opblock-tag a').allInnerTexts();
  expect(tags[0]).toBe('catalogue');
});

test('a newcomer registers with the example that the page fills in', async () => {
  const block = await tryOut('postUsers');
  expect(JSON.parse(await block.locator('textarea.body-param__text').inputValue())).toEqual({
    username: 'user7',
    password: 'another brick',
  });
  const { status, block: answer } = await execute(block);
  const body = await shownJson(answer);
  token = body.token;
  expect(status).toBe('200');
  expect(body.username).toBe('user7');
  expect(token).toMatch(/^[\w-]{21}$/);
});

test('Authorize takes the token', async () => {
  await page.getByRole('button', { name: 'Authorize' }).first().click();
  const scheme = page.locator('.auth-container').filter({ hasText: 'Name: token' });
  await scheme.locator('input').fill(token);
  await scheme.getByRole('button', { name: 'Apply credentials' }).click();
  await expect(scheme.innerText()).resolves.toContain('Authorized');
  await page.getByRole('button', { name: 'Close' }).last().click();
});

test('an artist is made of a form with a picture', async () => {
  const block = await tryOut('postArtists');
  await block.getByLabel('Request content type').selectOption('multipart/form-data');
  await block.locator('[data-property-name="name"] input').fill('Pink Floyd');
  await block.locator('[data-property-name="image"] input[type=file]').setInputFiles(PICTURE);
  const { status, block: answer } = await execute(block);
  const body = await shownJson(answer);
  picture = body.image;
  expect(status).toBe('200');
  expect(body.name).toBe('Pink Floyd');
  expect(picture).toMatch(/^[\w-]{21}\.png$/);
});

test('the picture is shown', async () => {
  const block = await tryOut('getUploadsByPlaceByName');
  await block.getByPlaceholder('place').fill('artists');
  await block.getByPlaceholder('name').fill(picture);
  const { status, block: answer } = await execute(block);
  expect(status).toBe('200');
  const image = answer.locator('img');
  await image.waitFor();
  expect(await image.evaluate((element: HTMLImageElement) => element.decode().then(() => element.naturalWidth))).toBe(
    64,
  );
});

test('the history of the one who is authorized is empty', async () => {
  const { status, block: answer } = await execute(await tryOut('getTrackHistory'));
  expect(status).toBe('200');
  expect(await shownJson(answer)).toEqual([]);
});

test('the page has asked nobody else for anything, and has nothing to complain about', () => {
  expect([...asked].filter((address) => address !== 'null')).toEqual([origin]);
  expect(complaints).toEqual([]);
});
