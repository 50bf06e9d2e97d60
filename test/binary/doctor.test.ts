import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { chmod, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CHECKS, contents, doctor, inS3, live, only, rowsOf, type Settings, WELL } from '../support/doctor.ts';
import { type FakeS3, startFakeS3 } from '../support/fake-s3.ts';
import { dropDatabase, freshDatabase } from '../support/postgres.ts';
import { emptyFolder, Program, run } from '../support/program.ts';
import { ENGINES } from '../support/programs.ts';
import { raw } from '../support/raw.ts';

const MIGRATIONS = { sqlite: '__drizzle_migrations', postgres: 'drizzle.__drizzle_migrations' };

let s3: FakeS3;
beforeAll(async () => {
  s3 = await startFakeS3();
});
afterAll(() => s3.leave());

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
