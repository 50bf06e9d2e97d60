import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FAKE, type FakeS3, startFakeS3 } from '../support/fake-s3.ts';
import { fixture } from '../support/fixtures.ts';
import { executable, type Program, run } from '../support/program.ts';
import { ENGINES, programs } from '../support/programs.ts';

const { start, folder, place } = programs();

let s3: FakeS3;
beforeAll(async () => {
  s3 = await startFakeS3();
});
afterAll(() => s3.leave());
beforeEach(() => {
  s3.heal();
  s3.bucket.objects.clear();
});

const IN_S3 = (): Record<string, string> => ({
  ...{ MEDIA_STORE: `s3://${FAKE.bucket}/music`, S3_ENDPOINT: s3.endpoint, S3_REGION: FAKE.region },
  ...{ S3_ACCESS_KEY_ID: FAKE.accessKeyId, S3_SECRET_ACCESS_KEY: FAKE.secretAccessKey },
  ...{ ROOT_PASSWORD: 'root-password', RATE_LIMIT: 'off' },
});

interface Song {
  path: string;
  token: string;
  bytes: Buffer<ArrayBufferLike>;
}

/** Uploads a song, as somebody new. */
async function upload(program: Program, name: string): Promise<Song> {
  const registered = await program.call('POST', '/auth/register', {
    ...{ username: name, email: `${name}@example.com`, password: 'password123' },
  });
  const { accessToken: token, user } = registered.body;
  const bytes = await fixture('cbr.mp3');
  const form = new FormData();
  form.set('userId', user.id);
  form.set('file', new File([bytes], 'song.mp3'));
  const headers = { authorization: `Bearer ${token}` };
  const answer = await program.fetch('/media/upload/track', { method: 'POST', headers, body: form });
  const { file } = (await answer.json()) as { file: { url: string } };
  return { path: new URL(file.url).pathname, token, bytes };
}

