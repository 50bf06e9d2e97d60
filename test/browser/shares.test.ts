import { describe, expect } from 'bun:test';
import type { Browser, Locator, Page } from 'playwright-core';
import { examined, faultsOf } from '../support/axe.ts';
import { browserTests } from '../support/browser.ts';
import { dropDatabase, freshDatabase } from '../support/postgres.ts';
import { Program } from '../support/program.ts';
import { ENGINES } from '../support/programs.ts';
import { form, wav } from '../support/releases.ts';
import { button, heading, signIn, until, visit, Watch } from '../support/visit.ts';

const { test, beforeAll, afterAll, launch } = await browserTests('test/browser/shares.test.ts');

const PASSWORD = 'a good password';
/** Milliseconds: a story is as long as the machine is busy. */
const STORY = 120_000;

describe.each(ENGINES)('shares and payouts at the desk on %s', (engine) => {
  /** One visit: each story goes on where the one before it has stopped. */
  let database: string | undefined;
  let program: Program;
  let browser: Browser;
  let root: Page;
  let token = '';
  let release = '';
  let track = '';
  const watch = new Watch();
  const ids: Record<string, string> = {};

  const tokenOf = async (login: string): Promise<string> =>
    (await program.call('POST', '/v1/auth/login', { login, password: PASSWORD })).body.accessToken;
  const asked = async (method: string, path: string, body?: object) =>
    (await program.call(method, `/v1/${path}`, body, token)).body;

  beforeAll(async () => {
    if (engine === 'postgres') database = await freshDatabase();
    const settings = { RATE_LIMIT: 'off', ROOT_PASSWORD: PASSWORD, ...(database && { DATABASE_URL: database }) };
    program = await Program.start(settings);
    token = await tokenOf('root');
    for (const login of ['anna', 'boris']) {
      ids[login] = (await asked('POST', 'auth/register', { login, password: PASSWORD, role: 'artist' })).user.id;
      await asked('POST', `contracts/${ids[login]}`, { percentage: 50 });
    }
    const anna = await tokenOf('anna');
    release = (await program.call('POST', `/v1/releases/${ids.anna}/new`, undefined, anna)).body.id;
    await program.call('PUT', `/v1/releases/${release}`, { name: 'Winter' }, anna);
    const path = `/v1/media/${ids.anna}/releases/${release}/track`;
    const body = form({ file: wav(0.1), trackNumber: '1', trackTitle: 'Snowfall', fileType: 'wav' });
    const { key } = (await (await program.fetch(path, { method: 'POST', headers: { token: anna }, body })).json()) as {
      key: string;
    };
    track = (await program.call('POST', `/v1/tracks/${release}`, { fileKey: key }, anna)).body._id;
    browser = await launch();
    root = await enter('root');
  }, STORY);

  afterAll(async () => {
    await browser?.close();
    await program?.remove();
    if (database) await dropDatabase(database);
  });

  /** Opens the desk in a browser of somebody's own. */
  async function enter(login: string): Promise<Page> {
    const page = await visit(browser, watch, { acceptDownloads: true });
    await page.goto(`${program.origins[0]}/#/desk/royalties`);
    await signIn(page, login, PASSWORD);
    return page;
  }
  async function goTo(page: Page, room: string, title: string | RegExp): Promise<void> {
    await page.goto(`${program.origins[0]}/#/desk/${room}`);
    await page.getByRole('heading', { level: 1, name: title }).waitFor();
    await until(page, 'document.querySelector("main").ariaBusy === "false"');
  }
  const dialog = (page: Page, name: string) => page.getByRole('dialog', { name, exact: true });
  const inside = (place: Locator, name: string) => place.getByRole('button', { name, exact: true });
  const fold = (page: Page) => page.locator('details').filter({ hasText: 'Winter' });
  const shares = async (of: string) => {
    const { current } = await asked('GET', `splits/${of}`);
    return current.parties.map(({ name, share }: { name: string; share: number }) => [name, share]);
  };

  test(
    'Change split · root adds who is no artist, and shares a release and a track of it; what does not come to 100% is said',
    async () => {
      await goTo(root, 'royalties', 'Royalties');
      await button(root, 'New payee').press('Enter');
      const adding = dialog(root, 'New payee');
      await inside(adding, 'Add').click();
      await until(root, 'document.activeElement.getAttribute("aria-invalid") === "true"');
      await adding.getByLabel('Name').fill('Пётр');
      await adding.getByLabel('Paid to').fill('IBAN 1');
      await root.keyboard.press('Enter');
      await adding.waitFor({ state: 'detached' });

      await goTo(root, `royalties/${ids.anna}`, 'anna');
      await fold(root).locator('summary').click();
      await fold(root).getByText('All of the artist’s share goes to anna.').waitFor();
      await inside(fold(root), 'Change split: Winter').click();
      const changing = dialog(root, 'Change split: Winter');
      await inside(changing, 'Add somebody').press('Enter');
      // The list that was added has the focus.
      await until(root, 'document.activeElement.tagName === "SELECT"');
      await changing.getByLabel('Who').selectOption('anna');
      await changing.getByLabel('Share, %').fill('66,67');
      await inside(changing, 'Save').click();
      await changing.getByText('All shares together have to be 100%.').waitFor();
      await inside(changing, 'Add somebody').click();
      await changing.getByLabel('Who').nth(1).selectOption('anna');
      await inside(changing, 'Save').click();
      await changing.getByText('Everybody stands here once.').first().waitFor();
      await changing.getByLabel('Who').nth(1).selectOption('Пётр');
      expect(await changing.getByLabel('Share, %').nth(1).inputValue()).toBe('33.33');
      await inside(changing, 'Save').click();
      await changing.waitFor({ state: 'detached' });
      await fold(root).getByText('66.67%').waitFor();
      expect(await shares(`releases/${release}`)).toEqual([
        ['anna', 6667],
        ['Пётр', 3333],
      ]);

      await fold(root).getByLabel('Split of').selectOption('Snowfall');
      await fold(root).getByText('It is shared as the whole release is.').waitFor();
      await inside(fold(root), 'Change split: Snowfall').click();
      const ofTrack = dialog(root, 'Change split: Snowfall');
      await inside(ofTrack, 'Add somebody').click();
      await ofTrack.getByLabel('Who').selectOption('Пётр');
      await inside(ofTrack, 'Save').click();
      await ofTrack.waitFor({ state: 'detached' });
      await fold(root).getByText('100%').waitFor();
      expect(await shares(`tracks/${track}`)).toEqual([['Пётр', 10_000]]);
      await inside(fold(root), 'Change split: Snowfall').click();
      await inside(ofTrack, 'Remove Пётр').click();
      await until(root, 'document.activeElement.textContent === "Add somebody"');
      await inside(ofTrack, 'Save').click();
      await ofTrack.waitFor({ state: 'detached' });
      await fold(root).getByText('It is shared as the whole release is.').waitFor();
      expect(await shares(`tracks/${track}`)).toEqual([]);
      expect(watch.refused).toEqual([]);
    },
    STORY,
  );

  test(
    'Add a rule, Remove · root gives another percentage of a part of the income, and takes it back',
    async () => {
      await goTo(root, `contracts/${ids.anna}`, /^Contract \d/);
      await button(root, 'Add a rule').click();
      const adding = dialog(root, 'Add a rule');
      await inside(adding, 'Add').click();
      await until(root, 'document.activeElement.name === "percentage"');
      await adding.getByLabel('Artist’s share, %').fill('62,5');
      await adding.getByLabel('Release', { exact: true }).selectOption('Winter');
      await adding.getByLabel('Track', { exact: true }).selectOption('Snowfall');
      await adding.getByLabel('Countries').fill('Russia');
      await inside(adding, 'Add').click();
      await adding.getByText(/двухбуквенных кодов стран/).waitFor();
      watch.refused.length = watch.complaints.length = 0;
      await adding.getByLabel('Countries').fill('ru, de');
      await adding.getByLabel('Stores').fill('Apple Music, Spotify');
      await inside(adding, 'Add').click();
      const rule = root.getByRole('listitem').filter({ hasText: '62.5%' });
      await rule.getByText('of one track · RU, DE · Apple Music, Spotify').waitFor();
      expect((await asked('GET', `terms/${ids.anna}`)).rules).toMatchObject([
        { percentage: 62.5, release: null, track, territories: ['RU', 'DE'], stores: ['Apple Music', 'Spotify'] },
      ]);
      await rule.getByRole('button', { name: /^Remove / }).click();
      await inside(dialog(root, 'Remove the rule'), 'Remove the rule').click();
      await rule.waitFor({ state: 'detached' });
      expect((await asked('GET', `terms/${ids.anna}`)).rules).toEqual([]);
    },
    STORY,
  );

  test(
    'Pay several · all of those or nobody, and once, however often it is pressed and whatever becomes of the answer',
    async () => {
      await asked('POST', `royalties/${ids.anna}/income`, { amount: 100.1, period: '2026-05' });
      await asked('POST', `royalties/${ids.boris}/income`, { amount: 50.2, period: '2026-05' });
      const payouts = async (login: string): Promise<number[]> => {
        const [{ history }] = await asked('GET', `royalties/${ids[login]}`);
        const paid = history.filter(({ type }: { type: string }) => type === 'payout');
        return paid.map(({ amount }: { amount: number }) => amount);
      };
      await goTo(root, 'royalties', 'Royalties');
      await button(root, 'Pay several').press('Enter');
      const paying = dialog(root, 'Pay several');
      await paying.getByText('2 people: RUB 150.30').waitFor();
      await paying.getByLabel('Everybody').uncheck();
      await inside(paying, 'Pay').click();
      await paying.getByText('Choose whom to pay.').waitFor();
      await paying.getByLabel('Everybody').press('Space');

      // Somebody else is faster: nobody is paid, and what is due is shown anew.
      await asked('PATCH', `royalties/${ids.boris}/block`);
      await inside(paying, 'Pay').click();
      await paying.getByText('1 person: RUB 100.10').waitFor();
      expect([await payouts('anna'), watch.refused.splice(0).length]).toEqual([[], 1]);
      await asked('PATCH', `royalties/${ids.boris}/block`);
      await root.keyboard.press('Escape');
      watch.complaints.length = 0;

      // The server books, and its answer does not arrive.
      let lost = 0;
      await root.route('**/v1/payouts', async (route) => {
        if (lost++ > 0) return route.continue();
        await route.fetch();
        return route.abort();
      });
      await button(root, 'Pay several').click();
      await paying.getByText('2 people: RUB 150.30').waitFor();
      await root.evaluate(
        `[...document.querySelectorAll('dialog [type=submit]')].forEach((one) => { one.click(); one.click(); one.click(); })`,
      );
      const register = paying.getByRole('link', { name: 'Download the register (CSV)' });
      const download = root.waitForEvent('download');
      await register.press('Enter');
      const text = await Bun.file(await (await download).path()).text();
      await root.unrouteAll({ behavior: 'wait' });
      expect(text).toContain('anna,,100.10,RUB');
      expect([await payouts('anna'), await payouts('boris'), lost]).toEqual([[100.1], [50.2], 2]);
      await root.keyboard.press('Escape');
      await button(root, 'Pay several').click();
      await paying.getByText('Nothing is due to anybody.').waitFor();
      await root.keyboard.press('Escape');
      expect(watch.refused).toEqual([]);
      watch.complaints.length = 0;
    },
    STORY,
  );

  test(
    '#/desk/royalties, contracts · artists see their shares and terms, and change none',
    async () => {
      const page = await enter('anna');
      await heading(page, 'Royalties').waitFor();
      await fold(page).locator('summary').click();
      await fold(page).getByText('66.67%').waitFor();
      await goTo(page, `contracts/${ids.anna}`, /^Contract \d/);
      expect(await page.getByRole('button', { name: /^(Change split|Pay several|New payee|Add a rule)/ }).count()).toBe(
        0,
      );
      expect(watch.refused).toEqual([]);
      await page.context().close();
    },
    STORY,
  );

  // The page is the same on either engine.
  test.each(engine === 'sqlite' ? (['light', 'dark'] as const) : [])(
    'axe · has nothing to say of the dialogs, in English and Russian; at 390 and 320 pixels nothing stands over the edge, %s',
    async (colorScheme) => {
      await asked('POST', `royalties/${ids.anna}/income`, { amount: 1_000_000, period: '2026-06' });
      const texts = {
        'en-US': ['Pay several', 'New payee', 'Change split: Winter', 'Add a rule'],
        'ru-RU': ['Выплатить нескольким', 'Новый получатель', 'Изменить доли: Winter', 'Добавить условие'],
      };
      for (const [locale, names] of Object.entries(texts)) {
        const context = await examined(browser, { colorScheme, locale }, root.context());
        const page = await context.newPage();
        const rooms = ['royalties', 'royalties', `royalties/${ids.anna}`, `contracts/${ids.anna}`];
        for (const [at, name] of names.entries()) {
          await page.setViewportSize({ width: 390, height: 800 });
          await page.goto(`${program.origins[0]}/#/desk/${rooms[at]}`);
          if (name.endsWith('Winter')) await fold(page).locator('summary').click();
          await button(page, name).click();
          await dialog(page, name).locator('form').waitFor();
          expect([name, await faultsOf(page)]).toEqual([name, []]);
          for (const width of [390, 320]) {
            await page.setViewportSize({ width, height: 800 });
            const wide = 'document.querySelector("dialog").scrollWidth - document.querySelector("dialog").clientWidth';
            expect([
              name,
              await page.evaluate(wide),
              await page.evaluate('document.documentElement.scrollWidth'),
            ]).toEqual([name, 0, width]);
          }
          await page.keyboard.press('Escape');
        }
        await context.close();
      }
    },
    STORY,
  );

  test('the page · has asked nobody else for anything, and has nothing to complain about', () => {
    expect([[...watch.asked], watch.refused, watch.complaints]).toEqual([program.origins, [], []]);
  });
});
