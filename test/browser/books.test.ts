import { describe, expect } from 'bun:test';
import type { Browser, Locator, Page } from 'playwright-core';
import { examined, faultsOf } from '../support/axe.ts';
import { browserTests } from '../support/browser.ts';
import { dropDatabase, freshDatabase } from '../support/postgres.ts';
import { Program } from '../support/program.ts';
import { ENGINES } from '../support/programs.ts';
import { button, heading, signIn, until, visit, Watch } from '../support/visit.ts';

const { test, beforeAll, afterAll, launch } = await browserTests('test/browser/books.test.ts');

const PASSWORD = 'a good password';
const PDF = { name: 'paper.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n%%EOF') };
const HEADER =
  'Reporting Date,Sale Month,Store,Artist,Title,ISRC,UPC,Quantity,Team Percentage,Song/Album,Country of Sale,Songwriter Royalties Withheld,Earnings (USD)';
const REPORT = [
  HEADER,
  '2026-03-01,2026-02,Spotify,Анна,Winter,,,100,100,Song,RU,0,10.00',
  '2026-03-01,2026-02,Spotify,Nobody,Snowfall,,,40,100,Song,DE,0,4.00',
].join('\r\n');
/** Milliseconds: a story is as long as the machine is busy. */
const STORY = 120_000;

