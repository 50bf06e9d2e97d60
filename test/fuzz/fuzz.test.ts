import { describe, expect, test } from 'bun:test';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fuzz } from '../../scripts/fuzz/run.ts';
import { startServer, type World } from '../../scripts/fuzz/server.ts';
import { freshDatabase } from '../support/postgres.ts';
import { executable } from '../support/program.ts';

const REQUESTS = 1500;
/** Of the requests; the longer it runs, the more it has learned. */
const LEAST_SUCCESS = 1 / 3;

const WORLDS: readonly [string, () => Promise<World>][] = [
  ["the demo's world", async () => ({ demo: true })],
  ['an empty PostgreSQL', async () => ({ demo: false, databaseUrl: await freshDatabase() })],
];

describe.each(WORLDS)('fuzz, a short run on %s', (_, world) => {
  test('finds nothing', async () => {
    const server = await startServer(await executable(), await world());
    const folder = await mkdtemp(join(tmpdir(), 'findings-'));
    const report = await fuzz(server, { requests: REQUESTS, seed: 1, seconds: 60, folder }).finally(() =>
      server.stop(),
    );
    const found = [...report.findings.values()].map(
      ({ what, curl, mutations }) => `${what} (${mutations.join(', ')})
${curl}`,
    );
    expect(found).toEqual([]);
    expect(report.successShare).toBeGreaterThan(LEAST_SUCCESS);
    expect(await server.stop()).toBe(0);
  }, 90_000);
});
