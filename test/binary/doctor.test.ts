import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { chmod, cp, lstat, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FAKE, type FakeS3, startFakeS3 } from '../support/fake-s3.ts';
import { fixture } from '../support/fixtures.ts';
import { dropDatabase, freshDatabase } from '../support/postgres.ts';
import { emptyFolder, Program, run } from '../support/program.ts';
import { ENGINES } from '../support/programs.ts';
import { raw } from '../support/raw.ts';

type Settings = Record<string, string>;

const CHECKS = [
  ...['settings', 'folder', 'filesystem', 'space', 'database', 'migrations', 'ledger', 'used', 'files', 'store'],
  ...['clock', 'descriptors', 'pictures', 'port'],
];
const MIGRATIONS = { sqlite: '__drizzle_migrations', postgres: 'drizzle.__drizzle_migrations' };

/** Runs `tonearm doctor --json`. @returns its end, what is not green by check, and its last line */
async function doctor(settings: Settings, ...flags: string[]) {
  const { status, stdout, stderr } = await run(['doctor', '--json', ...flags], {
    PORT: '0',
    MIN_FREE_MB: '0',
    ...settings,
  });
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const result = lines.pop();
  expect([lines.map(({ check }) => check), stderr]).toEqual([CHECKS, '']);
  const told = lines.filter(({ status }) => status !== 'green').map((line) => [line.check, line.status, line.message]);
  return { status, told, result };
}

/** What is red, and nothing else. */
const only = (check: string, ...words: string[]) => ({
  status: 1,
  told: [
    [check, 'red', expect.stringMatching(new RegExp(words.map((word) => `(?=.*${RegExp.escape(word)})`).join('')))],
  ],
});
const WELL = { status: 0, told: [] as string[][], result: { ok: true, green: CHECKS.length, yellow: 0, red: 0 } };

/** All that a folder holds: names, rights, times, and bytes. */
async function contents(folder: string): Promise<unknown[]> {
  const names = ['', ...(await readdir(folder, { recursive: true }))].sort();
  return Promise.all(
    names.map(async (name) => {
      const { mode, mtimeMs, size } = await lstat(join(folder, name));
      const bytes = (mode & 0o170000) === 0o100000 ? Bun.hash(await readFile(join(folder, name))) : undefined;
      return [name, mode, mtimeMs, size, bytes];
    }),
  );
}

/** The rows of a PostgreSQL, as a digest. */
async function rowsOf(settings: Settings): Promise<unknown> {
  if (settings.DATABASE_URL === undefined) return undefined;
  const tables = await raw(
    settings,
    "select schemaname || '.' || tablename as name from pg_tables where schemaname in ('public', 'drizzle') order by 1",
  );
  const digest = ({ name }: { name?: unknown }) =>
    `select '${name}', md5(string_agg(t::text, '|' order by t::text)) from ${name} t`;
  return raw(settings, tables.map(digest).join(' union all '));
}

let s3: FakeS3;
beforeAll(async () => {
  s3 = await startFakeS3();
});
afterAll(() => s3.leave());

/** A song and an artist with an income. @returns the artist's id */
async function live(program: Program): Promise<string> {
  const { user, accessToken } = (
    await program.call('POST', '/auth/register', {
      username: 'anna',
      email: 'anna@example.com',
      password: 'password123',
    })
  ).body;
  const form = new FormData();
  form.set('userId', user.id);
  form.set('file', new File([await fixture('cbr.mp3')], 'song.mp3'));
  const headers = { authorization: `Bearer ${accessToken}` };
  expect((await program.fetch('/media/upload/track', { method: 'POST', headers, body: form })).status).toBe(200);
  const login = { login: 'root', password: 'root-password' };
  const root = (await program.call('POST', '/v1/auth/login', login)).body.accessToken;
  const artist = { login: 'artist', password: 'password', role: 'artist' };
  const { id } = (await program.call('POST', '/v1/auth/register', artist, root)).body.user;
  const income = await program.call('POST', `/v1/royalties/${id}/income`, { amount: 10, period: '2026-Q1' }, root);
  expect(income.status).toBe(200);
  return id;
}

