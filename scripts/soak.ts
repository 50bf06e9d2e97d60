/**
 * `npm run soak -- [--seconds 600] [--seed N] [--store swift|fake]`: three replicas behind nginx, one killed every 3 s,
 * the store away and PostgreSQL crashed once, under a load that knows what it was promised. It prints its figures and
 * fails on whatever was not kept. The same as `test/binary/soak.test.ts`, for longer.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '600' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
    store: { type: 'string', default: '' },
  },
});
const run = Bun.spawn([process.execPath, 'test', '--no-orphans', '--timeout=60000', 'test/binary/soak.test.ts'], {
  cwd: join(import.meta.dir, '..'),
  env: { ...process.env, SOAK_SECONDS: values.seconds, SOAK_SEED: values.seed, SOAK_STORE: values.store },
  stdio: ['ignore', 'inherit', 'inherit'],
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => run.kill(signal));
process.exit(await run.exited);