describe.each(ENGINES)('the label’s books on %s', (engine) => {
  /** One visit: each story goes on where the one before it has stopped. */
  let database: string | undefined;
  let program: Program;
  let browser: Browser;
  let root: Page;
  let token = '';
  const watch = new Watch();
  const ids: Record<string, string> = {};

  beforeAll(async () => {
    if (engine === 'postgres') database = await freshDatabase();
    const settings = { RATE_LIMIT: 'off', ROOT_PASSWORD: PASSWORD, ...(database && { DATABASE_URL: database }) };
    program = await Program.start(settings);
    token = await tokenOf('root');
    browser = await launch();
    root = await enter('root');
  }, STORY);

  afterAll(async () => {
    await browser?.close();
    await program?.remove();
    if (database) await dropDatabase(database);
  });

  const tokenOf = async (login: string): Promise<string> =>
    (await program.call('POST', '/v1/auth/login', { login, password: PASSWORD })).body.accessToken;
  /** Opens the desk in a browser of somebody's own. */
  async function enter(login: string): Promise<Page> {
    const page = await visit(browser, watch, { acceptDownloads: true });
    await page.goto(`${program.origins[0]}/#/desk/royalties`);
    await signIn(page, login, PASSWORD);
    return page;
  }
  async function goTo(page: Page, room: string, title: string): Promise<void> {
    await page.goto(`${program.origins[0]}/#/desk/${room}`);
    await heading(page, title).waitFor();
    await until(page, 'document.querySelector("main").ariaBusy === "false"');
  }
  const dialog = (page: Page, name: string) => page.getByRole('dialog', { name, exact: true });
  const row = (page: Page, table: string, name: string) =>
    page.getByRole('table', { name: table, exact: true }).getByRole('row').filter({ hasText: name });
  const inside = (place: Locator, name: string) => place.getByRole('button', { name, exact: true });
  const payouts = async (): Promise<number[]> => {
    const { body } = await program.call('GET', `/v1/royalties/${ids.anna}`, undefined, token);
    const history: { type: string; amount: number }[] = body[0].history;
    return history.filter(({ type }) => type === 'payout').map(({ amount }) => amount);
  };

  test(
    'Add person, Deactivate · root takes people in, shuts somebody out, and stays',
    async () => {
      await goTo(root, 'people', 'People');
      for (const [login, role] of [
        ['anna', 'Artist'],
        ['boris', 'Artist'],
        ['max', 'Manager'],
      ] as const) {
        await button(root, 'Add person').click();
        const adding = dialog(root, 'Add person');
        await adding.getByLabel('Login').fill(login);
        await adding.getByLabel('E-mail').fill(`${login}@example.com`);
        await adding.getByLabel('Password').fill(PASSWORD);
        await adding.getByLabel('Role').selectOption(role);
        await inside(adding, 'Add').click();
        await row(root, 'People', login).waitFor();
      }
      await button(root, 'Add person').click();
      const adding = dialog(root, 'Add person');
      await inside(adding, 'Add').click();
      await until(root, 'document.activeElement.getAttribute("aria-invalid") === "true"');
      await adding.getByLabel('Login').fill('ANNA');
      await adding.getByLabel('Password').fill(PASSWORD);
      await inside(adding, 'Add').click();
      await adding.getByText('Пользователь с логином ANNA уже существует').waitFor();
      await root.keyboard.press('Escape');

      await inside(row(root, 'People', 'boris'), 'Deactivate boris').click();
      await inside(dialog(root, 'Deactivate boris'), 'Deactivate boris').click();
      await inside(row(root, 'People', 'boris'), 'Let in boris').click();
      await inside(dialog(root, 'Let in boris'), 'Let in boris').click();
      await inside(row(root, 'People', 'boris'), 'Deactivate boris').waitFor();
      await inside(row(root, 'People', 'root'), 'Deactivate root').click();
      const last = dialog(root, 'Deactivate root');
      await inside(last, 'Deactivate root').click();
      expect(await last.getByRole('alert').textContent()).toContain('Нельзя деактивировать последнего');
      await root.keyboard.press('Escape');
      // The browser itself complains of what is refused: the name that is taken, and the last root.
      expect(watch.refused.splice(0).length).toBe(2);
      watch.complaints.splice(0);
    },
    STORY,
  );

  test(
    'Edit, New contract, Upload document · an artist has a name, a manager, a contract and a paper',
    async () => {
      await goTo(root, 'roster', 'Roster');
      await inside(row(root, 'Roster', 'anna'), 'Edit anna').click();
      const editing = dialog(root, 'Edit anna');
      await editing.getByLabel('Stage name').fill('Анна');
      await editing.getByLabel('Manager').selectOption('max');
      await inside(editing, 'Save').click();
      await row(root, 'Roster', 'Анна').filter({ hasText: 'max' }).waitFor();

      await goTo(root, 'contracts', 'Contracts');
      await root.getByText('No contracts yet').waitFor();
      await button(root, 'New contract').click();
      const making = dialog(root, 'New contract');
      await making.getByLabel('Artist', { exact: true }).selectOption('Анна');
      await making.getByLabel('Artist’s share, %').fill('101');
      await inside(making, 'Make').click();
      await until(root, 'document.activeElement.getAttribute("aria-invalid") === "true"');
      await making.getByLabel('Artist’s share, %').fill('50');
      await inside(making, 'Make').click();
      await root.getByRole('heading', { level: 1, name: /^Contract \d{4}-001$/ }).waitFor();
      const { body } = await program.call('GET', '/v1/users', undefined, token);
      for (const { id, login } of body.data) ids[login] = id;

      await goTo(root, 'documents', 'Documents');
      await button(root, 'Upload document').click();
      const uploading = dialog(root, 'Upload document');
      await uploading.getByLabel('Artist').selectOption('Анна');
      await uploading.getByLabel('Type of document').selectOption('Receipt');
      await uploading.getByLabel('File').setInputFiles(PDF);
      await uploading.getByLabel('Document number').fill('R/1');
      await inside(uploading, 'Upload').click();
      const download = root.waitForEvent('download');
      await row(root, 'Documents', 'R/1').getByRole('link', { name: 'R/1' }).click();
      expect((await download).suggestedFilename()).toBe('R_1.pdf');
      expect(watch.refused).toEqual([]);
    },
    STORY,
  );

  test(
    'Reports · a month comes in, is assigned, looked at and booked, and closed',
    async () => {
      const anna = await tokenOf('anna');
      const draft = await program.call('POST', `/v1/releases/${ids.anna}/new`, undefined, anna);
      await program.call('PUT', `/v1/releases/${draft.body.id}`, { name: 'Winter' }, anna);
      await goTo(root, 'reports', 'Reports');
      await button(root, 'Upload report').click();
      const uploading = dialog(root, 'Upload report');
      const file = (text: string) => ({ name: 'february.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
      await uploading.getByLabel('File').setInputFiles(file('a,b\n1,2'));
      await inside(uploading, 'Upload').click();
      await uploading.getByText(/^Формат отчёта не распознан/).waitFor();
      await uploading.getByLabel('File').setInputFiles(file(REPORT));
      await inside(uploading, 'Upload').click();
      await heading(root, 'february.csv').waitFor();
      expect(watch.refused.splice(0).length).toBe(1);
      watch.complaints.splice(0);

      expect(await button(root, 'Book').isDisabled()).toBe(true);
      await button(root, 'Assign Snowfall').click();
      const assigning = dialog(root, 'Assign Snowfall');
      await assigning.getByLabel('Find a release').fill('wint');
      await assigning.getByLabel('Release', { exact: true }).selectOption('Winter – Анна');
      await inside(assigning, 'Assign').click();
      await root.getByText('Every line has its track or release.').waitFor();
      await root.getByLabel('1 USD in RUB').fill('100');
      await button(root, 'Save').click();
      await button(root, 'Preview').click();
      await row(root, 'Preview', 'Анна').filter({ hasText: '700.00' }).waitFor();
      await button(root, 'Book').click();
      await inside(dialog(root, 'Book'), 'Book').click();
      await button(root, 'Reverse').waitFor();

      await goTo(root, 'reports', 'Reports');
      await root.getByRole('combobox', { name: 'Month' }).waitFor();
      await button(root, 'Close month').click();
      await inside(dialog(root, 'Close month'), 'Close month').click();
      await row(root, 'Statements', 'Анна').filter({ hasText: '700.00' }).waitFor();
      expect(watch.refused).toEqual([]);
    },
    STORY,
  );

  test(
    'Pay · three presses at once, and one whose answer is lost, are one payout each',
    async () => {
      await goTo(root, 'royalties', 'Royalties');
      await root.getByRole('figure', { name: 'Income by month' }).waitFor();
      await row(root, 'Balances', 'Анна').filter({ hasText: '700.00' }).waitFor();
      expect(await button(root, 'Pay boris').isDisabled()).toBe(true);
      const fill = async (amount: string, receipt: string): Promise<Locator> => {
        await button(root, 'Pay Анна').click();
        const paying = dialog(root, 'Pay Анна');
        await paying.getByLabel('Amount').fill(amount);
        await paying.getByLabel('Receipt number').fill(receipt);
        return paying;
      };
      const first = await fill('100,10', 'R/1');
      await root.evaluate(
        `[...document.querySelectorAll('dialog [type=submit]')].forEach((one) => { one.click(); one.click(); one.click(); })`,
      );
      await first.waitFor({ state: 'detached' });
      expect(await payouts()).toEqual([100.1]);

      // The server books, and its answer does not arrive.
      let lost = 0;
      await root.route('**/payout', async (route) => {
        if (lost++ > 0) return route.continue();
        await route.fetch();
        return route.abort();
      });
      const second = await fill('50', 'R-2');
      await inside(second, 'Pay').click();
      await second.waitFor({ state: 'detached' });
      await root.unrouteAll({ behavior: 'wait' });
      expect(await payouts()).toEqual([100.1, 50]);

      // And whoever loads the page anew, as nothing comes, asks by the same key.
      let booked: (() => void) | undefined;
      const isBooked = new Promise<void>((resolve) => {
        booked = resolve;
      });
      await root.route('**/payout', async (route) => {
        await route.fetch();
        booked?.();
      });
      await inside(await fill('20', 'R-4'), 'Pay').click();
      await isBooked;
      await root.reload();
      await root.unrouteAll({ behavior: 'ignoreErrors' });
      const again = await fill('20', 'R-4');
      await inside(again, 'Pay').click();
      await again.waitFor({ state: 'detached' });
      expect(await payouts()).toEqual([100.1, 50, 20]);
      await row(root, 'Balances', 'Анна').filter({ hasText: '529.90' }).waitFor();
      watch.complaints.splice(0);

      const third = await fill('9999', 'R-3');
      await inside(third, 'Pay').click();
      await third.getByText('Недостаточно средств').waitFor();
      expect(await third.getByLabel('Amount').getAttribute('aria-invalid')).toBe('true');
      await third.getByLabel('Amount').fill('0.9');
      await inside(third, 'Pay').click();
      await third.waitFor({ state: 'detached' });
      expect(await payouts()).toEqual([100.1, 50, 20, 0.9]);
      expect(watch.refused.splice(0).length).toBe(1);
      watch.complaints.splice(0);
    },
    STORY,
  );

  test(
    '#/desk/royalties · an artist sees their own money and papers, and no room that is not theirs',
    async () => {
      const page = await enter('anna');
      await heading(page, 'Royalties').waitFor();
      await page.getByText('RUB 529.00', { exact: false }).first().waitFor();
      const figure = page.getByRole('figure', { name: 'Income by month' });
      await figure.getByText('As a table').click();
      await figure.getByRole('row', { name: 'March 2026 RUB 700.00' }).waitFor();
      const download = page.waitForEvent('download');
      await page.getByRole('link', { name: /^PDF of / }).click();
      expect((await download).suggestedFilename()).toMatch(/^\d{4}-\d\d-001\.pdf$/);
      const links = page.getByRole('navigation', { name: 'Desk' }).getByRole('link');
      expect(await links.allTextContents()).toEqual(['Releases', 'Contracts', 'Documents', 'Royalties']);
      await goTo(page, 'documents', 'Documents');
      await row(page, 'Documents', 'R/1').waitFor();
      for (const room of ['people', 'reports', 'roster']) await goTo(page, room, 'Not found');
      expect(watch.refused).toEqual([]);
      for (const room of ['royalties', 'contracts']) await goTo(page, `${room}/${ids.boris}`, 'Not found');
      watch.refused.splice(0);
      watch.complaints.splice(0);
      await page.context().close();
    },
    STORY,
  );

  test(
    '#/desk/roster · a manager has their artists, and pays nobody',
    async () => {
      const page = await enter('max');
      await row(page, 'Balances', 'Анна').waitFor();
      expect(await page.getByRole('table', { name: 'Balances' }).getByRole('row').count()).toBe(2);
      expect(await page.getByRole('button', { name: /^Pay / }).count()).toBe(0);
      await goTo(page, 'roster', 'Roster');
      await page.getByRole('link', { name: 'Contract: Анна' }).click();
      await page.getByRole('heading', { level: 1, name: /^Contract \d/ }).waitFor();
      await goTo(page, 'people', 'Not found');
      expect(watch.refused).toEqual([]);
      await page.context().close();
    },
    STORY,
  );

  // The page is the same on either engine.
  test.each(engine === 'sqlite' ? (['light', 'dark'] as const) : [])(
    'axe · has nothing to say of any room; at 320 pixels and with text twice as large nothing stands over the edge, %s',
    async (colorScheme) => {
      const context = await examined(browser, { colorScheme }, root.context());
      const page = await context.newPage();
      const reports = await program.call('GET', '/v1/reports', undefined, token);
      const rooms = ['people', 'roster', 'contracts', 'documents', 'royalties', 'reports'];
      const things = ['contracts', 'royalties'].flatMap((room) => [`${room}/${ids.anna}`, `${room}/${ids.boris}`]);
      things.push(`reports/${reports.body.data[0].id}`);
      for (const room of [...rooms, ...things]) {
        await page.setViewportSize({ width: 1280, height: 800 });
        await page.goto(`${program.origins[0]}/#/desk/${room}`);
        await page.getByRole('navigation', { name: 'Desk' }).waitFor();
        await until(page, 'document.querySelector("main").ariaBusy === "false" && !document.querySelector(".bone")');
        const found = await faultsOf(page);
        const width = () => page.evaluate('document.documentElement.scrollWidth');
        await page.evaluate('document.documentElement.style.fontSize = "200%"');
        const large = await width();
        await page.evaluate('document.documentElement.style.fontSize = ""');
        await page.setViewportSize({ width: 320, height: 640 });
        expect([room, found, large, await width()]).toEqual([room, [], 1280, 320]);
      }
      await context.close();
    },
    STORY,
  );

  test('the page · has asked nobody else for anything, and has nothing to complain about', () => {
    expect([...watch.asked]).toEqual(program.origins);
    expect(watch.refused).toEqual([]);
    expect(watch.complaints).toEqual([]);
  });
});
