import { expect } from 'bun:test';
import type { Browser, Page } from 'playwright-core';
import { browserTests } from '../support/browser.ts';
import { Program } from '../support/program.ts';
import * as visits from '../support/visit.ts';
import { button, roomLink, signIn, visit, Watch } from '../support/visit.ts';
import { CODINGS, wave } from '../support/wave.ts';

const { test, beforeAll, afterAll, launch } = await browserTests('test/browser/long.test.ts');

const ROWS = 10_000;
const SHORT = 60;
const MIB = 1024 * 1024;

let program: Program;
let browser: Browser;
let page: Page;
let token: string;
const tone = wave({ coding: CODINGS.s16, rate: 8000, channels: 1, seconds: 30 });

const idOf = (at: number) => at.toString(16).padStart(24, '0');
const track = (at: number) => ({
  ...{ _id: idOf(at), name: `Row ${at}`, disc: 1, position: 1, year: null, duration: 200, genres: [], cover: null },
  album: { _id: idOf(at), name: `Album ${at % 97}` },
  artist: { _id: idOf(at), name: `Artist ${at % 89}` },
});

/** A list of `/browse/tracks` as long as one likes: short of the genre "short", else long. */
function listed(url: URL) {
  const asked = url.searchParams;
  const total = asked.get('genre') === 'short' ? SHORT : ROWS;
  const [offset, limit] = [Number(asked.get('offset') ?? 0), Number(asked.get('limit') ?? 50)];
  if (asked.get('by') === 'random') {
    const some = new Set<number>();
    while (some.size < Math.min(limit, total)) some.add(1 + Math.floor(Math.random() * total));
    return { total, entries: [...some].map(track) };
  }
  const size = Math.max(0, Math.min(limit, total - offset));
  return { total, entries: Array.from({ length: size }, (_, at) => track(offset + at + 1)) };
}

beforeAll(async () => {
  program = await Program.start({ RATE_LIMIT: 'off', LIST_LIMIT: '20' });
  token = await program.member('ann');
  browser = await launch();
  page = await visit(browser, new Watch(), { serviceWorkers: 'block' });
  await page.route('**/browse/tracks?*', (route) => {
    const url = new URL(route.request().url());
    return url.searchParams.has('ids') ? route.fallback() : route.fulfill({ json: listed(url) });
  });
  const audio = { body: tone, contentType: 'audio/wav' };
  await page.route('**/media/track/0000*', (route) => route.fulfill(audio));
  await page.goto(program.origins[0] ?? '');
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await program?.remove();
});

const queued = async (): Promise<number[]> => {
  const kept = await page.evaluate('JSON.parse(localStorage["tonearm.playing"]).tracks.map(({ name }) => name)');
  return (kept as string[]).map((name) => Number(name.slice(4)));
};
const playing = () => page.getByRole('region', { name: 'Player' }).locator('.playing .track-title').textContent();

test('Shuffle · brings what lies anywhere in a long list, and is taken back', async () => {
  await roomLink(page, 'Tracks').click();
  await button(page, 'Shuffle').click();
  await button(page, 'Play Row 3').click();
  await visits.until(page, 'JSON.parse(localStorage["tonearm.playing"]).tracks.length > 90');
  const some = await queued();
  expect([some[0], new Set(some).size]).toEqual([3, some.length]);
  // Of a hundred by chance among ten thousand.
  expect(some.filter((row) => row > ROWS / 2).length).toBeGreaterThan(20);
  await button(page, 'Shuffle').click();
  await visits.until(page, 'JSON.parse(localStorage["tonearm.playing"]).tracks[1]?.name === "Row 4"');
  expect((await queued()).slice(0, 5)).toEqual([3, 4, 5, 6, 7]);
});

test('Shuffle · of a short list plays each once, also those before', async () => {
  await page.evaluate('location.hash = "#/genres/short"');
  await visits.heading(page, 'short').waitFor();
  await button(page, 'Play Row 10').click();
  await button(page, 'Shuffle').click();
  await visits.until(page, `JSON.parse(localStorage["tonearm.playing"]).tracks.length === ${SHORT}`);
  const all = Array.from({ length: SHORT }, (_, at) => at + 1);
  const mixed = await queued();
  expect(mixed[0]).toBe(10);
  expect(mixed).not.toEqual(all);
  expect([...mixed].sort((one, other) => one - other)).toEqual(all);
  await button(page, 'Next').click();
  expect(await playing()).toBe(`Row ${mixed[1]}`);
  await button(page, 'Shuffle').click();
  const back = await queued();
  expect(back).toEqual(all.slice(-back.length));
  expect(await playing()).toBe(`Row ${mixed[1]}`);
  await button(page, 'Pause').click();
});

test('#/history · goes on as it is scrolled', async () => {
  const form = async (path: string, fields: Record<string, string | File>): Promise<string> => {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    return ((await (await program.fetch(path, { method: 'POST', headers: { token }, body })).json()) as { _id: string })
      ._id;
  };
  const artist = await form('/artists', { name: 'Ann' });
  const album = await form('/albums', { name: 'One', artist });
  const audio = new File([new Uint8Array(tone)], 'tone.wav');
  const heard = await form('/tracks', { name: 'Heard', album, audio });
  const first = await form('/tracks', { name: 'The very first', album, audio });
  for (const one of [first, ...Array<string>(129).fill(heard)])
    await program.call('POST', '/trackHistory', { track: one }, token);
  await signIn(page, 'ann', 'password');
  await roomLink(page, 'History').click();
  await button(page, 'Play Heard').first().waitFor();
  expect(await page.getByRole('grid').getAttribute('aria-rowcount')).toBe('120');
  for (let tries = 0; tries < 40 && (await button(page, 'Play The very first').count()) === 0; tries++) {
    await page.evaluate('scrollTo(0, document.documentElement.scrollHeight)');
    await Bun.sleep(50);
  }
  await button(page, 'Play The very first').waitFor();
  expect(await page.getByRole('grid').getAttribute('aria-rowcount')).toBe('130');
  await page.getByText('130 tracks').waitFor();
}, 60_000);

test('#/tracks · of ten thousand rows a few dozen are in the document, wherever one scrolls', async () => {
  await roomLink(page, 'Tracks').click();
  for (const row of [1, 5000, ROWS, 2500]) {
    await page.evaluate(`scrollTo(0, (document.documentElement.scrollHeight * ${row}) / ${ROWS})`);
    await visits.until(page, 'document.querySelectorAll("main .track .track-title").length > 5');
    expect(await page.evaluate('document.querySelectorAll("main [role=row]").length')).toBeLessThan(60);
  }
});

test('200 moves between rooms · leave no more than 4 MB behind', async () => {
  const session = await page.context().newCDPSession(page);
  const used = async (): Promise<number> => {
    await session.send('HeapProfiler.collectGarbage');
    return (await session.send('Runtime.getHeapUsage')).usedSize;
  };
  const rooms = ['', 'tracks', 'albums', 'artists', 'genres', 'favourites', 'history', 'feed', 'people', 'settings'];
  const move = async (times: number) => {
    for (let at = 0; at < times; at++) {
      await page.evaluate(`location.hash = "#/${rooms[at % rooms.length]}"`);
      await visits.until(page, 'document.querySelector("main").ariaBusy === "false"');
    }
  };
  // What each room needs once is not what it leaves behind.
  await move(2 * rooms.length);
  const before = await used();
  await move(200);
  expect((await used()) - before).toBeLessThan(4 * MIB);
}, 180_000);
