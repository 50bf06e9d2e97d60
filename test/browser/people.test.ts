import { describe, expect } from 'bun:test';
import type { Browser, Page } from 'playwright-core';
import { examined, faultsOf } from '../support/axe.ts';
import { browserTests } from '../support/browser.ts';
import { dropDatabase, freshDatabase } from '../support/postgres.ts';
import { Program } from '../support/program.ts';
import { ENGINES } from '../support/programs.ts';
import { jpeg } from '../support/releases.ts';
import * as visits from '../support/visit.ts';
import { roomLink, signIn, visit, Watch } from '../support/visit.ts';
import { CODINGS, wave } from '../support/wave.ts';

const { test, beforeAll, afterAll, launch } = await browserTests('test/browser/people.test.ts');

const PASSWORD = 'a good password';

interface Somebody {
  id: string;
  token: string;
}

describe.each(ENGINES)('people on %s', (engine) => {
  let program: Program;
  let browser: Browser;
  let page: Page;
  let database: string | undefined;
  const watch = new Watch();
  const origin = () => program.origins[0] ?? '';

  const register = async (username: string, displayName?: string): Promise<Somebody> => {
    const body = { username, email: `${username}@example.com`, password: PASSWORD, role: 'musician' };
    const { body: answer } = await program.call('POST', '/auth/register', body);
    const one = { id: answer.user.id, token: answer.accessToken };
    if (displayName) await change(one, { displayName });
    return one;
  };
  const change = ({ id, token }: Somebody, body: object) => program.call('PUT', `/users/${id}/profile`, body, token);
  const hide = (one: Somebody, privateProfile: boolean) => change(one, { preferences: { privateProfile } });
  const follow = (one: Somebody, other: Somebody) =>
    program.call('POST', `/social/follow/${other.id}`, { followerId: one.id }, one.token);
  const tone = new Uint8Array(wave({ coding: CODINGS.s16, rate: 8000, channels: 1, seconds: 8 }));
  const send = async (path: string, one: Somebody, fields: Record<string, string | File>): Promise<void> => {
    const body = new FormData();
    for (const [name, value] of Object.entries({ userId: one.id, ...fields })) body.set(name, value);
    const { status } = await program.fetch(path, { method: 'POST', headers: { token: one.token }, body });
    expect(status).toBe(200);
  };
  const publish = (one: Somebody, title: string) =>
    send('/media/upload/track', one, { title, file: new File([tone], 'tone.wav') });

  const people: Record<string, Somebody> = {};
  const heading = (name: string) => visits.heading(page, name);
  const button = (name: string) => visits.button(page, name);
  const link = (name: string) => page.getByRole('main').getByRole('link', { name });
  const until = (script: string) => visits.until(page, script);
  const settled = () => until('document.querySelector("main")?.ariaBusy === "false"');
  const enter = async (room: string, of = page) => {
    await of.goto(`${origin()}/#/${room}`);
    await of.getByRole('heading', { level: 1 }).waitFor();
  };

  beforeAll(async () => {
    if (engine === 'postgres') database = await freshDatabase();
    program = await Program.start({ RATE_LIMIT: 'off', ...(database && { DATABASE_URL: database }) });
    people.olga = await register('olga', 'Ольга Ёлкина');
    people.ann = await register('ann');
    people.ghost = await register('ghost', 'Grey Ghost');
    await send('/media/upload/avatar', people.olga, { file: new File([new Uint8Array(await jpeg(600))], 'me.jpg') });
    await change(people.olga, { bio: 'Slow songs', location: 'Казань', socialLinks: { telegram: '@olga' } });
    for (const title of ['Snow', 'Ice', 'Frost']) await publish(people.olga, title);
    await publish(people.ghost, 'Whisper');
    await follow(people.ghost, people.olga);
    browser = await launch();
    page = await visit(browser, watch);
    await page.goto(origin());
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await program?.remove();
    if (database) await dropDatabase(database);
  });

  test('#/search?q= · finds people too, and a profile opens', async () => {
    await page.getByRole('searchbox', { name: 'Search' }).fill('елкина');
    await page
      .getByRole('list', { name: 'People' })
      .getByRole('link', { name: /^Ольга Ёлкина/ })
      .click();
    await heading('Ольга Ёлкина').waitFor();
    expect(await page.evaluate('location.hash')).toBe('#/people/olga');
    expect(await page.title()).toBe('Ольга Ёлкина · Tonearm');
    for (const text of ['@olga', 'Slow songs', 'Казань']) await page.getByText(text, { exact: true }).waitFor();
    expect(await link('Telegram').getAttribute('href')).toBe('https://t.me/olga');
    await button('Play Frost').waitFor();
    expect(await page.getByRole('grid', { name: 'Tracks' }).getAttribute('aria-rowcount')).toBe('3');
    await page
      .getByRole('list', { name: 'Followers' })
      .getByRole('link', { name: /^Grey Ghost/ })
      .waitFor();
    expect(watch.refused).toEqual([]);
  });

  test('Follow · asks a stranger to sign in, then follows; Unfollow takes it back', async () => {
    await button('Follow').click();
    const dialog = page.getByRole('dialog', { name: 'Sign in' });
    await dialog.getByLabel('Name or e-mail').fill('ann');
    await dialog.getByLabel('Password').fill(PASSWORD);
    await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
    await button('Unfollow').waitFor();
    await page.getByText('2 followers', { exact: true }).waitFor();
    await page.reload();
    await button('Unfollow').click();
    await button('Follow').waitFor();
    await page.getByText('1 follower', { exact: true }).waitFor();
    // However fast it is pressed, the last word stands.
    for (const verb of ['Follow', 'Unfollow', 'Follow']) await button(verb).click();
    await button('Unfollow').waitFor();
    const { id } = people.ann as Somebody;
    const follows = async () => (await program.call('GET', `/social/following/${id}`)).body.data.length;
    for (let tries = 0; (await follows()) !== 1 && tries < 500; tries++) await Bun.sleep(20);
    expect(await follows()).toBe(1);
  });

  test('Follow · is undone where the server would not have it', async () => {
    await page.route('**/social/unfollow/*', (route) => route.fulfill({ status: 500, body: '{}' }));
    await button('Unfollow').click();
    await page.getByRole('status').getByText('This can’t be shown now').waitFor();
    await button('Unfollow').waitFor();
    await page.unrouteAll({ behavior: 'wait' });
    expect(watch.refused.splice(0)).toEqual([expect.stringContaining('/social/unfollow/')]);
    watch.complaints.length = 0;
  });

  test('#/people/<own> · leads to the account', async () => {
    await enter('people/ann');
    await heading('ann').waitFor();
    expect(await link('Edit profile').getAttribute('href')).toBe('#/account');
    expect(await page.getByRole('main').getByRole('button', { name: /ollow/ }).count()).toBe(0);
    await page
      .getByRole('list', { name: 'Following' })
      .getByRole('link', { name: /^Ольга/ })
      .waitFor();
  });

  test('#/feed · says who did what when, and plays on', async () => {
    await roomLink(page, 'Feed').click();
    await heading('Feed').waitFor();
    const feed = page.getByRole('feed', { name: 'Feed' });
    const articles = feed.getByRole('article');
    await button('Play Frost').waitFor();
    expect(await articles.evaluateAll((all) => all.map((one) => one.getAttribute('aria-posinset')))).toEqual([
      ...['1', '2', '3', '4'],
    ]);
    expect(await articles.first().getAttribute('aria-setsize')).toBe('4');
    await feed.getByRole('article', { name: /^Ольга Ёлкина published a track Frost/ }).waitFor();
    await feed.getByRole('article', { name: 'Ольга Ёлкина changed the profile' }).waitFor();
    const time = articles.first().locator('time');
    expect(await time.textContent()).toMatch(/^(now|\d+ minutes? ago)$/);
    expect(await time.getAttribute('title')).toMatch(/20\d\d.* at /);
    await articles.first().focus();
    await page.keyboard.press('PageDown');
    await page.keyboard.press('PageDown');
    await page.keyboard.press('PageUp');
    await until('document.activeElement.ariaPosInSet === "2"');
    await button('Play Frost').click();
    await page.getByRole('region', { name: 'Player' }).getByText('Frost').waitFor();
    await page.keyboard.press('Shift+ArrowRight');
    await page.getByRole('region', { name: 'Player' }).getByText('Ice').waitFor();
    await button('Favourite Snow').click();
    await until(`document.querySelector('[aria-label="Favourite Snow"]').ariaPressed === 'true'`);
  });

  test('a profile that becomes private · leaves the feed, the search, lists and old addresses', async () => {
    const { ghost } = people as { ghost: Somebody };
    const { body } = await program.call('GET', '/users/ghost/tracks');
    const id = body.data[0].fileId;
    const { body: found } = await program.call('GET', `/browse/tracks?ids=${id}`);
    const album: string = found.entries[0].album._id;
    await follow(people.ann as Somebody, ghost);
    await enter('feed');
    await page.reload();
    await button('Play Whisper').waitFor();
    await hide(ghost, true);
    // All that this page has been told is old, also what it keeps for going back.
    await enter('people/ghost');
    await page.getByText('This profile is private').waitFor();
    await heading('Grey Ghost').waitFor();
    expect(await page.getByRole('grid').count()).toBe(0);
    expect(await page.getByText('follower', { exact: false }).count()).toBe(0);
    await page.reload();
    await page.getByText('This profile is private').waitFor();
    await enter('feed');
    await page.getByRole('article').first().waitFor();
    expect(await page.getByText('Whisper').count()).toBe(0);
    for (const q of ['whisper', 'ghost']) {
      await enter(`search?q=${q}`);
      await page.getByText(`Nothing is called “${q}”`).waitFor();
    }
    await enter('people/olga');
    await page.getByText('Others keep their profile private.').waitFor();
    expect(await page.getByText('Grey Ghost').count()).toBe(0);
    expect(watch.refused).toEqual([]);
    await enter(`albums/${album}`);
    await heading('Not found').waitFor();
    expect(watch.refused.splice(0)).toEqual([expect.stringContaining('/browse/albums/')]);
    watch.complaints.length = 0;
  });

  test('a private profile · is seen by whom it follows back, until they sign out', async () => {
    await follow(people.ghost as Somebody, people.ann as Somebody);
    await enter('people/ghost');
    await page.reload();
    await button('Play Whisper').click();
    await page.getByRole('region', { name: 'Player' }).getByText('Whisper').waitFor();
    await link('Singles').click();
    await heading('Singles').waitFor();
    await button('Play Whisper').waitFor();
    await button('Account').click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await heading('Not found').waitFor();
    expect(await page.getByText('Whisper').count()).toBe(0);
    await page.goBack();
    await page.getByText('This profile is private').waitFor();
    expect(await page.getByText('Whisper').count()).toBe(0);
    expect(await page.evaluate('JSON.stringify({ ...localStorage, ...sessionStorage })')).not.toContain('Whisper');
    expect(watch.refused.splice(0)).toEqual([expect.stringContaining('/browse/albums/')]);
    watch.complaints.length = 0;
  });

  test('#/feed · asks strangers to sign in, and tells who follows nobody where people are', async () => {
    await enter('feed');
    await page.getByRole('main').getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    expect(await roomLink(page, 'Feed').count()).toBe(0);
    people.eve = await register('eve');
    await signIn(page, 'eve', PASSWORD);
    await link('Find people').click();
    await heading('People').waitFor();
    const list = page.getByRole('list', { name: 'People' });
    await list.getByRole('link', { name: /^Ольга Ёлкина/ }).waitFor();
    expect(await list.getByRole('listitem').count()).toBe(3);
    await enter('people/nobody-of-that-name');
    await heading('Not found').waitFor();
    expect(watch.refused.splice(0)).toEqual([expect.stringContaining('/social/people/nobody')]);
    watch.complaints.length = 0;
  });

  test('#/feed · goes on as it is scrolled', async () => {
    const { olga, eve } = people as { olga: Somebody; eve: Somebody };
    await Promise.all(Array.from({ length: 50 }, (_, at) => publish(olga, `Song ${at}`)));
    await follow(eve, olga);
    await enter('feed');
    await page.reload();
    const articles = page.getByRole('feed').getByRole('article');
    await articles.first().waitFor();
    await page.evaluate('scrollTo(0, document.documentElement.scrollHeight)');
    await page.getByText('That is all').waitFor();
    expect(await articles.count()).toBe(54);
    expect(await articles.last().getAttribute('aria-setsize')).toBe('54');
  }, 60_000);

  test.each(['light', 'dark'] as const)(
    'axe · has nothing to say of people, %s; 320 pixels are enough',
    async (colorScheme) => {
      const context = await examined(browser, { colorScheme, viewport: { width: 320, height: 640 } });
      const other = await context.newPage();
      await enter('', other);
      await signIn(other, 'ann', PASSWORD);
      for (const room of ['people', 'people/olga', 'people/ann', 'feed', 'search?q=o', 'people/nobody']) {
        await enter(room, other);
        expect([room, await faultsOf(other)]).toEqual([room, []]);
        expect([room, await other.evaluate('document.documentElement.scrollWidth')]).toEqual([room, 320]);
      }
      await context.close();
    },
    60_000,
  );

  test('the page · has asked nobody else for anything, and has nothing to complain about', async () => {
    await settled();
    expect([...watch.asked]).toEqual(program.origins);
    expect([watch.refused, watch.complaints]).toEqual([[], []]);
  });
});
