/**
 * How long players wait, by HTTP, at the executable on SQLite: `bun scripts/players.ts [--tracks 100000] [--albums 50000]
 * [--artists 50000] [--rounds 30] [--program dist/tonearm]`. Prints the median and the longest of each, what the process
 * needed of the processor, and what to be content with.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readConfig } from '../src/commands/settings.ts';
import { openDatabase } from '../src/db/open.ts';
import { openServices } from '../src/domain/services.ts';
import { accessTokens } from '../src/http/identity/access-tokens.ts';
import { killAll, Program } from './bench/program.ts';
import { compile } from './build/compile.ts';
import { seed } from './library/seed.ts';
import { addSong, signUp } from './players/world.ts';

const { values: flags } = parseArgs({
  options: {
    tracks: { type: 'string', default: '100000' },
    albums: { type: 'string', default: '50000' },
    artists: { type: 'string', default: '50000' },
    rounds: { type: 'string', default: '30' },
    program: { type: 'string' },
  },
});
const size = { tracks: Number(flags.tracks), albums: Number(flags.albums), artists: Number(flags.artists) };
const ROUNDS = Number(flags.rounds);
const PAGE = 500;
const LISTS = ['newest', 'alphabeticalByName', 'alphabeticalByArtist', 'byYear&fromYear=1900&toYear=2100', 'random'];
const OWN_LISTS = ['starred', 'frequent', 'recent', 'highest'];

const folder = await mkdtemp(join(tmpdir(), 'tonearm-players-'));
process.on('exit', killAll);
try {
  await fill();
  await measure();
} finally {
  killAll();
  await rm(folder, { recursive: true });
}

/** Makes the catalogue in the database, and what the library keeps of it. */
async function fill(): Promise<void> {
  const config = readConfig({ DATA_DIR: folder });
  const db = openDatabase(config);
  await db.migrate();
  await seed(db, size);
  const { library, tasks } = openServices(db, config, {
    signer: accessTokens('a secret of this measurement only'),
    appKeySecret: 'for a measurement only',
    refreshKey: 'another one of it',
  });
  await library.fill.begin();
  await tasks.drain();
  await db.close();
}

async function measure(): Promise<void> {
  const path = resolve(flags.program ?? join(folder, 'tonearm'));
  if (flags.program === undefined) await compile(resolve(import.meta.dir, '../src'), path);
  const env = { PORT: '0', HOST: '127.0.0.1', DATA_DIR: folder, RATE_LIMIT: 'off', MIN_FREE_MB: '0' };
  const program = await Program.start([path], env);
  const { token, key } = await signUp(program.url);
  const { song, words } = await addSong(program.url, token, key);
  const url = (endpoint: string) =>
    `${program.url}/rest/${endpoint}${endpoint.includes('?') ? '&' : '?'}apiKey=${key}&f=json`;

  /** Reads an answer whole. @returns how many bytes it has, unpacked */
  const whole = async (endpoint: string) => (await (await fetch(url(endpoint))).arrayBuffer()).byteLength;
  /** Reads the first bytes only. */
  const begun = async (endpoint: string) => {
    const reader = (await fetch(url(endpoint))).body?.getReader();
    const first = await reader?.read();
    void reader?.cancel();
    return first?.value?.length ?? 0;
  };

  console.log(
    `\n${size.tracks} tracks, ${size.albums} albums, ${size.artists} artists; ${ROUNDS} rounds, in milliseconds\n`,
  );
  console.log('| | p50 | longest | first | CPU | KiB | at most |\n|---|--:|--:|--:|--:|--:|--:|');
  async function row(name: string, atMost: string, ask: (round: number) => Promise<number>): Promise<void> {
    const taken: number[] = [];
    let bytes = 0;
    const before = program.cpu();
    for (let round = 0; round < ROUNDS; round++) {
      const start = performance.now();
      bytes = await ask(round);
      taken.push(performance.now() - start);
    }
    const cpu = ((program.cpu() - before) / ROUNDS) * 1000;
    const sorted = taken.toSorted((one, other) => one - other);
    const times = [sorted[Math.floor(ROUNDS / 2)], sorted.at(-1), taken[0], cpu].map((time = 0) => time.toFixed(1));
    console.log(`| ${name} | ${times.join(' | ')} | ${(bytes / 1024).toFixed(0)} | ${atMost} |`);
  }

  const places = (total: number) =>
    [
      ['first', 0],
      ['middle', Math.floor(total / 2)],
      ['last', total - PAGE],
    ] as const;
  const everything = 'search3?query=&artistCount=0&albumCount=0&songCount=500&songOffset=';
  for (const [where, offset] of places(size.tracks))
    await row(`everything, 500 songs, ${where}`, '60', () => whole(everything + offset));
  for (const type of LISTS)
    for (const [where, offset] of places(size.albums))
      await row(`500 albums, ${type.split('&')[0]}, ${where}`, '80', () =>
        whole(`getAlbumList2?size=500&type=${type}&offset=${offset}`),
      );
  for (const type of OWN_LISTS)
    await row(`500 albums, ${type}`, '40', () => whole(`getAlbumList2?size=500&type=${type}`));
  await row('all artists', '30; first 600', () => whole('getArtists'));
  await row('500 random songs', '60', () => whole('getRandomSongs?size=500'));
  for (const word of words) await row(`search ${word}`, '100', () => whole(`search3?query=${word}`));
  await row('original, first byte', '10', () => begun(`stream?id=${song}`));
  // Another rate and moment each time, so that none is there already.
  await row('MP3, first byte', '400', (round) =>
    begun(`stream?id=${song}&format=mp3&maxBitRate=128&timeOffset=${1 + round}`),
  );
  const start = performance.now();
  for (let offset = 0; offset <= size.tracks; offset += PAGE) await whole(everything + offset);
  console.log(`\nall songs, page by page: ${((performance.now() - start) / 1000).toFixed(1)} s (at most 15)`);
  await program.stop();
}
