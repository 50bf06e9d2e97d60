import { describe, expect, test } from 'bun:test';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commit, version } from '../../src/version.ts';
import { freshDatabase } from '../support/postgres.ts';
import { type Program, run } from '../support/program.ts';
import { programs } from '../support/programs.ts';

const { start } = programs();

const DASHBOARD = join(import.meta.dir, '../../scripts/deploy/grafana-dashboard.json');

/** What a server without traffic tells besides its requests: each name with its labels. */
const AT_REST = [
  ...['pictures', 'audio', 'mp3', 'hashes'].flatMap((queue) => [
    `tonearm_queue_waiting{queue="${queue}"} 0`,
    `tonearm_queue_busy{queue="${queue}"} 0`,
  ]),
  ...['tonearm_database_errors_total 0', 'tonearm_tasks_waiting 0', 'tonearm_tasks_failed_total 0', 'tonearm_files 0'],
  ...['tonearm_cache_bytes 0', 'tonearm_cache_hits_total 0', 'tonearm_cache_misses_total 0'],
  ...['tonearm_sign_ins_refused_total 1', 'tonearm_ledger_difference 0'],
  `tonearm_build_info{version="${version}",commit="${commit}",bun="${Bun.version}"} 1`,
];

async function metricsAt(url: string): Promise<string> {
  const answer = await fetch(url);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/plain')]);
  return answer.text();
}

/** A wrong sign-in, two answers of one route, and two paths that nobody knows. */
async function someTraffic(program: Program): Promise<number> {
  await program.call('POST', '/users/login', { username: 'nobody', password: 'a wrong password' });
  let bytes = 0;
  for (const path of ['/artists', '/artists/unknown', '/artists/another', '/no/such/path', '/nor/this/one'])
    bytes += (await (await program.fetch(path)).bytes()).length;
  await program.fetch('/artists', { method: 'HEAD' });
  return bytes;
}

describe.each(['SQLite', 'PostgreSQL'])('GET /metrics on %s', (engine) => {
  test('tells of the program, with no path of a client, and the dashboard shows nothing else', async () => {
    const database: Record<string, string> = engine === 'PostgreSQL' ? { DATABASE_URL: await freshDatabase() } : {};
    const program = await start({ METRICS: 'on', ...database });
    const bytes = await someTraffic(program);
    const text = await metricsAt(`${program.origins[0]}/metrics`);
    const lines = text.split('\n');
    for (const [dialect, route, method, status, count] of [
      ['catalogue', '/artists', 'GET', '2xx', 1],
      ['catalogue', '/artists', 'HEAD', '2xx', 1],
      ['catalogue', '/artists/:id', 'GET', '4xx', 2],
      ['catalogue', '/users/login', 'POST', '4xx', 1],
      ['none', 'unknown', 'GET', '4xx', 2],
    ])
      expect(lines).toContain(
        `tonearm_http_requests_total{dialect="${dialect}",route="${route}",method="${method}",status="${status}"} ${count}`,
      );
    expect(lines.filter((line) => AT_REST.includes(line)).sort()).toEqual(AT_REST.sort());
    expect(Number(/^tonearm_http_sent_bytes_total (\d+)$/m.exec(text)?.[1])).toBeGreaterThanOrEqual(bytes);
    expect(text).toMatch(/^tonearm_disk_free_bytes [1-9]\d+$/m);
    const groups = Number(/^tonearm_commit_groups_total (\d+)$/m.exec(text)?.[1]);
    expect(groups > 0).toBe(engine === 'SQLite');
    expect(text).toContain(`tonearm_commit_group_size_count ${groups}\n`);
    // Nothing of Node, and nothing that clients choose.
    expect(text).not.toMatch(/nodejs|no\/such|another|nobody/);

    const told = new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name as string));
    for (const name of told) expect(name).toStartWith('tonearm_');
    const shown = (await readFile(DASHBOARD, 'utf8')).match(/tonearm_\w+/g) ?? [];
    const base = (name: string) => name.replace(/_(?:bucket|count|sum)$/, '');
    expect(new Set(shown.map((name) => (told.has(name) ? name : base(name))))).toEqual(told);
  });
});

describe('METRICS_PORT', () => {
  test('answers /metrics and nothing else, and PORT does not', async () => {
    const program = await start({ METRICS: 'on', METRICS_PORT: '0' });
    const url = /metrics +(\S+)/.exec(program.stdout)?.[1] ?? '';
    expect(await metricsAt(url)).toContain('tonearm_build_info');
    const { origin } = new URL(url);
    for (const path of ['/', '/livez', '/readyz', '/artists', '/metrics/', '/swagger'])
      expect((await fetch(origin + path)).status).toBe(404);
    expect((await program.fetch('/metrics')).status).toBe(404);
    expect((await fetch(`${program.origins[0]}/livez`)).status).toBe(200);
    expect(await program.end()).toBe(0);
  });

  test.each([
    ['without METRICS', { METRICS_PORT: '9100' }, 'METRICS_PORT needs METRICS=on'],
    [
      'equal to PORT',
      { METRICS: 'on', PORT: '3000,9100', METRICS_PORT: '9100' },
      'METRICS_PORT must be another port than PORT, and both are 9100',
    ],
    ['no port', { METRICS: 'on', METRICS_PORT: '70000' }, 'METRICS_PORT must be a whole number from 0 to 65535'],
  ])('%s is refused', async (_, settings, problem) => {
    const { stdout, stderr, status } = await run([], settings);
    expect([stdout, stderr, status]).toEqual(['', `tonearm: these settings are wrong:\n  ${problem}\n`, 1]);
  });

  test('that another program has is told by its name', async () => {
    const first = await start();
    const { port } = new URL(first.origins[0] ?? '');
    const { stderr, status } = await run([], { PORT: '0', HOST: '127.0.0.1', METRICS: 'on', METRICS_PORT: port });
    expect([stderr, status]).toEqual([
      `tonearm: cannot listen on 127.0.0.1, port ${port}: another program listens there; stop that one or choose another METRICS_PORT\n`,
      1,
    ]);
  });
});

test('GET /metrics, METRICS=off · is not there', async () => {
  expect((await (await start()).fetch('/metrics')).status).toBe(404);
});