describe.each(ENGINES)('tonearm doctor on %s', (engine) => {
  let cwd: string;
  let settings: Settings;
  let artist: string;
  let song: string;
  const data = () => settings.DATA_DIR as string;

  beforeAll(async () => {
    cwd = await emptyFolder();
    settings = { DATA_DIR: join(cwd, 'data') };
    if (engine === 'postgres') settings.DATABASE_URL = await freshDatabase();
    const program = await Program.start({ ...settings, ROOT_PASSWORD: 'root-password', RATE_LIMIT: 'off' }, cwd);
    artist = await live(program);
    // The server looks through older files in the background.
    expect(await program.end()).toBe(0);
    song = `tracks/${(await readdir(join(data(), 'tracks')))[0]}`;
  }, 30_000);
  afterAll(async () => {
    await rm(cwd, { recursive: true, force: true });
    if (settings.DATABASE_URL) await dropDatabase(settings.DATABASE_URL);
  });

  test('a healthy house · is all green, and nothing is changed', async () => {
    const before = [await contents(cwd), await rowsOf(settings)];
    for (const flags of [[], ['--all']]) expect(await doctor(settings, ...flags)).toEqual(WELL);
    expect([await contents(cwd), await rowsOf(settings)]).toEqual(before);
  });

  test('beside the running server · the port is its own; of another one it is red', async () => {
    const program = await Program.start({ ...settings, PORT: '0' }, cwd);
    const port = new URL(program.origins[0] as string).port;
    expect(await doctor({ ...settings, PORT: port }, '--all')).toEqual(WELL);
    const other = await emptyFolder();
    const { told } = await doctor({ ...settings, DATA_DIR: other, PORT: port });
    expect(told).toContainEqual(['port', 'red', expect.stringContaining(port)]);
    expect(await readdir(other)).toEqual([]);
    await rm(other, { recursive: true });
    expect(await program.end()).toBe(0);
  });

  test('after kill -9 · what lies in the log is read, and left there', async () => {
    const program = await Program.start(settings, cwd);
    await program.member('bert');
    await program.end('SIGKILL');
    const before = await contents(cwd);
    expect(await doctor(settings)).toEqual(WELL);
    expect(await contents(cwd)).toEqual(before);
    const again = await Program.start(settings, cwd);
    expect(await again.end()).toBe(0);
  });

  /** Breaks the house and mends it again. */
  type Break = () => Promise<() => unknown>;
  const path = () => join(data(), song);
  const sql =
    (there: () => string, back: () => string): Break =>
    async () => {
      await raw(settings, there());
      return () => raw(settings, back());
    };
  const file =
    (harm: (path: string) => Promise<unknown>): Break =>
    async () => {
      const whole = await readFile(path());
      await harm(path());
      return () => writeFile(path(), whole, { mode: 0o600 });
    };
  const flip = async (path: string) => {
    const bytes = await readFile(path);
    bytes[1000] = (bytes[1000] ?? 0) ^ 1;
    await writeFile(path, bytes);
  };
  const applied = MIGRATIONS[engine];

  test.each<[what: string, harm: Break, expected: () => ReturnType<typeof only>, flags?: string[]]>([
    [
      'a folder that others can change',
      async () => {
        await chmod(data(), 0o777);
        return () => chmod(data(), 0o700);
      },
      () => only('folder', data(), '0777', 'chmod'),
    ],
    ['a missing file', file((path) => rm(path)), () => only('files', song, 'missing', 'backup')],
    ['a short file', file((path) => truncate(path, 100)), () => only('files', song, '100 bytes')],
    ['a flipped byte, with --all', file(flip), () => only('files', song, 'other bytes'), ['--all']],
    [
      'an unknown migration',
      sql(
        () => `insert into ${applied} (hash, created_at) values ('later', 9999999999999)`,
        () => `delete from ${applied} where hash = 'later'`,
      ),
      () => ({
        status: 1,
        told: [
          ['migrations', 'red', expect.stringContaining('newer')],
          ...['ledger', 'used', 'files'].map((check) => [check, 'yellow', expect.stringContaining('not checked')]),
        ],
      }),
    ],
    [
      'a wrong ledger',
      sql(
        () => `update royalty_accounts set total = total + 1 where artist_id = '${artist}'`,
        () => `update royalty_accounts set total = total - 1 where artist_id = '${artist}'`,
      ),
      () => only('ledger', artist, 'backup'),
    ],
    [
      'a wrong sum of what an account keeps',
      sql(
        () => "update accounts set used = used + 7 where login = 'anna'",
        () => "update accounts set used = used - 7 where login = 'anna'",
      ),
      () => only('used', 'anna', 'media check --fix'),
    ],
  ])('%s · is red, and nothing is changed', async (_what, harm, expected, flags = []) => {
    const mend = await harm();
    try {
      const before = [await contents(cwd), await rowsOf(settings)];
      expect(await doctor(settings, ...flags)).toMatchObject(expected());
      expect([await contents(cwd), await rowsOf(settings)]).toEqual(before);
    } finally {
      await mend();
    }
  });

  test('a flipped byte, without --all · is not seen', async () => {
    const mend = await file(flip)();
    expect(await doctor(settings)).toEqual(WELL);
    await mend();
  });

  test.each<[what: string, settings: () => Settings, expected: () => ReturnType<typeof only>]>([
    ['less room than MIN_FREE_MB', () => ({ MIN_FREE_MB: '999999999' }), () => only('space', '999999999')],
    [
      'wrong settings',
      () => ({ LOG_LEVEL: 'loud', LIST_LIMIT: '0' }),
      () => ({
        status: 1,
        told: [
          ['settings', 'red', expect.stringMatching(/LOG_LEVEL.*LIST_LIMIT|LIST_LIMIT.*LOG_LEVEL/)],
          ...CHECKS.slice(1).map((check) => [check, 'yellow', expect.any(String)]),
        ],
      }),
    ],
    [
      'a store that is away',
      () => ({ ...inS3('http://127.0.0.1:9'), S3_SECRET_ACCESS_KEY: 'hush-hush' }),
      () => only('store', 'S3_ENDPOINT'),
    ],
    [
      'a wrong bucket',
      () => ({ ...inS3(s3.endpoint), MEDIA_STORE: 's3://another' }),
      () => only('store', 'MEDIA_STORE'),
    ],
    [
      'a wrong key of the store',
      () => ({ ...inS3(s3.endpoint), S3_SECRET_ACCESS_KEY: 'hush-hush' }),
      () => only('store', 'S3_SECRET_ACCESS_KEY'),
    ],
  ])('%s · is red', async (_what, wrong, expected) => {
    const found = await doctor({ ...settings, ...wrong() });
    expect(found).toMatchObject(expected());
    expect(JSON.stringify(found)).not.toContain('hush-hush');
  });

  test('a port that another program holds · is red, and names it', async () => {
    const other = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: () => Response.json({ status: 'live' }) });
    const there = { ...settings, HOST: '127.0.0.1', PORT: String(other.port) };
    expect(await doctor(there)).toMatchObject(only('port', String(other.port)));
    // Beside a running server it is still not that server's.
    const program = await Program.start(settings, cwd);
    expect(await doctor(there)).toMatchObject(only('port', String(other.port)));
    await other.stop(true);
    expect(await program.end()).toBe(0);
  });

  test('after all of that, mended · is all green again', async () => {
    expect(await doctor(settings, '--all')).toEqual(WELL);
  });

  test('as text · has a line for each check and one for all, without colours', async () => {
    const { status, stdout, stderr } = await run(['doctor'], { ...settings, PORT: '0', MIN_FREE_MB: '0' });
    const lines = stdout.trim().split('\n');
    expect([status, stderr, lines.length]).toEqual([0, '', CHECKS.length + 1]);
    for (const [at, check] of CHECKS.entries()) expect(lines[at]).toMatch(new RegExp(`^green  ${check} +[^ ]`));
    expect(lines.at(-1)).toBe('14 checks: 14 green, 0 yellow, 0 red');
  });
});

