import { expect } from 'bun:test';
import type { Browser, Page } from 'playwright-core';
import { examined, faultsOf } from '../support/axe.ts';
import { browserTests } from '../support/browser.ts';
import { Program } from '../support/program.ts';
import { jpeg } from '../support/releases.ts';
import * as visits from '../support/visit.ts';
import { roomLink, visit, Watch } from '../support/visit.ts';
import { CODINGS, wave } from '../support/wave.ts';

const { test, beforeAll, afterAll, launch } = await browserTests('test/browser/listen.test.ts');

const SECONDS = 8;

/** One visit: each test goes on where the one before it has stopped. */
let program: Program;
let browser: Browser;
let page: Page;
const watch = new Watch();
const ids: Record<string, string> = {};

beforeAll(async () => {
  program = await Program.start({ RATE_LIMIT: 'off' });
  const token = await program.member('maker');
  const send = async (path: string, fields: Record<string, string | File>): Promise<string> => {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    const answer = await program.fetch(path, { method: 'POST', headers: { token }, body });
    return ((await answer.json()) as { _id: string })._id;
  };
  const tone = wave({ coding: CODINGS.s16, rate: 8000, channels: 1, seconds: SECONDS });
  const audio = new File([new Uint8Array(tone)], 'tone.wav');
  const image = new File([new Uint8Array(await jpeg(600))], 'cover.jpg');
  const artist = await send('/artists', { name: 'Ёлка' });
  ids.album = await send('/albums', { name: 'Winter', artist, year: '1999', image });
  for (const name of ['Snow', 'Ice', 'Frost'])
    ids[name] = await send('/tracks', { name, album: ids.album, audio, genre: 'Folk' });
  const second = await send('/albums', { name: 'Long', artist });
  for (let at = 1; at <= 60; at++) await send('/tracks', { name: `Song ${at}`, album: second, audio });
  browser = await launch();
  page = await visit(browser, watch);
  await page.goto(program.origins[0] ?? '');
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await program?.remove();
});

const button = (name: string, of = page) => visits.button(of, name);
const link = (name: string) => roomLink(page, name);
const player = () => page.getByRole('region', { name: 'Player' });
const heading = (name: string) => visits.heading(page, name);
const tracks = () => page.getByRole('grid', { name: 'Tracks' });
const seconds = async () => {
  const text = await page.getByRole('slider', { name: 'Seek' }).getAttribute('aria-valuetext');
  return Number(/^0:(\d\d) of/.exec(text ?? '')?.[1]);
};
const focusNowhere = () => page.evaluate('document.activeElement.blur()');
const until = (script: string, of = page) => visits.until(of, script);

test('#/ · the first Tab skips to the content; what is new is there', async () => {
  await page
    .getByRole('list', { name: 'New', exact: true })
    .getByRole('link', { name: /^Winter/ })
    .waitFor();
  await page.keyboard.press('Tab');
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to content');
  await page.keyboard.press('Enter');
  expect(await page.evaluate('document.activeElement.tagName')).toBe('MAIN');
  expect(await page.title()).toBe('Home · Tonearm');
  expect(await link('Home').getAttribute('aria-current')).toBe('page');
});

test.each(['Artists', 'Albums', 'Tracks', 'Genres'])('#/%s · has one heading, which has the focus', async (room) => {
  await link(room).click();
  await heading(room).waitFor();
  await until('document.activeElement.tagName === "H1"');
  await until('document.querySelector("main").ariaBusy === "false"');
  expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
  expect(await page.title()).toStartWith(room);
});

test('#/tracks · of many rows those in view are in the document, numbered', async () => {
  await link('Tracks').click();
  await button('Play Snow').or(button('Play Song 1')).first().waitFor();
  expect(await tracks().getAttribute('aria-rowcount')).toBe('63');
  const rows = await tracks().getByRole('row').count();
  expect(rows).toBeLessThan(40);
  await page.evaluate('scrollTo(0, document.documentElement.scrollHeight)');
  await page.locator('[aria-rowindex="63"]').waitFor();
});

