/**
 * How fast the executable is, beside servers that do the same work: rates and processor time as ratios, since these
 * say the same on another machine. `--quick` for a short run; `--peers <folder>` keeps Express installed there.
 * `--scale 1000000` measures instead how lists take longer in a database with so many tracks than in a small
 * one; `--only /v1` asks for some of them, `--engine postgres` on one engine. `--mp3` measures nothing but how long MP3s of
 * WAVs take, beside `lame`.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { hasWrk, load, writing } from './bench/load.ts';
import { measureMp3 } from './bench/mp3.ts';
import { startBare, startBarePostgres, startExpress, startNginx } from './bench/peers.ts';
import { killAll, Program } from './bench/program.ts';
import { type Peer, postgresRows, type Row, sqliteRows } from './bench/rows.ts';
import { measureAtScale } from './bench/scale.ts';
import { audioFile, fill } from './bench/world.ts';
import { lendPostgres } from './lent-postgres.ts';

const TONEARM = join(import.meta.dir, '../dist/tonearm');

const { values: flags } = parseArgs({
  options: {
    quick: { type: 'boolean' },
    peers: { type: 'string' },
    scale: { type: 'string' },
    only: { type: 'string', default: '' },
    engine: { type: 'string' },
    mp3: { type: 'boolean' },
  },
});
const ROUNDS = flags.quick ? 3 : 7;
const SECONDS = flags.quick ? 1 : 3;
const STARTS = flags.quick ? 3 : 10;

interface Cost {
  /** Requests a second. */
  rate: number;
  /** Microseconds of processor time a request. */
  cpu: number;
}

const engines = (['sqlite', 'postgres'] as const).filter((name) => name === (flags.engine ?? name));
if (engines.length === 0) throw new Error('--engine is sqlite or postgres');

const folder = await mkdtemp(join(tmpdir(), 'tonearm-bench-'));
process.on('SIGINT', () => process.exit(130));
process.on('SIGTERM', () => process.exit(143));
process.on('exit', killAll);
try {
  if (!(await Bun.file(TONEARM).exists()))
    await Bun.spawn([process.execPath, join(import.meta.dir, 'build.ts')]).exited;
  if (flags.mp3) console.log((await measureMp3s()).join('\n'));
  else if (flags.scale === undefined) await run();
  else await measureAtScale([TONEARM], folder, Number(flags.scale), new RegExp(flags.only), engines);
} finally {
  killAll();
  await rm(folder, { recursive: true });
}

async function run(): Promise<void> {
  const dataDir = join(folder, 'data');
  const start = () => Program.start([TONEARM], { PORT: '0', HOST: '127.0.0.1', DATA_DIR: dataDir, RATE_LIMIT: 'off' });

  const first = await start();
  const world = await fill(first.url);
  await first.stop();
  const given = { folder, database: join(dataDir, 'tonearm.db'), audio: await audioFile(dataDir) };
  const rows = sqliteRows(world);
  const installed = flags.peers ?? join(folder, 'express');
  await mkdir(installed, { recursive: true });

  const started = await measureStarts(start, rows[0] as Row);
  const tonearm = await start();
  await Bun.sleep(1000);
  const idle = tonearm.memory();

  const peers: { [P in Peer]?: Program | undefined } = {
    bare: await startBare(given),
    express: await startExpress(given, installed),
    nginx: await startNginx(given, `/media/track/${world.track}`),
  };
  if (!hasWrk)
    console.error('wrk is not installed: our own loader costs more than the servers, so look at the processor time');
  const lines: string[] = [];
  for (const row of rows) lines.push(await measureRow(row, tonearm, peers));
  const loaded = tonearm.memory();
  await Promise.all([tonearm, peers.bare, peers.express, peers.nginx].map((program) => program?.stop()));
  lines.push(...(await measurePostgres()));
  const mp3s = await measureMp3s();

  console.log(
    `\n| beside | rate | CPU a request | × bare: rate | CPU | × Express: rate | CPU | × nginx: rate | CPU | aim |`,
  );
  console.log(`|---|--:|--:|--:|--:|--:|--:|--:|--:|---|\n${lines.join('\n')}\n`);
  console.log('| by itself | measured | aim |\n|---|--:|---|');
  console.log(`| start to first answer | ${started.toFixed(0)} ms | at most 80 ms${verdict(started <= 80)} |`);
  console.log(`| memory, idle | ${megabytes(idle)} | at most 80 MB${verdict(idle <= 80e6)} |`);
  console.log(`| memory, after the load | ${megabytes(loaded)} | |\n`);
  console.log(mp3s.join('\n'));
}