const inS3 = (endpoint: string): Settings => ({
  ...{ MEDIA_STORE: `s3://${FAKE.bucket}/music`, S3_ENDPOINT: endpoint, S3_REGION: FAKE.region },
  ...{ S3_ACCESS_KEY_ID: FAKE.accessKeyId, S3_SECRET_ACCESS_KEY: FAKE.secretAccessKey },
});

describe('tonearm doctor, with files in an S3 store', () => {
  test('compares them there, and makes no copies', async () => {
    const cwd = await emptyFolder();
    const settings: Settings = { DATA_DIR: join(cwd, 'data'), ...inS3(s3.endpoint) };
    const program = await Program.start({ ...settings, ROOT_PASSWORD: 'root-password', RATE_LIMIT: 'off' }, cwd);
    await live(program);
    expect(await program.end()).toBe(0);
    await rm(join(cwd, 'data/cache'), { recursive: true });
    const before = await contents(cwd);
    expect(await doctor(settings, '--all')).toEqual(WELL);

    const [[key, object] = []] = s3.bucket.objects;
    if (key === undefined || object === undefined) throw new Error('there is no object');
    const name = key.slice('music/'.length);
    const bytes = Buffer.from(object.bytes);
    bytes[1000] = (bytes[1000] ?? 0) ^ 1;
    s3.bucket.objects.set(key, { ...object, bytes });
    expect(await doctor(settings, '--all')).toMatchObject(only('files', name, 'other bytes', 'S3'));
    s3.bucket.objects.delete(key);
    expect(await doctor(settings)).toMatchObject(only('files', name, 'missing', 'S3'));
    expect(await contents(cwd)).toEqual(before);
    s3.bucket.objects.set(key, object);

    const { MEDIA_STORE: _, ...without } = settings;
    const { told } = await doctor(without);
    expect(told).toEqual([
      ['files', 'yellow', expect.stringContaining('S3')],
      ['store', 'red', expect.stringContaining('MEDIA_STORE')],
    ]);
    s3.fail({ how: 'hang' });
    const begun = performance.now();
    expect((await doctor(settings)).told).toContainEqual(['store', 'red', expect.stringContaining('S3_ENDPOINT')]);
    expect(performance.now() - begun).toBeLessThan(10_000);
    s3.heal();
    await rm(cwd, { recursive: true });
  }, 30_000);
});

