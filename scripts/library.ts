/**
 * How long the lists and searches of the library take with so many tracks, a tenth as many albums and a fiftieth as many
 * artists: `bun scripts/library.ts [--tracks 100000] [--database postgres://…]`. The database must be empty; without one it
 * is SQLite in a folder that is erased afterwards.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readConfig } from '../src/commands/settings.ts';
import { openDatabase } from '../src/db/open.ts';
import { openServices } from '../src/domain/services.ts';
import { accessTokens } from '../src/http/identity/access-tokens.ts';
import { seed } from './library/seed.ts';

const { values: flags } = parseArgs({ options: { tracks: { type: 'string' }, database: { type: 'string' } } });
const TRACKS = Number(flags.tracks ?? 100_000);
const PAGE = 500;
const ROUNDS = 7;

const dataDir = await mkdtemp(join(tmpdir(), 'tonearm-library-'));
const config = readConfig({ DATA_DIR: dataDir, ...(flags.database ? { DATABASE_URL: flags.database } : {}) });
const db = await openDatabase(config);
try {
  await db.migrate();
  const keys = {
    signer: accessTokens('a secret of this measurement only'),
    appKeySecret: 'for a measurement only',
    refreshKey: 'another one of it',
  };
  const { library, tasks } = openServices(db, config, keys);
  const seconds = (since: number) => ((performance.now() - since) / 1000).toFixed(1);
  let begun = performance.now();
  await seed(db, { artists: TRACKS / 50, albums: TRACKS / 10, tracks: TRACKS });
  console.log(`${db.engine}, ${TRACKS} tracks; made in ${seconds(begun)} s`);
  begun = performance.now();
  await library.fill.begin();
  await tasks.drain();
  console.log(`indexed in ${seconds(begun)} s`);

  /** The median of some rounds, in milliseconds. */
  async function time(name: string, work: () => Promise<{ length: number }>): Promise<void> {
    const taken: number[] = [];
    const before = process.cpuUsage();
    let found = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const start = performance.now();
      found = (await work()).length;
      taken.push(performance.now() - start);
    }
    const { user, system } = process.cpuUsage(before);
    const cpu = (user + system) / 1000 / ROUNDS;
    const [first = 0] = taken;
    const median = taken.toSorted((one, other) => one - other)[Math.floor(ROUNDS / 2)] ?? 0;
    console.log(
      `${name.padEnd(44)} ${median.toFixed(1).padStart(7)} ms  first ${first.toFixed(1).padStart(7)}  processor ${cpu.toFixed(1).padStart(6)}  ${found}`,
    );
  }

  const albums = TRACKS / 10;
  for (const by of ['newest', 'name', 'artist', 'year', 'genre', 'random'] as const) {
    const list = { by, from: 0, to: 3000, genre: 'Genre 7', seed: 5 } as Parameters<typeof library.ids.albums>[0];
    const { total } = await library.ids.albums(list, { offset: 0, size: 1 });
    for (const [where, offset] of [
      ['first', 0],
      ['middle', Math.floor(total / 2)],
      ['last', Math.max(0, total - PAGE)],
    ] as const)
      await time(`albums ${by}, ${where}`, async () =>
        library.albums((await library.ids.albums(list, { offset, size: PAGE })).ids),
      );
  }
  for (const [where, offset] of [
    ['first', 0],
    ['middle', TRACKS / 2],
    ['last', TRACKS - PAGE],
  ] as const)
    await time(`everything, songs, ${where}`, async () =>
      library.songs(await library.ids.everything('tracks', { offset, size: PAGE })),
    );
  begun = performance.now();
  for (let offset = 0; offset < TRACKS; offset += PAGE)
    await library.songs(await library.ids.everything('tracks', { offset, size: PAGE }));
  console.log(`everything, songs, ${TRACKS / PAGE} pages in ${seconds(begun)} s`);
  const part = { offset: 0, size: 20 };
  for (const query of ['kalo', 'the', 'k', 'mirenta sulo', 'genre', 'zzz'])
    await time(`search ${query}`, async () =>
      library.songs((await library.search(query, { artists: part, albums: part, tracks: part })).tracks),
    );
  await time('songs of a genre, middle', async () =>
    library.songs((await library.ids.songsOfGenre('Genre 7', { offset: TRACKS / 80, size: PAGE })).ids),
  );
  await time('random songs', async () => library.songs(await library.ids.random(PAGE)));
  await time('random songs of a genre', async () =>
    library.songs(await library.ids.random(PAGE, { genre: 'Genre 7' })),
  );
  await time('random songs of a year', async () =>
    library.songs(await library.ids.random(PAGE, { fromYear: 1987, toYear: 1987 })),
  );
  const [song = ''] = await library.ids.everything('tracks', { offset: albums, size: 1 });
  await time('similar songs', async () => library.songs(await library.ids.similar([song], 50, 'today')));
  await time('all artists', () => library.allArtists());
  await time('genres', () => library.genres());
} finally {
  await db.close();
  await rm(dataDir, { recursive: true });
}
