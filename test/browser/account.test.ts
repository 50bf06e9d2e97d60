import { describe, expect } from 'bun:test';
import type { Browser, Page } from 'playwright-core';
import decodeQR from 'qr/decode.js';
import sharp from 'sharp';
import { examined, faultsOf } from '../support/axe.ts';
import { browserTests } from '../support/browser.ts';
import { dropDatabase, freshDatabase } from '../support/postgres.ts';
import { Program } from '../support/program.ts';
import { ENGINES } from '../support/programs.ts';
import { jpeg } from '../support/releases.ts';
import { button, heading, signIn, until, visit, Watch } from '../support/visit.ts';

const { test, beforeAll, afterAll, launch } = await browserTests('test/browser/account.test.ts');

const PASSWORD = 'a good password';
/** Milliseconds: a story is as long as the machine is busy. */
const STORY = 120_000;

describe.each(ENGINES)('#/account on %s', (engine) => {
  /** One visit: each test goes on where the one before it has stopped. */
  let program: Program;
  let browser: Browser;
  let page: Page;
  let database: string | undefined;
  const watch = new Watch();

  beforeAll(async () => {
    if (engine === 'postgres') database = await freshDatabase();
    const settings = { RATE_LIMIT: 'off', MAX_AVATAR_MB: '1', ...(database && { DATABASE_URL: database }) };
    program = await Program.start(settings);
    await program.call('POST', '/user/register', { username: 'ann', email: 'ann@example.com', password: PASSWORD });
    browser = await launch();
    page = await visit(browser, watch);
    await page.goto(`${program.origins[0]}/#/account`);
  }, STORY);

  afterAll(async () => {
    await browser?.close();
    await program?.remove();
    if (database) await dropDatabase(database);
  });

  const dialog = (name: string) => page.getByRole('dialog', { name, exact: true });
  const told = (text: string) => page.getByRole('status').getByText(text, { exact: true }).waitFor();
  const field = (name: string) => page.getByRole('textbox', { name, exact: true });
  const avatar = () => page.getByLabel('Avatar', { exact: true });
  const profile = async () => (await program.call('GET', '/users/username/ann')).body.data;
  const pings = async (key: string): Promise<string> =>
    (await program.call('GET', `/rest/ping?apiKey=${key}&f=json`)).body['subsonic-response'].status;
  /** Does what the browser itself complains of, as it is refused. */
  const refused = async (work: () => Promise<void>) => {
    const kept = watch.complaints.length;
    await work();
    watch.complaints.length = kept;
    watch.refused.length = 0;
  };

  test('a stranger · is asked who they are; a member comes here by the menu and from the settings', async () => {
    await heading(page, 'Account').waitFor();
    await page.getByRole('main').getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    await signIn(page, 'ann', PASSWORD);
    await field('Display name').waitFor();
    await page.getByRole('link', { name: 'Settings', exact: true }).click();
    await page.getByRole('link', { name: 'Your profile, password and app keys' }).click();
    await heading(page, 'Account').waitFor();
    await page.goto(`${program.origins[0]}/#/`);
    await button(page, 'Account').click();
    await page.getByRole('menuitem', { name: 'Account', exact: true }).click();
    await field('Display name').waitFor();
    expect(await page.title()).toBe('Account · Tonearm');
  });

  test('Save · keeps display name, bio and who sees them', async () => {
    await field('Display name').fill('Анна ёж');
    await field('Bio').fill('Hears everything,\ntwice.');
    await button(page, 'Save').click();
    await told('Saved');
    expect(await profile()).toMatchObject({
      ...{ displayName: 'Анна ёж', bio: 'Hears everything,\ntwice.' },
      preferences: { privateProfile: false },
    });
    await page.getByRole('checkbox', { name: 'Private profile' }).check();
    await button(page, 'Save').click();
    await until(page, `fetch('/users/username/ann', { credentials: 'omit' }).then(({ status }) => status === 403)`);
    await page.reload();
    await until(page, 'document.querySelector("[name=privateProfile]")?.checked === true');
    expect(await field('Bio').inputValue()).toBe('Hears everything,\ntwice.');
    await page.getByRole('checkbox', { name: 'Private profile' }).uncheck();
    await field('Display name').fill('');
    await button(page, 'Save').click();
    await until(page, `fetch('/users/username/ann').then(async (answer) => !(await answer.json()).data?.displayName)`);
    watch.refused.length = 0;
    watch.complaints.length = 0;
  });

  test('Avatar · what does not fit is said before it is sent; what does is shown, then kept', async () => {
    await page.getByText('JPEG, PNG or WebP, at most 1 MB.').waitFor();
    expect(await avatar().getAttribute('aria-invalid')).toBe(null);
    const large = Buffer.concat([await jpeg(600), Buffer.alloc(1024 * 1024)]);
    for (const [name, mimeType, buffer, text] of [
      ['song.mp3', 'audio/mpeg', Buffer.from('x'), '“song.mp3” is no JPEG, PNG or WebP picture.'],
      ['large.jpg', 'image/jpeg', large, '“large.jpg” is larger than 1 MB.'],
      ['broken.png', 'image/png', Buffer.from('x'), '“broken.png” is no JPEG, PNG or WebP picture.'],
    ] as const) {
      await avatar().setInputFiles({ name, mimeType, buffer });
      await page.getByRole('alert').getByText(text).waitFor();
    }
    await avatar().setInputFiles({ name: 'me.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(await jpeg(600)) });
    await page.getByRole('img', { name: 'The avatar as it will be' }).waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    await button(page, 'Save').click();
    await told('Saved');
    await until(page, `document.querySelector('.account img')?.naturalWidth === 500`);
    expect((await profile()).avatarUrl).toContain('/media/avatar/');
    await page.reload();
    await until(page, `document.querySelector('main img')?.naturalWidth === 500`);
  });

  test('Remove avatar · is asked once, and leaves what else was written', async () => {
    await field('Bio').fill('Not saved yet');
    await button(page, 'Remove avatar').press('Enter');
    await dialog('Remove avatar').getByRole('button', { name: 'Remove avatar', exact: true }).press('Enter');
    await told('The avatar is removed');
    await until(page, `!document.querySelector('.account img') && !document.querySelector('main img')`);
    expect([await button(page, 'Remove avatar').count(), await field('Bio').inputValue()]).toEqual([
      0,
      'Not saved yet',
    ]);
    expect((await profile()).avatarUrl).toBeUndefined();
  });

  test('New app key · is shown with a code for phones, opens /rest, and ends when it is revoked', async () => {
    await button(page, 'New app key').click();
    await dialog('New app key').getByLabel('Name').fill('Phone');
    await dialog('New app key').getByRole('button', { name: 'Create' }).dblclick();
    const shown = dialog('New app key').getByRole('textbox', { name: 'App key', exact: true });
    const key = await shown.inputValue();
    expect([await shown.getAttribute('readonly'), await pings(key)]).toEqual(['', 'ok']);
    const code = await dialog('New app key').getByRole('img', { name: 'QR code' }).screenshot();
    const { data, info } = await sharp(code).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
    expect(decodeQR({ data: new Uint8Array(data), width: info.width, height: info.height })).toBe(key);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await button(page, 'Copy: App key').click();
    await told('Copied');
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(key);
    await button(page, 'Done').click();
    const keys = page.getByRole('list', { name: 'App keys' });
    await keys.getByText(`ends with ${key.slice(-4)}`).waitFor();
    expect([await keys.getByRole('listitem').count(), await page.content()]).toEqual([
      1,
      expect.not.stringContaining(key),
    ]);
    await button(page, 'Revoke Phone').click();
    await dialog('Revoke Phone').getByRole('button', { name: 'Revoke Phone', exact: true }).click();
    await told('“Phone” is revoked');
    await page.getByText('No player is connected yet.').waitFor();
    expect(await pings(key)).toBe('failed');
  });

  test('New app key · asks for the password when the sign-in was long ago', async () => {
    await page.route('**/auth/app-keys', async (route) => {
      if (route.request().method() !== 'GET') return route.continue();
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...(await response.json()), needsPassword: true } });
    });
    await page.reload();
    await button(page, 'New app key').click();
    await dialog('New app key').getByLabel('Name').fill('Radio');
    await refused(async () => {
      await dialog('New app key').getByLabel('Your password').fill('not the one');
      await dialog('New app key').getByRole('button', { name: 'Create' }).click();
      await dialog('New app key').getByRole('alert').getByText('The password is wrong.').waitFor();
    });
    await dialog('New app key').getByLabel('Your password').fill(PASSWORD);
    await dialog('New app key').getByRole('button', { name: 'Create' }).click();
    const shown = dialog('New app key').getByRole('textbox', { name: 'App key', exact: true });
    expect(await pings(await shown.inputValue())).toBe('ok');
    await page.keyboard.press('Escape');
    await button(page, 'Revoke Radio').waitFor();
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  });

  test('New app key · asks for the password when it turns out late that the sign-in was long ago', async () => {
    const json = { success: false, error: 'Invalid credentials' };
    await page.route('**/auth/app-keys/recent', (route) => route.fulfill({ status: 401, json }));
    await page.reload();
    await button(page, 'New app key').click();
    await dialog('New app key').getByLabel('Name').fill('Late');
    await refused(async () => {
      await dialog('New app key').getByRole('button', { name: 'Create' }).click();
      await dialog('New app key').getByRole('alert').getByText('You signed in a while ago.').waitFor();
    });
    await dialog('New app key').getByLabel('Your password').fill(PASSWORD);
    await dialog('New app key').getByRole('button', { name: 'Create' }).click();
    const shown = dialog('New app key').getByRole('textbox', { name: 'App key', exact: true });
    expect(await pings(await shown.inputValue())).toBe('ok');
    await page.keyboard.press('Escape');
    await button(page, 'Revoke Late').waitFor();
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  });

  test('Change password · needs the old one, and ends the other sign-ins and, if asked, the keys', async () => {
    const { body } = await program.call('POST', '/auth/login', { email: 'ann', password: PASSWORD });
    await refused(async () => {
      await page.getByLabel('Current password').fill('not the one');
      await page.getByLabel('New password').fill('another brick');
      await button(page, 'Change password').click();
      await page.getByRole('alert').getByText('The password is wrong.').waitFor();
    });
    await page.getByLabel('Current password').fill(PASSWORD);
    await page.getByRole('checkbox', { name: 'Revoke all app keys too' }).check();
    await button(page, 'Change password').click();
    await told('The password is changed');
    await page.getByText('No player is connected yet.').waitFor();
    expect(await page.getByLabel('Current password').inputValue()).toBe('');
    expect((await program.call('GET', '/auth/app-keys', undefined, body.accessToken)).status).toBe(401);
    expect((await program.call('POST', '/auth/login', { email: 'ann', password: 'another brick' })).status).toBe(200);
    await page.reload();
    await field('Display name').waitFor();
  });

  test('Sign out everywhere · is asked once, ends every sign-in, this one too, and leaves the players', async () => {
    const { body } = await program.call('POST', '/auth/login', { email: 'ann', password: 'another brick' });
    await button(page, 'Sign out everywhere').click();
    await page.keyboard.press('Escape');
    expect((await program.call('GET', '/user/get', undefined, body.accessToken)).status).toBe(200);
    await button(page, 'Sign out everywhere').click();
    await dialog('Sign out everywhere').getByRole('button', { name: 'Sign out everywhere', exact: true }).click();
    await told('You are signed out');
    await page.getByRole('main').getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    expect((await program.call('GET', '/user/get', undefined, body.accessToken)).status).toBe(401);
    await signIn(page, 'ann', 'another brick');
    await field('Display name').waitFor();
  });

  test.each(['light', 'dark'] as const)(
    'axe · has nothing to say of the room and its dialogs, %s',
    async (colorScheme) => {
      const context = await examined(browser, { colorScheme }, page.context());
      const looked = await context.newPage();
      await looked.goto(`${program.origins[0]}/#/account`);
      await looked.getByText('No player is connected yet.').or(button(looked, 'Revoke Axe')).waitFor();
      expect(await faultsOf(looked)).toEqual([]);
      await button(looked, 'New app key').click();
      await looked.getByRole('dialog').getByLabel('Name').fill('Axe');
      expect(await faultsOf(looked)).toEqual([]);
      await looked.getByRole('dialog').getByRole('button', { name: 'Create' }).click();
      await looked.getByRole('img', { name: 'QR code' }).waitFor();
      expect(await faultsOf(looked)).toEqual([]);
      await button(looked, 'Done').click();
      await button(looked, 'Revoke Axe').first().click();
      expect(await faultsOf(looked)).toEqual([]);
      await looked.getByRole('dialog').getByRole('button', { name: 'Revoke Axe', exact: true }).click();
      await looked.getByText('No player is connected yet.').waitFor();
      await context.close();
    },
    STORY,
  );

  test('320 pixels · nothing stands over the edge', async () => {
    await page.setViewportSize({ width: 320, height: 640 });
    await page.reload();
    await button(page, 'New app key').click();
    await dialog('New app key').getByLabel('Name').fill('x'.repeat(100));
    await dialog('New app key').getByRole('button', { name: 'Create' }).click();
    await page.getByRole('img', { name: 'QR code' }).waitFor();
    expect(await page.evaluate(`document.querySelector('dialog').scrollWidth <= 320`)).toBe(true);
    await button(page, 'Done').click();
    await button(page, `Revoke ${'x'.repeat(100)}`).waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
  });

  test('signing out in another tab · takes the name, the picture and a key that is shown away', async () => {
    await page.setViewportSize({ width: 1280, height: 800 });
    await button(page, 'New app key').click();
    await dialog('New app key').getByLabel('Name').fill('Gone');
    await dialog('New app key').getByRole('button', { name: 'Create' }).click();
    await page.getByRole('img', { name: 'QR code' }).waitFor();
    const other = await page.context().newPage();
    watch.on(other);
    await other.goto(`${program.origins[0]}/#/settings`);
    await button(other, 'Account').click();
    await other.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.getByRole('main').getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    expect(await page.content()).not.toContain('Hears everything');
    expect([watch.refused, watch.complaints, [...watch.asked]]).toEqual([[], [], program.origins]);
  });
});
