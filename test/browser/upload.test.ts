import { describe, expect } from 'bun:test';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { tagged } from '../../scripts/import/tagged.ts';
import { examined, faultsOf } from '../support/axe.ts';
import { browserTests } from '../support/browser.ts';
import { fixture } from '../support/fixtures.ts';
import { dropDatabase, freshDatabase } from '../support/postgres.ts';
import { Program } from '../support/program.ts';
import { ENGINES } from '../support/programs.ts';
import { button, heading, roomLink, signIn, until, visit, Watch } from '../support/visit.ts';
import { CODINGS, wave } from '../support/wave.ts';

const { test, beforeAll, afterAll, launch } = await browserTests('test/browser/upload.test.ts');

const LONG = 60_000;

let serials = 0;
/** A file for an input, of bytes of its own. */
const song = (name: string, said: Parameters<typeof tagged>[1] = {}, bytes = 0) => ({
  name,
  mimeType: '',
  buffer: tagged('mp3', { serial: String(++serials), ...said }, bytes),
});

describe.each(ENGINES)('#/upload on %s', (engine) => {
  let program: Program;
  let browser: Browser;
  let page: Page;
  let token: string;
  let database: string | undefined;
  const watch = new Watch();

  beforeAll(async () => {
    database = engine === 'postgres' ? await freshDatabase() : undefined;
    program = await Program.start({
      RATE_LIMIT: 'off',
      MAX_TRACK_MB: '12',
      ...(database && { DATABASE_URL: database }),
    });
    token = await program.member('maker');
    browser = await launch();
    page = await visit(browser, watch);
    await page.goto(`${program.origins[0]}/#/upload`);
  }, LONG);

  afterAll(async () => {
    await browser?.close();
    await program?.remove();
    if (database) await dropDatabase(database);
  });

  const list = (of = page) => of.getByRole('list', { name: 'Uploads', exact: true });
  const row = (name: string, of = page) => list(of).getByRole('listitem').filter({ hasText: name });
  const title = (name: string, of = page) => row(name, of).getByRole('textbox', { name: 'Title', exact: true });
  const choose = (files: Parameters<ReturnType<Page['getByLabel']>['setInputFiles']>[0], of = page) =>
    of.getByLabel('Choose files', { exact: true }).setInputFiles(files);
  const clear = async () => {
    const first = list()
      .getByRole('button', { name: /^Remove / })
      .first();
    while ((await list().count()) > 0) await first.click({ timeout: 1000 }).catch(() => {});
  };
  const kept = async () => (await program.call('GET', '/uploads', undefined, token)).body.uploads;
  const emptied = async () => {
    while ((await kept()).length > 0) await Bun.sleep(20);
  };

  test('strangers are asked who they are; members are told formats and limits first', async () => {
    await heading(page, 'Upload').waitFor();
    await signIn(page, 'maker', 'password');
    await roomLink(page, 'Upload').waitFor();
    await page.getByRole('region', { name: 'Drop files here' }).waitFor();
    await page.getByText('MP3, WAV, OGG, M4A, or FLAC, up to 12 MB each.').waitFor();
    expect(await page.getByLabel('Choose folder', { exact: true }).getAttribute('type')).toBe('file');
  });

  test(
    'a bad file stops no other, and is told at once or when its bytes have come',
    async () => {
      await choose([
        song('01 - One.mp3', {
          title: 'One',
          album: 'Box',
          year: '1999',
          genre: 'Folk',
          cover: await fixture('small.png'),
        }),
        { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('no music') },
        { name: 'liar.mp3', mimeType: 'audio/mpeg', buffer: Buffer.from('no music either') },
        { name: 'empty.mp3', mimeType: 'audio/mpeg', buffer: Buffer.alloc(0) },
        { name: 'large.mp3', mimeType: 'audio/mpeg', buffer: Buffer.alloc(12 * 1024 * 1024 + 1) },
        song('02 - Two.mp3'),
      ]);
      await title('01 - One.mp3').waitFor();
      expect(await title('01 - One.mp3').inputValue()).toBe('One');
      await title('02 - Two.mp3').waitFor();
      expect(await title('02 - Two.mp3').inputValue()).toBe('Two');
      expect(await row('01 - One.mp3').getByRole('textbox', { name: 'Year' }).inputValue()).toBe('1999');
      const said = (name: string) => row(name).getByRole('alert').textContent();
      expect(await said('notes.txt')).toBe('This is no MP3, WAV, OGG, M4A, or FLAC file.');
      expect(await said('liar.mp3')).toBe('There is no sound in it that can be read.');
      expect(await said('empty.mp3')).toBe('The file is empty.');
      expect(await said('large.mp3')).toBe('Larger than 12 MB.');
      await page.getByRole('progressbar', { name: 'All uploads' }).waitFor();
    },
    LONG,
  );

  test(
    'Publish all · what is corrected, once however often it is pressed',
    async () => {
      await title('02 - Two.mp3').fill('Zwei');
      await row('02 - Two.mp3').getByRole('textbox', { name: 'Album' }).fill('Box');
      await button(page, 'Publish all').dblclick();
      await row('01 - One.mp3').getByRole('link', { name: 'One' }).waitFor();
      await row('02 - Two.mp3').getByRole('link', { name: 'Zwei' }).waitFor();
      const { body } = await program.call('GET', '/search?q=box', undefined, token);
      expect(body.tracks.map(({ name }: { name: string }) => name).sort()).toEqual(['One', 'Zwei']);
      expect(body.albums).toHaveLength(1);
      expect(body.albums[0]).toMatchObject({ name: 'Box', year: '1999', image: expect.any(String) });
      await emptied();
      await row('02 - Two.mp3').getByRole('link', { name: 'Zwei' }).click();
      await heading(page, 'Box').waitFor();
      await page.goBack();
      await clear();
    },
    LONG,
  );

  test(
    'three at once, and the rest waits; Remove ends what is on its way',
    async () => {
      const held: (() => void)[] = [];
      let [now, most] = [0, 0];
      await page.route('**/uploads/*', async (route) => {
        if (route.request().method() !== 'PATCH') return route.continue();
        most = Math.max(most, ++now);
        await new Promise<void>((resolve) => held.push(resolve));
        now--;
        await route.continue().catch(() => {});
      });
      await choose(Array.from({ length: 7 }, (_, at) => song(`${at}.mp3`)));
      while (held.length < 3) await Bun.sleep(20);
      await row('3.mp3').getByText('Waits for its turn').waitFor();
      await button(page, 'Remove 0.mp3').click();
      while (held.length < 4) await Bun.sleep(20);
      expect(await list().getByRole('progressbar').count()).toBe(6);
      const letGo = setInterval(() => held.splice(0).forEach((go) => void go()), 20);
      for (let at = 1; at < 7; at++) await title(`${at}.mp3`).waitFor();
      clearInterval(letGo);
      await page.unrouteAll({ behavior: 'ignoreErrors' });
      // One more was held while the removed one was not yet told that it has ended.
      expect(most).toBeLessThanOrEqual(4);
      await clear();
      await emptied();
    },
    LONG,
  );

  test(
    'a reload in the middle · the list goes on at its offset, with what was corrected',
    async () => {
      await choose([song('short.mp3', { title: 'Short' })]);
      await title('short.mp3').fill('Corrected');
      const session = await page.context().newCDPSession(page);
      const pace = (bytes: number) =>
        session.send('Network.emulateNetworkConditions', {
          ...{ offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: bytes },
        });
      await session.send('Network.enable');
      await pace(3_000_000);
      await choose([song('long.mp3', { title: 'Long' }, 11 * 1024 * 1024)]);
      while (
        !(await kept()).some(
          ({ name, received }: { name: string; received: number }) => name === 'long.mp3' && received > 0,
        )
      )
        await Bun.sleep(50);
      const offsets: string[] = [];
      page.on('request', (request) => {
        if (request.method() === 'PATCH') offsets.push(request.headers()['upload-offset'] ?? '');
      });
      await page.reload();
      await row('long.mp3').getByRole('progressbar').waitFor();
      await pace(-1);
      await title('long.mp3').waitFor();
      expect(Number(offsets[0])).toBeGreaterThanOrEqual(8 * 1024 * 1024);
      expect(await title('short.mp3').inputValue()).toBe('Corrected');
      await session.detach();
      await clear();
      await emptied();
    },
    LONG,
  );

  test(
    'a file that is not kept over a reload goes on when it is chosen again',
    async () => {
      const file = song('again.mp3', { title: 'Again' }, 1024 * 1024);
      let held: (() => void) | undefined;
      await page.route('**/uploads/*', async (route) => {
        await new Promise<void>((resolve) => {
          held = resolve;
        });
        await route.abort().catch(() => {});
      });
      await choose([file]);
      while (!held) await Bun.sleep(20);
      await page.evaluate(`new Promise((resolve) => {
      const opening = indexedDB.open('tonearm.uploads');
      opening.onsuccess = () => {
        const files = opening.result.transaction('files', 'readwrite').objectStore('files');
        files.clear().onsuccess = () => resolve(opening.result.close());
      };
    })`);
      const complained = watch.complaints.length;
      await page.reload();
      await page.unrouteAll({ behavior: 'ignoreErrors' });
      watch.complaints.length = complained;
      await row('again.mp3').getByText('Choose this file again').waitFor();
      await choose([file, { ...file, name: 'other.mp3' }]);
      await title('again.mp3').waitFor();
      await title('other.mp3').waitFor();
      expect(await list().getByRole('listitem').count()).toBe(2);
      await choose([file]);
      await page.getByRole('status').getByText('Already in the list: 1 file').waitFor();
      await clear();
      await emptied();
    },
    LONG,
  );

  test(
    'offline · what is sent waits, and goes on by itself',
    async () => {
      const session = await page.context().newCDPSession(page);
      await session.send('Network.enable');
      await session.send('Network.emulateNetworkConditions', {
        ...{ offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 2_000_000 },
      });
      await choose([song('away.mp3', { title: 'Away' }, 6 * 1024 * 1024)]);
      await row('away.mp3')
        .getByText(/ of 6 MB/)
        .waitFor();
      const complained = watch.complaints.length;
      await page.context().setOffline(true);
      await page.getByText('No connection. It goes on by itself.').waitFor();
      await page.context().setOffline(false);
      await session.detach();
      await title('away.mp3').waitFor();
      // The browser itself complains of each request that has no way.
      watch.complaints.length = complained;
      await clear();
      await emptied();
    },
    LONG,
  );

  test(
    'a folder, chosen or dropped · its music, and nothing of what lies beside it',
    async () => {
      const folder = join(program.cwd, 'folder');
      await mkdir(join(folder, 'inner'), { recursive: true });
      await writeFile(join(folder, 'b.mp3'), song('b.mp3').buffer);
      await writeFile(join(folder, 'inner', 'a.mp3'), song('a.mp3').buffer);
      await writeFile(join(folder, 'cover.jpg'), 'x');
      await page.getByLabel('Choose folder', { exact: true }).setInputFiles(folder);
      await title('a.mp3').waitFor();
      await title('b.mp3').waitFor();
      expect(await list().getByRole('listitem').count()).toBe(2);
      await clear();
      await page.evaluate(`(() => {
      const data = new DataTransfer();
      const wav = Uint8Array.from(atob('${Buffer.from(wave({ coding: CODINGS.s16, rate: 8000, channels: 1, seconds: 1 })).toString('base64')}'), (c) => c.charCodeAt(0));
      data.items.add(new File([wav], 'dropped.wav'));
      const region = document.querySelector('[aria-label="Drop files here"]');
      for (const type of ['dragenter', 'dragover', 'drop'])
        region.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
    })()`);
      await title('dropped.wav').waitFor();
      await clear();
      await emptied();
    },
    LONG,
  );

  test(
    'thousands of files · a few dozen are in the document, and no task is long',
    async () => {
      await page.evaluate(`(() => {
        window.many = new DataTransfer();
        for (let at = 0; at < 3000; at++) window.many.items.add(new File(['x'], at + '.txt'));
      })()`);
      // What is measured is the page's own work, not that of making files for it.
      await page.evaluate(`(() => {
        window.longest = 0;
        new PerformanceObserver((list) => {
          for (const { duration } of list.getEntries()) window.longest = Math.max(window.longest, duration);
        }).observe({ type: 'longtask' });
        const region = document.querySelector('[aria-label="Drop files here"]');
        region.dispatchEvent(new DragEvent('drop', { dataTransfer: window.many, bubbles: true, cancelable: true }));
      })()`);
      await page.getByText('3,000 files').waitFor();
      expect(await list().getByRole('listitem').count()).toBeLessThanOrEqual(50);
      await until(
        page,
        `new Promise((resolve) => {
          const opening = indexedDB.open('tonearm.uploads');
          opening.onsuccess = () => {
            const counting = opening.result.transaction('entries').objectStore('entries').count();
            counting.onsuccess = () => (opening.result.close(), resolve(counting.result === 3000));
          };
        })`,
      );
      // 90 on a machine that does nothing else; in one piece it would be seconds.
      expect(await page.evaluate('Math.round(window.longest)')).toBeLessThan(1000);
      await page.reload();
      await page.getByText('3,000 files').waitFor();
      await page.evaluate(
        'new Promise((resolve) => { indexedDB.deleteDatabase("tonearm.uploads").onsuccess = resolve; })',
      );
      await page.reload();
      await page.getByRole('region', { name: 'Drop files here' }).waitFor();
      expect(await list().count()).toBe(0);
    },
    LONG,
  );

  test.each(['light', 'dark'] as const)(
    'axe has nothing to say, %s; 320 pixels are enough',
    async (colorScheme) => {
      const context = await examined(browser, { colorScheme, viewport: { width: 320, height: 700 } });
      const narrow = await context.newPage();
      watch.on(narrow);
      const check = async (what: string) => {
        expect([what, await faultsOf(narrow)]).toEqual([what, []]);
        expect(await narrow.evaluate('document.documentElement.scrollWidth')).toBe(320);
      };
      await narrow.goto(`${program.origins[0]}/#/upload`);
      await heading(narrow, 'Upload').waitFor();
      await check('stranger');
      await signIn(narrow, 'maker', 'password');
      await narrow.getByRole('region', { name: 'Drop files here' }).waitFor();
      await check('empty');
      await choose(
        [
          song('a-very-long-name-of-a-file-without-any-space-in-it.mp3'),
          { name: 'n.txt', mimeType: '', buffer: Buffer.from('x') },
        ],
        narrow,
      );
      await title('a-very-long', narrow).waitFor();
      await narrow.getByRole('radio', { name: 'By the artists in its tags' }).check();
      await row('a-very-long', narrow).getByRole('textbox', { name: 'Year' }).fill('19');
      await check('list');
      await button(narrow, 'Account').click();
      await narrow.getByRole('menuitem', { name: 'Sign out' }).click();
      await until(narrow, 'indexedDB.databases().then((all) => all.every(({ name }) => name !== "tonearm.uploads"))');
      await context.close();
    },
    LONG,
  );

  test('the page was refused nothing, and has nothing to complain about', () => {
    expect([watch.refused, watch.complaints]).toEqual([[], []]);
  });
});
