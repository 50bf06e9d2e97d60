import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { cp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { contents, doctor, inS3, live, only, type Settings, WELL } from '../support/doctor.ts';
import { type FakeS3, startFakeS3 } from '../support/fake-s3.ts';
import { dropDatabase, freshDatabase } from '../support/postgres.ts';
import { emptyFolder, Program, run } from '../support/program.ts';
import { raw } from '../support/raw.ts';

let s3: FakeS3;
beforeAll(async () => {
  s3 = await startFakeS3();
});
afterAll(() => s3.leave());

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
