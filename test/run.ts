/**
 * `npm test`: the whole suite, or the files named. PostgreSQL and the executable are made once, since both
 * are expensive; the files are shared out among as many processes as there are cores; nothing is left behind.
 */
import { availableParallelism } from 'node:os';
import { startPostgres } from './support/postgres.ts';
import { executable } from './support/program.ts';
import { openRun } from './support/run.ts';

/** Beyond this PostgreSQL, of which there is one, would have too many connections. */
const MOST_WORKERS = 6;

const run = openRun();
let status = 1;
try {
  const [postgres, program] = await Promise.all([
    process.env.TEST_DATABASE_URL ?? startPostgres().then((server) => server.url),
    executable(),
  ]);
  const workers = Math.min(availableParallelism(), MOST_WORKERS);
  // Without `--no-isolate` each file would load all modules anew: half a second a file.
  const options = ['--no-orphans', `--parallel=${workers}`, '--no-isolate', '--timeout=30000'];
  const tests = Bun.spawn([process.execPath, 'test', ...options, ...process.argv.slice(2)], {
    env: { ...process.env, TEST_RUN_POSTGRES: postgres, TEST_RUN_EXECUTABLE: program },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => tests.kill(signal));
  status = await tests.exited;
} finally {
  await run.end();
}
process.exit(status);