test('Back · returns to the row', async () => {
  const last = page.locator('[aria-rowindex="63"]');
  await last.getByRole('link').last().focus();
  const y = await page.evaluate('scrollY');
  await page.keyboard.press('Enter');
  await until('document.activeElement.tagName === "H1" && scrollY === 0');
  await page.goBack();
  await heading('Tracks').waitFor();
  await until(`scrollY === ${y}`);
  await until('document.activeElement.closest("[aria-rowindex]")?.ariaRowIndex === "63"');
});

test('Play · a song plays on from room to room, and by the keys', async () => {
  await page.goto(`${program.origins[0]}/#/albums/${ids.album}`);
  await heading('Winter').waitFor();
  await button('Play Snow').click();
  await button('Pause').waitFor();
  await player().getByText('Snow').waitFor();
  await link('Genres').click();
  await heading('Genres').waitFor();
  await until('!document.querySelector("audio").paused');
  await focusNowhere();
  await page.keyboard.press('Space');
  await player().getByRole('button', { name: 'Play', exact: true }).waitFor();
  const before = await seconds();
  await page.keyboard.press('ArrowRight');
  expect(await seconds()).toBe(before + 5);
});

test('a reload · keeps song and second, silent until asked', async () => {
  const before = await seconds();
  await page.reload();
  await player().getByText('Snow').waitFor();
  expect(await seconds()).toBe(before);
  expect(await page.evaluate('document.querySelector("audio").paused')).toBe(true);
  await focusNowhere();
  await page.keyboard.press('k');
  await button('Pause').waitFor();
  expect(await seconds()).toBeGreaterThanOrEqual(before);
});

test('the next song follows by itself', async () => {
  await player().getByText('Ice').waitFor();
  await button('Pause').waitFor();
});

test('More · a song is put next, and last, and taken out of the queue', async () => {
  await page.goto(`${program.origins[0]}/#/albums/${ids.album}`);
  await button('Play Snow').click();
  // Else a slow machine would have heard it to its end before the queue is looked at.
  await button('Pause').click();
  await button('More Frost').click();
  await page.getByRole('menuitem', { name: 'Play next' }).click();
  await button('Queue').click();
  const queue = page.getByRole('list', { name: 'Queue', exact: true });
  const queued = () => queue.locator('.track-title').allTextContents();
  expect(await queued()).toEqual(['Snow', 'Frost', 'Ice', 'Frost']);
  await queue.getByRole('button', { name: 'Remove Frost' }).first().click();
  expect(await queued()).toEqual(['Snow', 'Ice', 'Frost']);
  await focusNowhere();
  await page.keyboard.press('Escape');
  await queue.waitFor({ state: 'hidden' });
});

test('Shift and an arrow, m, l · another song, no sound, and who hearts has to sign in', async () => {
  await page.keyboard.press('Shift+ArrowRight');
  await player().getByText('Ice').waitFor();
  await page.keyboard.press('m');
  expect(await button('Mute').getAttribute('aria-pressed')).toBe('true');
  await page.keyboard.press('l');
  await page.getByRole('dialog', { name: 'Sign in' }).waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
  await page.keyboard.press('Escape');
});

test('Search · finds while it is typed, ё as е, and an older answer never comes over a newer', async () => {
  let late: (() => void) | undefined;
  await page.route('**/browse/search?q=win', async (route) => {
    await new Promise<void>((resolve) => {
      late = resolve;
    });
    await route.continue().catch(() => {});
  });
  await page.keyboard.press('/');
  await page.keyboard.type('win');
  await page.waitForRequest('**/browse/search?q=win');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('елк');
  const found = page.getByRole('list', { name: 'Artists' });
  await found.getByRole('link', { name: /^Ёлка/ }).waitFor();
  late?.();
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  expect(await found.getByRole('listitem').count()).toBe(1);
  expect(await page.evaluate('document.activeElement.type')).toBe('search');
});

