import { describe, expect, test } from 'bun:test';
import { join } from 'node:path';
import { freePort } from '../../scripts/free-port.ts';
import type { Program } from '../support/program.ts';
import { run } from '../support/program.ts';
import { programs } from '../support/programs.ts';

const { start, launch, folder } = programs();

/** The lines that it has printed of one request. */
const linesOf = ({ stdout }: Program, id: string): string[] => stdout.split('\n').filter((line) => line.includes(id));

/** Asks with a token and a query, neither of which the log may show. @returns what it printed of that */
async function askOnce(program: Program): Promise<string[]> {
  const token = await program.member('somebody');
  const headers = { token, 'x-request-id': 'the.one_asked-for' };
  await program.fetch('/trackHistory?limit=7&password=secret-in-a-query', { headers });
  await program.until(() => linesOf(program, 'the.one_asked-for').length > 0);
  expect(program.stdout).not.toContain('secret-in-a-query');
  expect(program.stdout).not.toContain(token);
  return linesOf(program, 'the.one_asked-for');
}

describe('tonearm serve, the log of requests', () => {
  test('is a line of JSON each, with the route and without what is secret', async () => {
    const program = await start({ RATE_LIMIT: 'off' });
    const since = Date.now();
    const [line = '', ...more] = await askOnce(program);
    expect(more).toEqual([]);
    const { time, ms, account, ...rest } = JSON.parse(line);
    expect(rest).toEqual({
      ...{ level: 30, msg: 'request', method: 'GET', route: '/trackHistory', status: 200 },
      ...{ bytes: 2, requestId: 'the.one_asked-for' },
    });
    expect(time).toBeWithin(since, Date.now() + 1);
    expect(ms).toBeWithin(0, 5_000);
    expect(account).toMatch(/^[0-9a-f]{24}$/);
    expect(await program.end()).toBe(0);
    for (const one of program.stdout.split('\n').filter((text) => text.startsWith('{'))) JSON.parse(one);
    expect(program.stdout).toContain('"msg":"stopping"');
  });

  test('LOG_FORMAT=text · is a line for people', async () => {
    const [line] = await askOnce(await start({ LOG_FORMAT: 'text' }));
    expect(line).toMatch(
      /^\d\d:\d\d:\d\d\.\d{3} info {2}GET \/trackHistory 200 \d+\.\d ms 2 B requestId=the\.one_asked-for account=[0-9a-f]{24}$/,
    );
  });

  test.each(['warn', 'silent'])('LOG_LEVEL=%s · has none', async (level) => {
    const program = await start({ LOG_LEVEL: level });
    const { headers } = await program.fetch('/artists', { headers: { 'x-request-id': 'the.one_asked-for' } });
    expect(headers.get('x-request-id')).toBe('the.one_asked-for');
    expect(await program.end()).toBe(0);
    expect(linesOf(program, 'the.one_asked-for')).toEqual([]);
  });

  test('LOG_FORMAT · takes json or text', async () => {
    const { stderr, status } = await run([], { LOG_FORMAT: 'xml' });
    expect([stderr, status]).toEqual([
      'tonearm: these settings are wrong:\n  LOG_FORMAT must be one of json, text\n',
      1,
    ]);
  });

  test('to a pipe that nobody reads stops nobody', async () => {
    const port = freePort();
    const cwd = await folder();
    const program = await launch({ PORT: String(port) }, cwd, ['sh', '-c', '"$0" | sleep 30 > /dev/null 2>&1']);
    const url = `http://127.0.0.1:${port}`;
    await program.until(async () => (await fetch(`${url}/readyz`).catch(() => undefined))?.status === 200);
    const before = Date.now();
    // Ten times what a pipe holds.
    for (let n = 0; n < 100; n++)
      await Promise.all(Array.from({ length: 40 }, async () => (await fetch(`${url}/artists/unknown`)).bytes()));
    expect(Date.now() - before).toBeLessThan(20_000);
    const server = Number(await Bun.file(join(cwd, 'data/running')).text());
    process.kill(server, 'SIGTERM');
    await program.until(async () => !(await Bun.file(join(cwd, 'data/running')).exists()));
  });
});