/** On a server of its own, which ends before the others could be measured beside it. */
async function measureMp3s(): Promise<string[]> {
  const settings = { PORT: '0', HOST: '127.0.0.1', DATA_DIR: join(folder, 'beside-lame'), RATE_LIMIT: 'off' };
  const tonearm = await Program.start([TONEARM], settings);
  const lines = await measureMp3(tonearm, folder, ROUNDS);
  await tonearm.stop();
  return lines;
}

/** The same on a PostgreSQL that lasts as long as this takes. */
async function measurePostgres(): Promise<string[]> {
  const database = await lendPostgres();
  try {
    const settings = { PORT: '0', HOST: '127.0.0.1', DATA_DIR: join(folder, 'beside-postgres'), RATE_LIMIT: 'off' };
    const tonearm = await Program.start([TONEARM], { ...settings, DATABASE_URL: database.url });
    const rows = postgresRows(await fill(tonearm.url));
    const bare = await startBarePostgres(database.url);
    const lines: string[] = [];
    for (const row of rows) lines.push(await measureRow(row, tonearm, { bare }));
    await Promise.all([tonearm.stop(), bare.stop()]);
    return lines;
  } finally {
    database.end();
  }
}

/** The median time, in milliseconds, from starting the program to its first answer. */
async function measureStarts(start: () => Promise<Program>, { question }: Row): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < STARTS; i++) {
    const before = performance.now();
    const program = await start();
    await (await fetch(program.url + question.path)).text();
    times.push(performance.now() - before);
    await program.stop();
  }
  return median(times);
}

/** Loads all in turn, round by round, so that what else the machine does weighs on all alike; gives the table's line. */
async function measureRow(row: Row, tonearm: Program, peers: { [P in Peer]?: Program | undefined }): Promise<string> {
  const rivals = (['bare', 'express', 'nginx'] as const).filter((peer) => row.aims[peer] !== undefined && peers[peer]);
  const own: Cost[] = [];
  const others = new Map<Peer, Cost[]>(rivals.map((peer) => [peer, []]));
  for (let round = 0; round <= ROUNDS; round++) {
    const measured = [await cost(tonearm, row)];
    for (const peer of rivals) measured.push(await cost(peers[peer] as Program, row));
    // The first round is for the compilers.
    if (round === 0) continue;
    own.push(measured[0] as Cost);
    for (const [at, peer] of rivals.entries()) others.get(peer)?.push(measured[at + 1] as Cost);
  }

  const cells: string[] = [];
  const aims: string[] = [];
  for (const peer of ['bare', 'express', 'nginx'] as const) {
    const costs = others.get(peer);
    const ratios = (field: keyof Cost) => own.map((one, at) => one[field] / (costs?.[at]?.[field] ?? Number.NaN));
    cells.push(...(costs ? [spread(ratios('rate')), spread(ratios('cpu'))] : ['', '']));
    const aim = row.aims[peer];
    if (costs && aim !== undefined) aims.push(`${aim} × ${peer}${verdict(median(ratios('rate')) >= aim)}`);
  }
  const rate = Math.round(median(own.map((one) => one.rate))).toLocaleString('en');
  const cpu = median(own.map((one) => one.cpu)).toFixed(1);
  return `| ${row.name} | ${rate}/s | ${cpu} µs | ${cells.join(' | ')} | ${aims.join(', ')} |`;
}

async function cost(program: Program, { question, changing }: Row): Promise<Cost> {
  const writer = changing && writing(program.url, changing);
  const before = program.cpu();
  const { requests, seconds } = await load(program.url, question, SECONDS, folder);
  const used = program.cpu() - before;
  await writer?.stop();
  return { rate: requests / seconds, cpu: (used / requests) * 1e6 };
}

/** The middle of the ratios, with the least and the greatest. */
function spread(values: number[]): string {
  return `${median(values).toFixed(2)} (${Math.min(...values).toFixed(2)}–${Math.max(...values).toFixed(2)})`;
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.floor(middle - 0.5)] as number) + (sorted[Math.floor(middle)] as number)) / 2;
}

function verdict(met: boolean): string {
  return met ? '' : ': **missed**';
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}
