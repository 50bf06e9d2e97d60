import { describe, expect } from 'bun:test';
import type { Page } from 'playwright-core';
import { browserTests } from '../support/browser.ts';
import { DeskVisit, lookedAt } from '../support/desk.ts';
import { ENGINES } from '../support/programs.ts';
import { cover, jpeg, wav } from '../support/releases.ts';
import { button, heading, roomLink, until, visit, Watch } from '../support/visit.ts';

const { test, beforeAll, afterAll, launch } = await browserTests('test/browser/desk.test.ts');

/** A machine may be busy with other tests. */
const story = (name: string, run: () => Promise<void>) => test(name, run, 120_000);

/** One story an engine: each test goes on where the one before it has stopped. */
describe.each(ENGINES)('the desk on %s', (engine) => {
  const watch = new Watch();
  let desk: DeskVisit;
  let pages: DeskVisit['pages'];
  let release = '';

  beforeAll(async () => {
    desk = await DeskVisit.start(engine, launch, watch);
    ({ pages } = desk);
  }, 120_000);
  afterAll(() => desk?.end());

  const open = (page: Page, room: string) => desk.open(page, room);
  const status = (page: Page, words: string) =>
    page.getByRole('status', { name: 'Release status' }).getByText(words, { exact: true }).waitFor();
  const file = (name: string, bytes: Uint8Array, mimeType = 'audio/wav') => ({
    ...{ name, mimeType, buffer: Buffer.from(bytes) },
  });
  const titles = (page: Page) =>
    page
      .getByLabel('Track title')
      .evaluateAll((boxes) => boxes.map((box) => (box as unknown as { value: string }).value));

  story('#/desk · a stranger is asked to sign in, a listener finds nothing', async () => {
    const stranger = await visit(desk.browser, watch);
    await open(stranger, 'desk/releases');
    await stranger.getByRole('main').getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    expect(await roomLink(stranger, 'Desk').count()).toBe(0);
    await stranger.context().close();
    for (const room of ['desk', 'desk/releases', 'desk/people']) {
      await open(pages.lia, room);
      await heading(pages.lia, 'Not found').waitFor();
    }
    expect(await roomLink(pages.lia, 'Desk').count()).toBe(0);
  });

  story('#/desk/people, #/desk/roster · are not there for an artist', async () => {
    for (const room of ['desk/people', 'desk/roster', 'desk/reports', 'desk/nothing', 'desk/releases/1']) {
      await open(pages.ann, room);
      await heading(pages.ann, 'Not found').waitFor();
    }
  });

  story('New release · faults stand beside the fields, the first has the focus', async () => {
    const { ann } = pages;
    await roomLink(ann, 'Desk').click();
    await heading(ann, 'Releases').waitFor();
    expect(await roomLink(ann, 'Desk').getAttribute('aria-current')).toBe('page');
    const links = ann.getByRole('navigation', { name: 'Desk' });
    expect(await links.getByRole('link', { name: 'Releases' }).getAttribute('aria-current')).toBe('page');
    await button(ann, 'New release').click();
    await heading(ann, 'New release').waitFor();
    release = ann.url().split('/').at(-1) ?? '';
    await status(ann, 'Draft');
    await button(ann, 'Submit for review').click();
    await until(ann, 'document.activeElement.ariaInvalid === "true"');
    for (const label of ['Release title', 'Type', 'Release date', 'Lyricists', 'Cover', 'Add tracks']) {
      const box = ann.getByLabel(label, { exact: true });
      expect([label, await box.getAttribute('aria-invalid')]).toEqual([label, 'true']);
      expect(await box.getAttribute('aria-describedby')).toContain('fault');
    }
    await ann.getByLabel('Cover', { exact: true }).setInputFiles(file('small.jpg', await jpeg(600), 'image/jpeg'));
    await ann.getByText('The cover has to be a JPEG of 3000 × 3000 pixels.').waitFor();
    await ann
      .getByLabel('Add tracks', { exact: true })
      .setInputFiles(file('notes.txt', new Uint8Array(9), 'text/plain'));
    const uploads = ann.getByRole('list', { name: 'Tracks' });
    await uploads.getByRole('alert').waitFor();
    await button(ann, 'Remove notes.txt').click();
    await uploads.waitFor({ state: 'hidden' });
  });

  story('Save draft · cover, tracks in the order that was chosen, and all that was told stay', async () => {
    const { ann } = pages;
    await ann.getByLabel('Release title').fill('Winter');
    await ann.getByLabel('Type', { exact: true }).selectOption('EP');
    await ann.getByLabel('Release date').fill('2030-02-03');
    await ann.getByLabel('Lyricists').fill('Ann Lee, Bo Diaz');
    await ann.getByLabel('Producers').fill('Cy');
    await ann.getByLabel('Cover', { exact: true }).setInputFiles(file('cover.jpg', await cover(), 'image/jpeg'));
    await ann.getByRole('img', { name: 'Cover' }).waitFor();
    const sounds = [file('01 - Snow.wav', wav(8)), file('02 - Ice.wav', wav(1))];
    await ann.getByLabel('Add tracks', { exact: true }).setInputFiles(sounds);
    await ann.getByLabel('Track title').nth(1).waitFor();
    expect(await titles(ann)).toEqual(['Snow', 'Ice']);
    await button(ann, 'Move down Snow').click();
    await button(ann, 'Move up Snow').click();
    await button(ann, 'Move up Ice').click();
    await until(ann, 'document.activeElement.ariaLabel === "Move up Ice"');
    await ann.getByText('“Ice” is 1 of 2 now').waitFor();
    await ann.getByLabel('Track title').nth(0).fill('Black Ice');
    await button(ann, 'Save draft').click();
    await ann.getByText('Saved', { exact: true }).waitFor();
    await heading(ann, 'Winter').waitFor();
    await ann.reload();
    await heading(ann, 'Winter').waitFor();
    expect(await titles(ann)).toEqual(['Black Ice', 'Snow']);
    expect(await ann.getByLabel('Lyricists').inputValue()).toBe('Ann Lee, Bo Diaz');
    expect(await ann.getByLabel('Type', { exact: true }).inputValue()).toBe('ep');
  });

  story('a link, Back · ask before what is not saved is left', async () => {
    const { ann } = pages;
    const dialog = ann.getByRole('dialog', { name: 'Leave without saving?' });
    await open(ann, 'desk/releases');
    await ann.getByRole('list', { name: 'Releases' }).getByRole('link', { name: 'Winter' }).click();
    await ann.getByLabel('Release title').fill('Wint');
    await roomLink(ann, 'Home').click();
    await dialog.getByRole('button', { name: 'Stay' }).click();
    expect(await ann.getByLabel('Release title').inputValue()).toBe('Wint');
    expect(ann.url()).toEndWith(release);
    await ann.goBack();
    await dialog.getByRole('button', { name: 'Leave' }).click();
    await heading(ann, 'Releases').waitFor();
    await ann.getByRole('list', { name: 'Releases' }).getByRole('link', { name: 'Winter' }).waitFor();
  });

  story('Save draft · of two tabs none overwrites the other unasked', async () => {
    const { ann } = pages;
    const other = await ann.context().newPage();
    watch.on(other);
    for (const tab of [ann, other]) {
      await open(tab, `desk/releases/${release}`);
      await heading(tab, 'Winter').waitFor();
    }
    await ann.getByLabel('Release title').fill('Winter here');
    await other.getByLabel('Release title').fill('Winter there');
    await other.getByLabel('Producers').fill('Di');
    await button(other, 'Save draft').click();
    await heading(other, 'Winter there').waitFor();
    await button(ann, 'Save draft').click();
    const dialog = ann.getByRole('dialog', { name: 'Changed in another place' });
    await dialog.getByText('Release title').waitFor();
    await dialog.getByRole('button', { name: 'Keep mine' }).click();
    await heading(ann, 'Winter here').waitFor();
    expect(await ann.getByLabel('Producers').inputValue()).toBe('Di');
    await other.close();
  });

  story('Submit for review, New release · a draft that is there already is offered', async () => {
    const { ann } = pages;
    await open(ann, 'desk/releases');
    await button(ann, 'New release').click();
    await button(ann, 'Open the draft').click();
    await heading(ann, 'Winter here').waitFor();
    await button(ann, 'Submit for review').click();
    await status(ann, 'Pending review');
  });

  story(
    'Review queue · the manager hears the tracks in place, by ranges of an address that no cookie opens',
    async () => {
      const { max, meg } = pages;
      await open(max, 'desk');
      await max.getByRole('list', { name: 'Review queue' }).getByRole('link', { name: 'Winter here' }).click();
      await heading(max, 'Winter here').waitFor();
      const [answer] = await Promise.all([
        max.waitForResponse((response) => response.url().includes('/v1/desk/hearings/')),
        button(max, 'Play Snow').click(),
      ]);
      expect(answer.status()).toBe(206);
      await button(max, 'Pause Snow').waitFor();
      await max.getByRole('slider', { name: 'Position in Snow' }).waitFor();
      const bare = await fetch(answer.url(), { headers: { range: 'bytes=0-3' } });
      expect([bare.status, await bare.text()]).toEqual([206, 'RIFF']);
      await button(max, 'Pause Snow').click();

      await open(meg, `desk/releases/${release}`);
      await heading(meg, 'Not found').waitFor();
      await open(meg, 'desk/releases');
      await meg.getByText('Nothing waits for a review.').waitFor();
    },
  );

  story('Reject · takes a reason, which the artist reads', async () => {
    const { max, ann } = pages;
    await button(max, 'Reject').click();
    const dialog = max.getByRole('dialog', { name: 'Reject' });
    await button(max, 'Reject').last().click();
    await until(max, 'document.activeElement.ariaInvalid === "true"');
    await dialog.getByLabel('Message').fill('A click at 0:03');
    await button(max, 'Reject').last().click();
    await status(max, 'Rejected');
    await open(ann, 'desk/releases');
    const told = ann.getByRole('list', { name: 'Notifications' });
    await told.getByText('A click at 0:03').waitFor();
    await told.getByRole('link', { name: 'A release was sent back' }).click();
    await status(ann, 'Rejected');
    const [newest] = await ann.getByRole('list', { name: 'History' }).getByRole('listitem').allTextContents();
    expect(newest).toContain('A click at 0:03');
  });

  story('Submit for review · what was sent back is mended and submitted again', async () => {
    const { ann } = pages;
    await button(ann, 'Remove Black Ice').click();
    await ann.getByRole('dialog').getByRole('button', { name: 'Remove Black Ice' }).click();
    await until(ann, `document.querySelectorAll('ol[aria-label=Tracks] > li').length === 1`);
    await ann.getByLabel('Release title').fill('Winter');
    await button(ann, 'Submit for review').click();
    await status(ann, 'Pending review');
    await heading(ann, 'Winter').waitFor();
  });

  // What it looks like is the same on each engine.
  if (engine === 'sqlite')
    test.each(['light', 'dark'] as const)(
      'axe · has nothing to say of the desk, %s, and nothing stands over the edge of 320 pixels',
      async (colorScheme) => {
        const fine = { found: [], width: 320 };
        const ann = await desk.look(pages.ann, colorScheme);
        await open(ann, 'desk/releases');
        await ann.getByRole('list', { name: 'Releases' }).waitFor();
        expect(await lookedAt(ann)).toEqual(fine);
        await button(ann, 'New release').click();
        // The one of the first look is there in the second one.
        if (colorScheme === 'dark') await button(ann, 'Open the draft').click();
        await button(ann, 'Submit for review').click();
        await ann.locator('[aria-invalid="true"]').first().waitFor();
        expect(await lookedAt(ann)).toEqual(fine);
        await ann.context().close();

        const max = await desk.look(pages.max, colorScheme);
        await open(max, `desk/releases/${release}`);
        await button(max, 'Play Snow').click();
        await max.getByRole('slider', { name: 'Position in Snow' }).waitFor();
        expect(await lookedAt(max)).toEqual(fine);
        await button(max, 'Reject').click();
        await max.getByRole('dialog', { name: 'Reject' }).waitFor();
        expect(await lookedAt(max)).toEqual(fine);
        await max.context().close();
      },
      120_000,
    );

  story('Approve · of two who decide at once one wins, the other is told', async () => {
    const { max, root, ann } = pages;
    for (const page of [max, root]) {
      await open(page, 'desk/releases');
      await page.getByRole('list', { name: 'Review queue' }).getByRole('link', { name: 'Winter' }).click();
      await button(page, 'Approve').click();
    }
    await button(max, 'Approve').last().click();
    await status(max, 'Approved');
    await button(root, 'Approve').last().click();
    await root.getByText('This has been decided or changed by somebody else meanwhile.').waitFor();
    await status(root, 'Approved');
    await button(root, 'Set status').click();
    await root.getByLabel('Status', { exact: true }).selectOption('Delivered');
    await button(root, 'Set status').last().click();
    await status(root, 'Delivered');
    await open(ann, `desk/releases/${release}`);
    await status(ann, 'Delivered');
    expect(await button(ann, 'Save draft').count()).toBe(0);
  });

  test('the desk · nobody was refused anything by it, and it has nothing to complain about', () => {
    expect([watch.refused, watch.complaints]).toEqual([[], []]);
  });
});
