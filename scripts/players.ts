/**
 * How long players wait, by HTTP, at the executable: `bun scripts/players.ts [--tracks 1000000] [--albums 100000]
 * [--artists 50000] [--database postgres://…] [--data folder] [--rounds 20] [--only getArtists] [--program dist/tonearm]`.
 * Prints the median of each, what all but a twentieth stay below, the first, what the process needed of the processor, and
 * what to be content with; milliseconds all. The database, SQLite where none is given, is empty, or one of an earlier run:
 * a folder that is named is kept.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { killAll, Program } from './bench/program.ts';
import { compile } from './build/compile.ts';
import { crowd } from './players/crowd.ts';
import { databaseCpu } from './players/database-cpu.ts';
import { fill } from './players/library.ts';
import { stopwatch } from './players/stopwatch.ts';
import { EVERYTHING, measure } from './players/table.ts';
import { settle } from './players/world.ts';

const { values: flags } = parseArgs({
  options: {
    tracks: { type: 'string', default: '100000' },
    albums: { type: 'string' },
    artists: { type: 'string', default: '50000' },
    rounds: { type: 'string', default: '20' },
    only: { type: 'string', default: '' },
    database: { type: 'string' },
    data: { type: 'string' },
    program: { type: 'string' },
  },
});
const tracks = Number(flags.tracks);
const artists = Number(flags.artists);
const wanted = { tracks, artists, albums: Number(flags.albums ?? Math.max(artists, tracks / 10)) };
const PAGE = 500;

const temporary = await mkdtemp(join(tmpdir(), 'tonearm-players-'));
const folder = resolve(flags.data ?? temporary);
process.on('exit', killAll);
try {
  await mkdir(folder, { recursive: true });
  const settings = { DATA_DIR: folder, ...(flags.database ? { DATABASE_URL: flags.database } : {}) };
  const size = await fill(settings, wanted);
  const path = resolve(flags.program ?? join(temporary, 'tonearm'));
  if (flags.program === undefined) await compile(resolve(import.meta.dir, '../src'), path);
  const env = { ...settings, PORT: '0', HOST: '127.0.0.1', RATE_LIMIT: 'off', MIN_FREE_MB: '0' };
  const program = await Program.start([path], env);
  const world = await settle(program.url, size);
  const engine = flags.database ? 'PostgreSQL' : 'SQLite';
  console.log(`\n${engine}, ${size.tracks} songs, ${size.albums} albums, ${size.artists} artists\n`);
  const row = stopwatch(program, await databaseCpu(flags.database), Number(flags.rounds), new RegExp(flags.only));
  await measure(row, world, size);
  if (flags.only === '') {
    const [start, used] = [performance.now(), program.cpu()];
    for (let offset = 0; offset <= size.tracks; offset += PAGE) await world.player.whole(EVERYTHING + offset);
    const [taken, cpu] = [performance.now() - start, program.cpu() - used];
    const aim = (15 * size.tracks) / 100_000;
    console.log(
      `\nall songs by one player: ${(taken / 1000).toFixed(1)} s, processor ${cpu.toFixed(1)} (at most ${aim.toFixed(0)})`,
    );
    await crowd(world, () => program.cpu());
  }
  console.log(`\nmemory: ${(program.memory() / 1024 ** 2).toFixed(0)} MB`);
  await program.stop();
} finally {
  killAll();
  await rm(temporary, { recursive: true });
}