test('a heart · asks to sign in, then is kept, as is what was heard; out in one tab is out in all', async () => {
  await page.goto(`${program.origins[0]}/#/albums/${ids.album}`);
  await button('Favourite Ice').click();
  await page.getByRole('dialog', { name: 'Sign in' }).getByRole('button', { name: 'Create account' }).click();
  const dialog = page.getByRole('dialog', { name: 'Create account' });
  await dialog.getByLabel('Name').fill('listener-1');
  await dialog.getByLabel('E-mail').fill('listener-1@example.com');
  await dialog.getByLabel('Password').fill('a good password');
  await dialog.getByRole('button', { name: 'Create account' }).click();
  await button('Account').waitFor();
  await until(`document.querySelector('[aria-label="Favourite Ice"]').ariaPressed === 'true'`);
  const other = await page.context().newPage();
  watch.on(other);
  await other.goto(`${program.origins[0]}/#/favourites`);
  await button('Favourite Ice', other).waitFor();
  expect(await page.evaluate('document.cookie + JSON.stringify(localStorage)')).not.toContain('eyJ');
  await page.evaluate(`fetch('/trackHistory', {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"track":"${ids.Frost}"}' })`);
  await other.getByRole('link', { name: 'History', exact: true }).click();
  await button('Play Frost', other).waitFor();
  await button('Account').click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await button('Sign in').waitFor();
  await other.getByRole('banner').getByRole('button', { name: 'Sign in', exact: true }).waitFor();
  await other.close();
  expect((await page.context().cookies()).map(({ value }) => value)).toEqual([]);
});

test('#/settings · another language and theme, kept over a reload', async () => {
  await link('Settings').click();
  await page.getByRole('combobox', { name: 'Theme' }).selectOption('Dark');
  await page.getByRole('combobox', { name: 'Language' }).selectOption('Русский');
  await heading('Настройки').waitFor();
  await page.goto(`${program.origins[0]}/#/albums/${ids.album}`);
  await page.reload();
  await page.getByText('3 трека').waitFor();
  expect(await page.evaluate('document.documentElement.lang + getComputedStyle(document.body).colorScheme')).toBe(
    'rudark',
  );
  await page.evaluate('localStorage.clear()');
  await page.reload();
  await heading('Winter').waitFor();
});

test.each(['light', 'dark'] as const)(
  'axe · has nothing to say of any room, %s',
  async (colorScheme) => {
    const context = await examined(browser, { colorScheme });
    const visit = await context.newPage();
    for (const room of [
      '',
      'artists',
      'albums',
      `albums/${ids.album}`,
      'tracks',
      'genres',
      'search?q=w',
      'settings',
      'no',
    ]) {
      await visit.goto(`${program.origins[0]}/#/${room}`);
      expect([room, await faultsOf(visit)]).toEqual([room, []]);
    }
    await context.close();
  },
  60_000,
);

test('320 pixels · nothing stands over the edge, and what steers the player is 40 pixels large', async () => {
  await page.setViewportSize({ width: 320, height: 640 });
  for (const room of ['', 'albums', 'tracks', `albums/${ids.album}`, 'settings']) {
    await page.goto(`${program.origins[0]}/#/${room}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
  }
  await button('Menu').click();
  await link('Tracks').click();
  await heading('Tracks').waitFor();
  for (const one of await player().getByRole('button').all()) {
    const box = await one.boundingBox();
    expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(40);
  }
});

test('offline · the shell is there, says what is wrong, and goes on when there is a connection', async () => {
  await page.evaluate('navigator.serviceWorker.ready');
  await page.goto(`${program.origins[0]}/#/`);
  const before = watch.complaints.length;
  await page.context().setOffline(true);
  await page.reload();
  await page.getByRole('alert').first().waitFor();
  const kept = await page.evaluate(
    'caches.keys().then(async ([name]) => (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname))',
  );
  expect((kept as string[]).filter((path) => !/^\/(icon\.svg|assets\/[\w-]+\.\w+)?$/.test(path))).toEqual([]);
  await button('Try again').first().click();
  await page.getByRole('alert').first().waitFor();
  await page.context().setOffline(false);
  await page.getByRole('list', { name: 'New', exact: true }).waitFor();
  // The browser itself complains of each request that has no way.
  watch.complaints.length = before;
});

test('the page · has asked nobody else for anything, was refused nothing, and has nothing to complain about', () => {
  expect([...watch.asked]).toEqual(program.origins);
  expect(watch.refused).toEqual([]);
  expect(watch.complaints).toEqual([]);
});
