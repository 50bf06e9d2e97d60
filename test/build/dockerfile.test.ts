import { expect, test } from 'bun:test';
import { join } from 'node:path';
import { run } from '../support/program.ts';

const dockerfile = await Bun.file(join(import.meta.dir, '../../Dockerfile')).text();
const [, ...healthCheck]: string[] = JSON.parse(/^HEALTHCHECK [^[]*CMD (\[.*\])$/m.exec(dockerfile)?.[1] ?? '');

test.each([
  ['well', 200, 0],
  ['not well', 503, 1],
  ['not ours', 404, 1],
])(
  'tonearm healthcheck · as the Dockerfile has it finds a server that is %s, by its answer %i',
  async (_state, status, exitCode) => {
    const asked: string[] = [];
    using server = Bun.serve({
      port: 0,
      hostname: '127.0.0.1',
      fetch: ({ method, url }) => {
        asked.push(`${method} ${new URL(url).pathname}`);
        return new Response(null, { status });
      },
    });
    expect(await check(`${server.port},1`)).toBe(exitCode);
    expect(asked).toEqual(['GET /livez']);
  },
);

test('tonearm healthcheck · fails where nobody listens', async () => {
  const server = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: () => new Response() });
  await server.stop(true);
  expect(await check(String(server.port))).toBe(1);
});

test('tonearm healthcheck, openapi --json · end with a line of the result', async () => {
  using server = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: () => new Response() });
  const lines = async (words: string[], PORT: string) => {
    const { stdout, status } = await run([...words, '--json'], { PORT });
    return [
      status,
      ...stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ];
  };
  expect(await lines(['healthcheck'], `${server.port}`)).toEqual([0, { ok: true }]);
  expect(await lines(['healthcheck'], '1')).toEqual([
    1,
    { ok: false, error: expect.stringContaining(':1/livez does not answer: nothing listens there') },
  ]);
  expect(await lines(['healthcheck'], 'x')).toEqual([1, { ok: false, error: expect.stringContaining('PORT') }]);
  expect(await lines(['openapi'], '3000')).toEqual([
    0,
    expect.objectContaining({ openapi: expect.any(String) }),
    { ok: true },
  ]);
});

test('tonearm openapi · without a place for temporary files says what to do', async () => {
  const { status, stdout, stderr } = await run(['openapi'], { TMPDIR: '/proc/none' });
  expect([status, stdout, stderr]).toEqual([1, '', expect.stringMatching(/^tonearm: .*name another TMPDIR\n$/)]);
});

const check = async (PORT: string) => (await run(healthCheck, { PORT })).status;