describe('tonearm doctor, without a house', () => {
  test('in an empty place · is red, and makes nothing', async () => {
    const cwd = await emptyFolder();
    const { status, told } = await doctor({ DATA_DIR: join(cwd, 'data') });
    expect([status, told.filter(([, status]) => status === 'red')]).toEqual([
      1,
      [
        ['folder', 'red', expect.stringContaining('does not exist')],
        ['database', 'red', expect.stringContaining('tonearm.db')],
      ],
    ]);
    expect(await readdir(cwd)).toEqual([]);
    await rm(cwd, { recursive: true });
  });

  test('with a file that is no database · is red, and leaves it', async () => {
    const cwd = await emptyFolder();
    await cp(join(import.meta.dir, '../fixtures/cbr.mp3'), join(cwd, 'tonearm.db'));
    const before = await contents(cwd);
    const { status, told } = await doctor({ DATA_DIR: cwd });
    expect([status, told]).toEqual([
      1,
      expect.arrayContaining([['database', 'red', expect.stringContaining('not a database')]]),
    ]);
    expect(await contents(cwd)).toEqual(before);
    await rm(cwd, { recursive: true });
  });

  test('on an empty PostgreSQL · is red, and makes no table', async () => {
    const cwd = await emptyFolder();
    const settings = { DATA_DIR: cwd, DATABASE_URL: await freshDatabase() };
    const { status, told } = await doctor(settings);
    expect([status, told]).toEqual([
      1,
      expect.arrayContaining([['migrations', 'red', expect.stringContaining('empty')]]),
    ]);
    const tables = "select tablename from pg_tables where schemaname in ('public', 'drizzle')";
    expect([await raw(settings, tables), await readdir(cwd)]).toEqual([[], []]);
    await dropDatabase(settings.DATABASE_URL);
    await rm(cwd, { recursive: true });
  });

  test.each([
    ['nobody listens', () => 'postgres://anna:hush-hush@127.0.0.1:9/music', 'nothing listens there'],
    ['nothing is answered', (silent: number) => `postgres://anna:hush-hush@127.0.0.1:${silent}/music`, 'no answer'],
    ['the host is unknown', () => 'postgres://anna:hush-hush@nowhere.invalid/music', 'unknown'],
  ])(
    'on a PostgreSQL where %s · is red within ten seconds, without the password',
    async (_what, url, message) => {
      const silent = Bun.listen({ hostname: '127.0.0.1', port: 0, socket: { data() {} } });
      const begun = performance.now();
      const found = await doctor({ DATA_DIR: '/nowhere', DATABASE_URL: url(silent.port) });
      expect(performance.now() - begun).toBeLessThan(10_000);
      silent.stop(true);
      expect([found.status, found.told]).toEqual([
        1,
        expect.arrayContaining([['database', 'red', expect.stringContaining(message)]]),
      ]);
      expect(JSON.stringify(found)).not.toContain('hush-hush');
    },
    15_000,
  );
});

test.each([['x'], ['--some'], ['--all=1']])('tonearm doctor %s · ends with 2 and one line', async (word) => {
  const { status, stdout, stderr } = await run(['doctor', word]);
  expect([status, stdout, stderr.trim().split('\n').length]).toEqual([2, '', 1]);
  expect(stderr).toContain('tonearm doctor --help');
});
