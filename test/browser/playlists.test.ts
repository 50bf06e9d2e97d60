import { describe, expect } from 'bun:test';
import type { Browser, Page } from 'playwright-core';
import { examined, faultsOf } from '../support/axe.ts';
import { browserTests } from '../support/browser.ts';
import { dropDatabase, freshDatabase } from '../support/postgres.ts';
import { Program } from '../support/program.ts';
import { ENGINES } from '../support/programs.ts';
import { button, heading, roomLink, signIn, until, visit, Watch } from '../support/visit.ts';
import { CODINGS, wave } from '../support/wave.ts';

const { test, beforeAll, afterAll, launch } = await browserTests('test/browser/playlists.test.ts');

const TITLES = ['Snow', 'Ice', 'Frost', 'Rain'];
/** Milliseconds: a story is as long as the machine is busy. */
const STORY = 120_000;

describe.each(ENGINES)('#/playlists on %s', (engine) => {
  /** One visit: each test goes on where the one before it has stopped. */
  let program: Program;
  let browser: Browser;
  let page: Page;
  let database: string | undefined;
  let token = '';
  let album = '';
  const watch = new Watch();
  const ids: Record<string, string> = {};

  beforeAll(async () => {
    if (engine === 'postgres') database = await freshDatabase();
    program = await Program.start({ RATE_LIMIT: 'off', ...(database && { DATABASE_URL: database }) });
    token = await program.member('ann');
    const send = async (path: string, fields: Record<string, string | File>): Promise<string> => {
      const body = new FormData();
      for (const [name, value] of Object.entries(fields)) body.set(name, value);
      const answer = await program.fetch(path, { method: 'POST', headers: { token }, body });
      return ((await answer.json()) as { _id: string })._id;
    };
    const tone = wave({ coding: CODINGS.s16, rate: 8000, channels: 1, seconds: 30 });
    const audio = new File([new Uint8Array(tone)], 'tone.wav');
    album = await send('/albums', { name: 'Winter', artist: await send('/artists', { name: 'Ёлка' }) });
    for (const name of TITLES) ids[name] = await send('/tracks', { name, album, audio });
    browser = await launch();
    // So tall that no list scrolls: a menu closes when what is beneath it moves.
    page = await visit(browser, watch, { viewport: { width: 1280, height: 1100 } });
    await page.goto(`${program.origins[0]}/#/playlists`);
  }, STORY);

  afterAll(async () => {
    await browser?.close();
    await program?.remove();
    if (database) await dropDatabase(database);
  });

  const enter = (room: string, of = page) => of.goto(`${program.origins[0]}/#/${room}`);
  const dialog = (name: string, of = page) => of.getByRole('dialog', { name, exact: true });
  const choose = async (title: string, item: string, of = page) => {
    await button(of, `More ${title}`).first().click();
    await of.getByRole('menuitem', { name: item, exact: true }).click();
  };
  const told = (text: string, of = page) => of.getByRole('status').getByText(text).waitFor();
  /** Waits until the rows of the room are these tracks. */
  const rows = (titles: string, of = page) =>
    until(
      of,
      `[...document.querySelectorAll('main [role=row]')].sort((one, other) => one.ariaRowIndex - other.ariaRowIndex)
        .map((row) => row.querySelector('.track-title')?.textContent).join(' ') === ${JSON.stringify(titles)}`,
    );
  const call = async (method: string, path: string, body?: object) =>
    (await program.call(method, `/browse/playlists${path}`, body, token)).body;
  const made = async (name: string, titles: string): Promise<string> =>
    (await call('POST', '', { name, tracks: titles.split(' ').map((title) => ids[title]) }))._id;

  test('a stranger · has no such room in the navigation, and is asked who they are', async () => {
    await heading(page, 'Playlists').waitFor();
    expect(await roomLink(page, 'Playlists').count()).toBe(0);
    await page.getByRole('main').getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    await enter(`albums/${album}`);
    await choose('Ice', 'Add to playlist');
    await dialog('Sign in').getByLabel('Name or e-mail').fill('ann');
    await dialog('Sign in').getByLabel('Password').fill('password');
    await dialog('Sign in').getByRole('button', { name: 'Sign in', exact: true }).click();
    await dialog('Add to playlist').getByRole('button', { name: 'New playlist' }).click();
    expect(watch.refused).toEqual([]);
  });

  test('Add to playlist · makes a new one with the track, or takes one that is there', async () => {
    await dialog('New playlist').getByLabel('Name').fill('Cold');
    // However often it is pressed.
    await dialog('New playlist').getByRole('button', { name: 'Create' }).dblclick();
    await told('“Ice” is in “Cold”');
    for (const title of ['Snow', 'Frost', 'Ice']) {
      await choose(title, 'Add to playlist');
      await dialog('Add to playlist').getByRole('button', { name: 'Cold', exact: true }).click();
      await told(`“${title}” is in “Cold”`);
    }
    await roomLink(page, 'Playlists').click();
    await page.getByRole('list', { name: 'Playlists', exact: true }).getByRole('link', { name: /^Cold/ }).click();
    await heading(page, 'Cold').waitFor();
    await rows('Ice Snow Frost Ice');
    await page.getByText('4 tracks · 2 minutes · Only you find it').waitFor();
    expect((await call('GET', '')).total).toBe(1);
  });

  test('New playlist · leads into the new one, which says how it is filled', async () => {
    await roomLink(page, 'Playlists').click();
    await button(page, 'New playlist').click();
    await dialog('New playlist').getByLabel('Name').fill('Empty');
    await dialog('New playlist').getByRole('button', { name: 'Create' }).click();
    await heading(page, 'Empty').waitFor();
    await page.getByText('Nothing in it yet').waitFor();
    expect(await page.getByRole('grid').count()).toBe(0);
    expect(await page.title()).toBe('Empty · Tonearm');
    await button(page, 'Edit playlist').click();
    await dialog('Edit playlist').getByLabel('Name').fill('Warm');
    await dialog('Edit playlist').getByRole('button', { name: 'Save' }).click();
    await heading(page, 'Warm').waitFor();
  });

  test('Delete playlist · is asked once', async () => {
    await button(page, 'Delete playlist').click();
    await page.keyboard.press('Escape');
    await dialog('Delete playlist').waitFor({ state: 'hidden' });
    await button(page, 'Delete playlist').click();
    await dialog('Delete playlist').getByRole('button', { name: 'Delete playlist' }).click();
    await heading(page, 'Playlists').waitFor();
    const list = page.getByRole('list', { name: 'Playlists', exact: true });
    await list.getByRole('link', { name: /^Warm/ }).waitFor({ state: 'hidden' });
    expect(await list.getByRole('listitem').count()).toBe(1);
  });

  test('Move up, Move down, Remove · at once, kept, by the keyboard too, and the focus goes with the track', async () => {
    await enter(`playlists/${await made('Order', 'Snow Ice Frost Rain')}`);
    await rows('Snow Ice Frost Rain');
    await choose('Frost', 'Move up');
    await rows('Snow Frost Ice Rain');
    await until(page, 'document.activeElement.ariaLabel === "More Frost"');
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Move up' }).focus();
    await page.keyboard.press('Enter');
    await rows('Frost Snow Ice Rain');
    await choose('Snow', 'Move down');
    await choose('Rain', 'Remove from playlist');
    await rows('Frost Ice Snow');
    await until(page, 'document.activeElement.ariaLabel === "More Snow"');
    await page.getByText('3 tracks').waitFor();
    await button(page, 'More Frost').click();
    expect(await page.getByRole('menuitem', { name: 'Move up' }).count()).toBe(0);
    await page.keyboard.press('Escape');
    await page.reload();
    await rows('Frost Ice Snow');
  });

  test('Play all · plays it, in its order', async () => {
    await button(page, 'Play all').click();
    const player = page.getByRole('region', { name: 'Player' });
    await player.getByText('Frost').waitFor();
    await button(page, 'Next').click();
    await player.getByText('Ice').waitFor();
    await player.getByRole('button', { name: 'Pause', exact: true }).click();
  });

  test('two tabs · that change one playlist at once lose nothing, and nothing is there twice', async () => {
    const id = await made('Tabs', 'Snow Ice Frost Ice Rain');
    await enter(`playlists/${id}`);
    const other = await page.context().newPage();
    watch.on(other);
    await enter(`playlists/${id}`, other);
    await Promise.all([rows('Snow Ice Frost Ice Rain'), rows('Snow Ice Frost Ice Rain', other)]);
    await Promise.all([choose('Snow', 'Remove from playlist'), choose('Rain', 'Move up', other)]);
    // Each hears of what the other one has done.
    await Promise.all([rows('Ice Frost Rain Ice'), rows('Ice Frost Rain Ice', other)]);
    await button(other, 'Edit playlist').click();
    await dialog('Edit playlist', other).getByLabel('Name').fill('Both');
    await dialog('Edit playlist', other).getByRole('button', { name: 'Save' }).click();
    await heading(page, 'Both').waitFor();
    await other.close();
  });

  test('a menu · means the entry that it was opened for, also when the rows have moved meanwhile', async () => {
    const id = await made('Menu', 'Snow Ice Frost Rain');
    await enter(`playlists/${id}`);
    await rows('Snow Ice Frost Rain');
    const other = await page.context().newPage();
    watch.on(other);
    await enter(`playlists/${id}`, other);
    await button(other, 'More Frost').click();
    await choose('Snow', 'Remove from playlist');
    await rows('Ice Frost Rain', other);
    await other.getByRole('menuitem', { name: 'Move up', exact: true }).click();
    await Promise.all([rows('Frost Ice Rain'), rows('Frost Ice Rain', other)]);
    await other.close();
  });

  test('what another tab has changed meanwhile · is said, and shown as it is', async () => {
    const id = await made('Elsewhere', 'Snow Ice Frost');
    await enter(`playlists/${id}`);
    await rows('Snow Ice Frost');
    await call('DELETE', `/${id}/entries/1`);
    const kept = watch.complaints.length;
    await choose('Frost', 'Move up');
    await told('The playlist was changed elsewhere. This is how it is now.');
    await rows('Snow Frost');
    await page.getByText('2 tracks').waitFor();
    await call('POST', `/${id}/entries`, { tracks: [ids.Rain] });
    await choose('Snow', 'Move down');
    await rows('Frost Snow Rain');
    await page.getByText('3 tracks').waitFor();
    // The browser itself complains of the answer that says so.
    watch.complaints.length = kept;
    watch.refused.length = 0;
  });

  test('playlists of others · are heard, not changed; those that are not shown are not there', async () => {
    const [open, closed] = [await made('Open', 'Snow Ice'), await made('Closed', 'Snow')];
    await call('PUT', `/${open}`, { public: true });
    await program.member('bob');
    const bob = await visit(browser, watch);
    await enter('playlists', bob);
    await signIn(bob, 'bob', 'password');
    await bob.getByText('No playlists yet').waitFor();
    await bob.getByRole('list', { name: 'From others' }).getByRole('link', { name: /^Open/ }).click();
    await heading(bob, 'Open').waitFor();
    await rows('Snow Ice', bob);
    expect(await button(bob, 'Delete playlist').count()).toBe(0);
    await button(bob, 'More Ice').click();
    expect(await bob.getByRole('menuitem', { name: 'Move up' }).count()).toBe(0);
    await bob.keyboard.press('Escape');
    const kept = watch.complaints.length;
    await enter(`playlists/${closed}`, bob);
    await heading(bob, 'Not found').waitFor();
    // Name and tracks are asked for at once; both are refused.
    await bob.context().close();
    watch.complaints.length = kept;
    watch.refused.length = 0;
  });

  test.each(['light', 'dark'] as const)(
    'axe · has nothing to say of the rooms and dialogs, %s',
    async (colorScheme) => {
      const id = await made(`Axe ${colorScheme}`, 'Snow Ice');
      const context = await examined(browser, { colorScheme }, page.context());
      const looked = await context.newPage();
      for (const [room, opens] of [
        ['playlists', 'New playlist'],
        [`playlists/${id}`, 'Edit playlist'],
        [`playlists/${id}`, 'Delete playlist'],
        [`playlists/${await made('None', '')}`, undefined],
      ] as const) {
        await enter(room, looked);
        await looked.reload();
        await looked.getByRole('link', { name: 'Playlists', exact: true }).waitFor();
        expect([room, await faultsOf(looked)]).toEqual([room, []]);
        if (!opens) continue;
        await button(looked, opens).click();
        await dialog(opens, looked).waitFor();
        expect([opens, await faultsOf(looked)]).toEqual([opens, []]);
      }
      await enter(`albums/${album}`, looked);
      await choose('Snow', 'Add to playlist', looked);
      await dialog('Add to playlist', looked).getByRole('button', { name: 'Cold', exact: true }).waitFor();
      expect(await faultsOf(looked)).toEqual([]);
      await context.close();
    },
    STORY,
  );

  test('320 pixels · nothing stands over the edge', async () => {
    const id = await made('x'.repeat(200), 'Snow');
    await page.setViewportSize({ width: 320, height: 640 });
    for (const room of ['playlists', `playlists/${id}`]) {
      await enter(room);
      await page.reload();
      await page.getByText('1 track', { exact: false }).first().waitFor();
      expect([room, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([room, 320]);
    }
    await page.setViewportSize({ width: 1280, height: 1100 });
  });

  test('signing out · takes what was shown away', async () => {
    await rows('Snow');
    await button(page, 'Account').click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await heading(page, 'Playlist').waitFor();
    expect(await page.getByRole('grid').count()).toBe(0);
    await enter('playlists');
    await page.getByRole('main').getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    expect(await page.getByRole('main').getByRole('link').count()).toBe(0);
    expect([watch.refused, watch.complaints]).toEqual([[], []]);
  });
});
