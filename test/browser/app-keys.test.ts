import { expect } from 'bun:test';
import type { Browser, Page } from 'playwright-core';
import { browserTests } from '../support/browser.ts';
import { Program } from '../support/program.ts';

const { test, beforeAll, afterAll, launch } = await browserTests('test/browser/app-keys.test.ts');

const KEY = /^[0-9a-hjkmnp-tv-z]{26}$/;

/** One visit: each test goes on where the one before it has stopped. */
let program: Program;
let browser: Browser;
let page: Page;
let key: string;
const asked = new Set<string>();
const complaints: string[] = [];

beforeAll(async () => {
  program = await Program.start();
  await program.member('ann');
  browser = await launch();
  page = await browser.newPage();
  page.setDefaultTimeout(25_000);
  page.on('request', (request) => asked.add(new URL(request.url()).origin));
  // Refusals are part of the visit.
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('40')) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`${program.origins[0]}/app-keys`);
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await program?.remove();
});

const button = (name: string) => page.getByRole('button', { name, exact: true });
const keys = () => page.getByRole('list', { name: 'Your keys' }).getByRole('listitem');
const widthOf = () => page.evaluate('document.documentElement.scrollWidth');

test('GET /app-keys · a wrong password is told, and asked again', async () => {
  await page.getByLabel('User name or e-mail address').fill('ann');
  await page.getByLabel('Your password').and(page.locator(':visible')).fill('not the one');
  await page.keyboard.press('Enter');
  await page.getByText('Invalid credentials').waitFor();
  expect(await button('Sign in').isEnabled()).toBe(true);
});

test('GET /app-keys · signing in shows the keys: none yet', async () => {
  await page.locator('#sign-in-password').fill('password');
  await page.keyboard.press('Enter');
  await page.getByText('Signed in as ann').waitFor();
  await page.getByText('None yet.').waitFor();
  expect(await page.context().cookies()).toEqual([]);
  expect(await page.evaluate('localStorage.length + sessionStorage.length')).toBe(0);
});

test('POST /auth/app-keys · a wrong password makes no key, the right one does', async () => {
  await page.getByLabel('Name of the device or player').fill('Phone <b>');
  await page.locator('#make-password').fill('not the one');
  await button('Make a key').click();
  await page.getByText('The password is wrong.').waitFor();
  await page.locator('#make-password').fill('password');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Type this into your player' }).waitFor();
  key = await page.locator('#made-key').inputValue();
  expect(key).toMatch(KEY);
  expect(await page.locator('#server').textContent()).toBe(program.origins[0] as string);
  expect(await page.locator('#user').textContent()).toBe('ann');
  expect(await keys().count()).toBe(1);
  expect(await keys().textContent()).toContain(`Phone <b> · …${key.slice(-4)}`);
});

test('GET /app-keys · the key is copied, and gone once it is noted', async () => {
  await button('Copy').click();
  await page.getByRole('button', { name: /Copied|Press Ctrl\+C/ }).waitFor();
  await button('Done, hide it').click();
  expect(await page.locator('#made').isVisible()).toBe(false);
  expect(await page.content()).not.toContain(key);
  expect(await page.locator('#made-key').inputValue()).toBe('');
});

test('POST /auth/app-keys/:id/reveal · the key is shown again for the password, until the dialog closes', async () => {
  await button('Show Phone <b>').click();
  await page.locator('#reveal-password').fill('password');
  await button('Show the key').click();
  const shown = page.locator('#revealed-key');
  await shown.waitFor();
  expect(await shown.inputValue()).toBe(key);
  await page.keyboard.press('Escape');
  await shown.waitFor({ state: 'hidden' });
  // The event by which it is erased comes a moment after the dialog is gone. It throws when it does not come.
  await page.waitForFunction("document.querySelector('#revealed-key').value === ''");
});

test.each([
  [320, 'light'],
  [320, 'dark'],
  [1280, 'light'],
] as const)('GET /app-keys · %i pixels wide and %s, nothing stands over the edge', async (width, colorScheme) => {
  await page.emulateMedia({ colorScheme });
  await page.setViewportSize({ width, height: 700 });
  expect(await widthOf()).toBe(width);
  const paper = await page.evaluate('getComputedStyle(document.body).backgroundColor');
  expect(paper).toBe(colorScheme === 'dark' ? 'rgb(21, 26, 37)' : 'rgb(250, 247, 241)');
});

test('DELETE /auth/app-keys/:id · a key is revoked after a question, by the keyboard', async () => {
  await button('Revoke Phone <b>').focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Revoke “Phone <b>”?' }).waitFor();
  await button('Revoke').focus();
  await page.keyboard.press('Enter');
  await page.getByText('“Phone <b>” is revoked.').waitFor();
  await page.getByText('None yet.').waitFor();
  expect(await keys().count()).toBe(0);
});

test('POST /auth/logout · signing out leaves nothing', async () => {
  await button('Sign out').click();
  await page.getByText('You are signed out.').waitFor();
  expect(await page.getByText('Signed in as').isVisible()).toBe(false);
  await page.getByLabel('User name or e-mail address').waitFor();
});

test('GET /app-keys · the page has asked nobody else for anything, and has nothing to complain about', () => {
  expect([...asked]).toEqual(program.origins);
  expect(complaints).toEqual([]);
});
