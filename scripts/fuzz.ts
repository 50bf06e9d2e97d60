/**
 * `npm run fuzz -- [--requests 100000] [--seconds 1800] [--engine sqlite|postgres] [--empty] [--seed N] [--program dist/tonearm]
 * [--url http://127.0.0.1:3000]`: makes requests of the OpenAPI document, sound ones and spoiled ones, and fails on
 * whatever a server must not do. On SQLite they are about the demo's world, which the document's examples name, unless
 * `--empty` is given. The same seed makes the same requests.
 */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { compile } from './build/compile.ts';
import { fuzz } from './fuzz/run.ts';
import { runningServer, type Server, startServer } from './fuzz/server.ts';
import { lendPostgres } from './lent-postgres.ts';

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '100000' },
    seconds: { type: 'string', default: '3600' },
    engine: { type: 'string', default: 'sqlite' },
    empty: { type: 'boolean', default: false },
    seed: { type: 'string' },
    program: { type: 'string' },
    url: { type: 'string' },
  },
});
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
const folder = await mkdtemp(join(tmpdir(), 'tonearm-fuzz-'));
const postgres = values.engine === 'postgres' && !values.url ? await lendPostgres() : undefined;
let passed = false;
let server: Server | undefined;
try {
  server = await open();
  console.log(`fuzzing ${server.origin} on ${values.url ? 'its own engine' : values.engine}, --seed ${seed}`);
  let told = Date.now();
  const report = await fuzz(server, {
    requests: Number(values.requests),
    seconds: Number(values.seconds),
    seed,
    folder,
    onProgress: ({ requests, findings, successShare }) => {
      if (Date.now() - told < 10_000) return;
      told = Date.now();
      console.log(`  ${requests} requests, ${Math.round(successShare * 100)} % 2xx, ${findings.size} findings`);
    },
  });
  const status = await server.stop();
  console.log(`${report}\n  the server ended with status ${status}; --seed ${seed}`);
  passed = report.passed && !status;
} finally {
  await server?.stop();
  postgres?.end();
  await rm(join(folder, 'tonearm'), { force: true });
  const bodies = await readdir(folder);
  if (bodies.length === 0) await rm(folder, { recursive: true });
}
process.exit(passed ? 0 : 1);

async function open(): Promise<Server> {
  if (values.url) return runningServer(new URL(values.url).origin);
  const program = resolve(values.program ?? join(folder, 'tonearm'));
  if (!values.program) await compile(resolve(import.meta.dir, '../src'), program);
  const isDemo = postgres === undefined && !values.empty;
  return startServer(program, isDemo ? { demo: true } : { demo: false, databaseUrl: postgres?.url });
}