const read = async (program: Program, { path }: Song): Promise<Buffer<ArrayBufferLike> | number> => {
  const answer = await program.fetch(path);
  return answer.status === 200 ? Buffer.from(await answer.arrayBuffer()) : answer.status;
};
const keys = () => [...s3.bucket.objects.keys()].sort();
const places = async (cwd: string) => {
  const found = await readdir(join(cwd, 'data'), { recursive: true });
  return found.filter((path) => /^(tracks|albums|artists|avatars|covers|recordings|documents|pieces)\//.test(path));
};
const check = (settings: Record<string, string>, ...words: string[]) => run(['media', 'check', ...words], settings);
const lines = ({ stdout }: { stdout: string }) =>
  stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

describe.each(ENGINES)('MEDIA_STORE=s3://… on %s', (engine) => {
  test('uploads are put there, answered from a copy, and from the store when there is none', async () => {
    const { cwd, settings } = await place(engine);
    const program = await start({ ...settings, ...IN_S3() }, cwd);
    const song = await upload(program, 'anna');
    expect(keys()).toEqual([expect.stringMatching(/^music\/tracks\/[\w-]{21}\.mp3$/)]);
    expect(await places(cwd)).toEqual([]);
    s3.requests.length = 0;
    expect(await read(program, song)).toEqual(song.bytes);
    expect(s3.requests).toEqual([]);

    await rm(join(cwd, 'data/cache'), { recursive: true });
    const headers = { range: 'bytes=100-199' };
    const part: Response = await program.fetch(song.path, { headers });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 100-199/${song.bytes.length}`]);
    expect(await part.bytes()).toEqual(new Uint8Array(song.bytes.subarray(100, 200)));
    expect(s3.requests.length).toBeGreaterThan(0);

    const gone = await program.fetch(song.path, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${song.token}` },
    });
    expect(gone.status).toBe(200);
    await program.until(() => s3.bucket.objects.size === 0);
    expect(await program.end()).toBe(0);
  });

  test('while the store is away what is here is answered, the rest is 503 in time, and uploads too', async () => {
    const { cwd, settings } = await place(engine);
    const program = await start({ ...settings, ...IN_S3() }, cwd);
    const [here, away] = [await upload(program, 'anna'), await upload(program, 'bert')];
    await program.fetch(here.path);
    const [cached = ''] = (await readdir(join(cwd, 'data/cache'), { recursive: true })).filter((name) =>
      name.endsWith('.mp3'),
    );
    await rm(join(cwd, 'data/cache', cached));
    s3.fail({ how: 'hang' });
    const answers = [await read(program, here), await read(program, away)];
    expect(answers.filter((answer) => answer === 503)).toHaveLength(1);
    expect(answers.filter((answer) => Buffer.isBuffer(answer))).toEqual([here.bytes]);

    const form = new FormData();
    form.set('name', 'x');
    form.set('image', new File([await fixture('small.png')], 'x.png'));
    const begun = performance.now();
    const headers = { authorization: `Bearer ${here.token}` };
    const refused = await program.fetch('/artists', { method: 'POST', headers, body: form });
    expect([refused.status, refused.headers.has('retry-after')]).toEqual([503, true]);
    expect(performance.now() - begun).toBeLessThan(10_000);
    expect((await program.fetch('/readyz')).status).toBe(200);
    s3.heal();
    expect([await read(program, here), await read(program, away)]).toEqual([here.bytes, away.bytes]);
  }, 30_000);

  test('MEDIA_DELIVERY=redirect · GET is sent to the store with type and name, HEAD and refusals are answered here', async () => {
    const { cwd, settings } = await place(engine);
    const S3_PUBLIC_ENDPOINT = s3.endpoint.replace('127.0.0.1', 'localhost');
    const program = await start({ ...settings, ...IN_S3(), MEDIA_DELIVERY: 'redirect', S3_PUBLIC_ENDPOINT }, cwd);
    const song = await upload(program, 'anna');
    const answer = await program.fetch(song.path, { redirect: 'manual' });
    const location = answer.headers.get('location') ?? '';
    expect([answer.status, answer.headers.get('cache-control'), location.startsWith(`${S3_PUBLIC_ENDPOINT}/`)]).toEqual(
      [302, 'no-store', true],
    );
    const fetched = await fetch(location, { headers: { range: 'bytes=0-9' } });
    expect([fetched.status, fetched.headers.get('content-type')]).toEqual([206, 'audio/mpeg']);
    expect(await fetched.bytes()).toEqual(new Uint8Array(song.bytes.subarray(0, 10)));
    const head = await program.fetch(song.path, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(song.bytes.length)]);
    const etag = head.headers.get('etag') ?? '';
    expect((await program.fetch(song.path, { headers: { 'if-none-match': etag } })).status).toBe(304);
    const beyond = await program.fetch(song.path, { headers: { range: 'bytes=99999999-' }, redirect: 'manual' });
    expect(beyond.status).toBe(416);
    // The page of a share may play from there.
    const policy = (await program.fetch('/s/none')).headers.get('content-security-policy');
    for (const kind of ['img-src', 'media-src']) expect(policy).toContain(`; ${kind} 'self' ${S3_PUBLIC_ENDPOINT};`);
  });

  describe('tonearm media check', () => {
    test('finds what has no row, no bytes, or is counted wrong; --fix mends what can be', async () => {
      const { cwd, settings } = await place(engine);
      const all = { ...settings, ...IN_S3(), JANITOR_AGE_SECONDS: '0', JANITOR_EVERY_SECONDS: '3600' };
      const program = await start(all, cwd);
      const song = await upload(program, 'anna');
      const inOrder = { ok: true, files: 1, orphans: 0, missing: 0, accounts: 0 };
      expect(lines(await check(all, '--json'))).toEqual([inOrder]);

      const orphan = `${'o'.repeat(21)}.mp3`;
      const [key = ''] = keys();
      const object = s3.bucket.objects.get(key);
      if (!object) throw new Error('there is no object');
      s3.bucket.objects.set(`music/tracks/${orphan}`, object);
      const found = await check(all, '--json');
      expect([found.status, lines(found)]).toEqual([
        3,
        [
          { kind: 'orphan', name: orphan, size: song.bytes.length },
          { ...inOrder, ok: false, files: 2, orphans: 1 },
        ],
      ]);
      const refused = await check(all, '--fix');
      expect([refused.status, keys().length, refused.stdout.includes(orphan)]).toEqual([1, 2, true]);
      expect((await check(all, '--fix', '--force')).status).toBe(0);
      expect(keys()).toEqual([key]);

      s3.bucket.objects.delete(key);
      const name = key.slice('music/tracks/'.length);
      for (const words of [['--json'], ['--json', '--fix', '--force']]) {
        const missing = await check(all, ...words);
        expect([missing.status, lines(missing)]).toEqual([
          3,
          [
            { kind: 'missing', name, size: song.bytes.length },
            { ...inOrder, ok: false, files: 0, missing: 1 },
          ],
        ]);
      }
    }, 30_000);

    test('leaves what is young to whoever is putting it', async () => {
      const { cwd, settings } = await place(engine);
      const program = await start(settings, cwd);
      await upload(program, 'anna');
      await writeFile(join(cwd, 'data/tracks', `${'o'.repeat(21)}.mp3`), 'x');
      expect((await check(settings)).status).toBe(0);
      expect((await check({ ...settings, JANITOR_AGE_SECONDS: '0' })).status).toBe(3);
    });
  });

  test('tonearm media move · there and back beside a running server, which answers all the time', async () => {
    const { cwd, settings } = await place(engine);
    const before = await start(settings, cwd);
    const songs = [await upload(before, 'anna'), await upload(before, 'bert')];
    expect(await before.end()).toBe(0);
    const all = { ...settings, ...IN_S3() };
    const program = await start(all, cwd);
    let isMoving = true;
    const wrong: unknown[] = [];
    const reading = (async () => {
      while (isMoving)
        for (const song of songs) {
          const got = await read(program, song);
          if (!Buffer.isBuffer(got) || !got.equals(song.bytes)) wrong.push(got);
        }
    })();
    expect(await run(['media', 'move', '--to', 's3'], all)).toMatchObject({ status: 0 });
    expect([keys().length, await places(cwd)]).toEqual([2, []]);
    expect(await run(['media', 'move', '--to', 's3'], all)).toMatchObject({ status: 0 });
    expect((await check(all)).status).toBe(0);
    expect(await run(['media', 'move', '--to', 'folder'], all)).toMatchObject({ status: 0 });
    expect([keys(), (await places(cwd)).length]).toEqual([[], 2]);
    isMoving = false;
    await reading;
    expect(wrong).toEqual([]);
    expect(await program.end()).toBe(0);
    const after = await start(settings, cwd);
    for (const song of songs) expect(await read(after, song)).toEqual(song.bytes);
  }, 60_000);

  test('tonearm media move · killed at any step goes on when it is run again, to either store', async () => {
    const { cwd, settings } = await place(engine);
    const all = { ...settings, ...IN_S3() };
    const before = await start(settings, cwd);
    const songs = [await upload(before, 'anna'), await upload(before, 'bert')];
    expect(await before.end()).toBe(0);
    const program = await start(all, cwd);
    /** Begins a move, and kills it when it has said that all are moved, or once something holds. */
    const killed = async (to: string, holds?: () => boolean) => {
      const env = { ...process.env, ...all };
      const mover = Bun.spawn([await executable(), 'media', 'move', '--to', to], { env, stderr: 'pipe' });
      await (holds ? program.until(holds) : mover.stderr.getReader().read());
      mover.kill('SIGKILL');
      await mover.exited;
    };
    s3.fail({ how: 'hang', method: 'PUT' });
    s3.requests.length = 0;
    await killed('s3', () => s3.requests.some((asked) => asked.startsWith('PUT')));
    s3.heal();
    expect(await run(['media', 'move', '--to', 's3'], all)).toMatchObject({ status: 0 });
    expect([keys().length, await places(cwd)]).toEqual([2, []]);

    expect(await run(['media', 'move', '--to', 'folder'], all)).toMatchObject({ status: 0 });
    // The rows say that they are in the store, and the first copies are still there.
    await killed('s3');
    expect(await run(['media', 'move', '--to', 'folder'], all)).toMatchObject({ status: 0 });
    expect([keys(), (await places(cwd)).length]).toEqual([[], 2]);
    await killed('s3');
    expect(await run(['media', 'move', '--to', 's3'], all)).toMatchObject({ status: 0 });
    expect([keys().length, await places(cwd)]).toEqual([2, []]);
    expect((await check({ ...all, JANITOR_AGE_SECONDS: '0' })).status).toBe(0);
    for (const song of songs) expect(await read(program, song)).toEqual(song.bytes);
  }, 90_000);

  test('tonearm serve · without MEDIA_STORE, while files lie in the store, says so and does not start', async () => {
    const { cwd, settings } = await place(engine);
    const program = await start({ ...settings, ...IN_S3() }, cwd);
    await upload(program, 'anna');
    expect(await program.end()).toBe(0);
    const refused = await run([], { ...settings, PORT: '0' }, cwd);
    expect([refused.status, refused.stderr]).toEqual([1, expect.stringContaining('MEDIA_STORE')]);
  });
});

describe('tonearm serve, with a store that cannot be used', () => {
  test.each([
    ['S3_ACCESS_KEY_ID', { S3_ACCESS_KEY_ID: 'nobody' }],
    ['S3_SECRET_ACCESS_KEY', { S3_SECRET_ACCESS_KEY: 'wrong' }],
    ['MEDIA_STORE', { MEDIA_STORE: 's3://another' }],
  ])('ends with 1 and names %s', async (setting, wrong) => {
    const cwd = await folder();
    const { status, stderr } = await run([], { ...IN_S3(), ...wrong, PORT: '0', HOST: '127.0.0.1' }, cwd);
    expect([status, stderr]).toEqual([1, expect.stringContaining(setting)]);
    expect(keys()).toEqual([]);
  });
});

test.each([
  [['media'], {}],
  [['media', 'mend'], {}],
  [['media', 'move'], {}],
  [['media', 'move', '--to', 'moon'], {}],
  [['media', 'move', '--to', 's3'], {}],
  [['media', 'check', '--fix=1'], {}],
  [['media', 'check', '--to', 's3'], {}],
])('tonearm %p · ends with 2', async (words, settings) => {
  const { status, stderr } = await run(words, settings);
  expect([status, stderr.trim().split('\n').length]).toEqual([2, 1]);
});
