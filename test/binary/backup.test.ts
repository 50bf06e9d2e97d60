import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { mkdir, readdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { FAKE, type FakeS3, startFakeS3 } from '../support/fake-s3.ts';
import { run } from '../support/program.ts';
import { ENGINES, programs } from '../support/programs.ts';
import { Writing } from '../support/writing.ts';

const { start, launch, folder, place } = programs();

let s3: FakeS3;
beforeAll(async () => {
  s3 = await startFakeS3();
});
afterAll(() => s3.leave());

type Engine = (typeof ENGINES)[number];

const IN_S3 = (prefix: string): Record<string, string> => ({
  ...{ MEDIA_STORE: `s3://${FAKE.bucket}/${prefix}`, S3_ENDPOINT: s3.endpoint, S3_REGION: FAKE.region },
  ...{ S3_ACCESS_KEY_ID: FAKE.accessKeyId, S3_SECRET_ACCESS_KEY: FAKE.secretAccessKey },
});
const SETTINGS = { ROOT_PASSWORD: 'root-password', RATE_LIMIT: 'off', JANITOR_EVERY_SECONDS: '0.2' };

/** Runs a command that has to end well, and gives its last line. */
async function done(args: string[], settings: Record<string, string>) {
  const { stdout, stderr, status } = await run([...args, '--json'], settings);
  const last = JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}');
  expect([args.slice(0, 2).join(' '), status, last.ok, stderr.includes('\r')]).toEqual([
    ...[args.slice(0, 2).join(' '), 0, true, false],
  ]);
  return last;
}

test.each<[from: string, engine: Engine, to: string, other: Engine, target: string]>([
  ['folder', 'sqlite', 'folder', 'postgres', 'backup'],
  ['folder', 'postgres', 's3', 'sqlite', 'backup.tar.zst'],
  ['s3', 'sqlite', 'folder', 'sqlite', 'backup.tar.zst'],
])(
  'backup create · of a house in the %s on %s that is written to is one in the %s on %s with all that was answered before (%s)',
  async (from, engine, to, other, target) => {
    const old = await place(engine);
    const settings = { ...old.settings, ...SETTINGS, ...(from === 's3' ? IN_S3(`old-${target}`) : {}) };
    const backup = join(await folder(), target);
    const program = await start(settings, old.cwd);
    const writing = await Writing.start(program);
    await program.until(() => writing.least >= 10);
    const began = performance.now();
    const made = await done(['backup', 'create', backup], settings);
    const ended = performance.now();
    await program.until(() => writing.least >= 15);
    await writing.stop();
    expect(await program.end()).toBe(0);
    const verified = await done(['backup', 'verify', backup], {});
    expect(verified).toEqual({ ok: true, files: made.files, problems: 0 });

    const fresh = await place(other);
    const now = { ...fresh.settings, ...SETTINGS, ...(to === 's3' ? IN_S3(`new-${target}`) : {}) };
    await done(['backup', 'restore', backup], now);
    expect(await done(['media', 'check'], now)).toMatchObject({ orphans: 0, missing: 0, accounts: 0 });
    await done(['ledger'], now);

    const restored = await start({ ...now, ROOT_PASSWORD: 'another password' }, fresh.cwd);
    const before = ({ at }: { at: number }) => at < began;
    for (const [path, { bytes, at }] of writing.uploaded) {
      if (at >= began) continue;
      const answer = await restored.fetch(path);
      const gone = writing.deleted.get(path);
      // What was deleted meanwhile may be there or not; what was deleted before is not, what was not deleted is.
      if (gone === undefined || gone > ended) expect([path, answer.status]).toEqual([path, 200]);
      if (answer.status === 200) expect(Buffer.compare(await answer.bytes(), bytes)).toBe(0);
    }
    const login = { login: 'root', password: 'root-password' };
    const root = (await restored.call('POST', '/v1/auth/login', login)).body.accessToken;
    const headers = { authorization: `Bearer ${root}` };
    const shown = await restored.fetch(`/v1/royalties/${writing.artist}`, { headers });
    const [{ history }] = (await shown.json()) as [{ history: { receipt_key: string }[] }];
    const receipts = new Set(history.map(({ receipt_key }) => receipt_key));
    for (const [receipt, paid] of writing.paid) if (before(paid)) expect(receipts).toContain(receipt);

    // Promised favourites are applied a moment after the start.
    const promised = [...writing.liked].filter(([, liked]) => before(liked)).map(([track]) => track);
    await restored.until(async () => {
      const { body } = await restored.call('GET', '/user/track/favorite', undefined, writing.listener);
      const found = new Set(JSON.stringify(body).match(/track-\d+/g));
      return promised.every((track) => found.has(track));
    });
    const { refreshToken } = writing;
    expect((await restored.call('POST', '/auth/refresh', { refreshToken })).status).toBe(200);
    expect(await restored.end()).toBe(0);
    expect(promised.length).toBeGreaterThanOrEqual(10);
  },
  120_000,
);

describe.each(ENGINES)('backup on %s', (engine) => {
  /** A house with songs whose files lie in S3. */
  async function houseInS3(prefix: string) {
    const { cwd, settings } = await place(engine);
    const house = { ...settings, ...SETTINGS, ...IN_S3(prefix) };
    const program = await start(house, cwd);
    const writing = await Writing.start(program);
    await program.until(() => writing.uploaded.size >= 12);
    await writing.stop();
    return { house, program };
  }

  test('create, restore · kill -9 at any moment leaves the earlier backup whole, and no half house that starts', async () => {
    const { house, program } = await houseInS3(`killed-${engine}`);
    const backup = join(await folder(), 'backup');
    s3.fail({ how: 'slow', key: 'tracks/', method: 'GET' });
    const creating = await launch(house, undefined, [], ['backup', 'create', backup]);
    const arrived = async () => (await readdir(join(backup, 'tracks')).catch(() => [])).length > 0;
    await creating.until(arrived);
    expect(await creating.end('SIGKILL')).toBe(null);
    expect((await readdir(backup)).includes('manifest.json')).toBe(false);
    const verified = await run(['backup', 'verify', backup, '--json'], {});
    expect([verified.status, JSON.parse(verified.stdout)]).toEqual([
      1,
      { ok: false, error: expect.stringContaining('there is no backup') },
    ]);
    s3.heal();
    // Beside the lease of the one that was killed.
    await done(['backup', 'create', backup], house);
    await done(['backup', 'verify', backup], {});
    expect(await program.end()).toBe(0);

    const fresh = await place(engine);
    const now = { ...fresh.settings, ...SETTINGS, ...IN_S3(`restored-${engine}`) };
    s3.fail({ how: 'slow', key: 'restored-', method: 'PUT' });
    const restoring = await launch(now, undefined, [], ['backup', 'restore', backup]);
    await restoring.until(() =>
      [...s3.bucket.objects.keys()].some((key) => key.startsWith(`restored-${engine}/tracks`)),
    );
    await restoring.end('SIGKILL');
    s3.heal();
    const half = await run(['serve'], now);
    expect([half.status, half.stderr]).toEqual([1, expect.stringContaining('run "tonearm backup restore" again')]);
    await done(['backup', 'restore', backup], now);
    expect(await done(['media', 'check'], now)).toMatchObject({ orphans: 0, missing: 0 });
    const restored = await start(now, fresh.cwd);
    expect((await restored.call('GET', '/albums')).status).toBe(200);

    const beside = await run(['backup', 'restore', backup, '--force', '--json'], now);
    expect([beside.status, JSON.parse(beside.stdout).ok]).toEqual([1, false]);
    expect(await restored.end()).toBe(0);
    const again = await run(['backup', 'restore', backup], now);
    expect([again.status, again.stderr]).toEqual([
      1,
      expect.stringContaining(`s3://${FAKE.bucket}/restored-${engine}/`),
    ]);
    await done(['backup', 'restore', backup, '--force'], now);
  }, 60_000);

  test('create · needs a house, and a place outside of it', async () => {
    const { settings } = await place(engine);
    const backup = join(await folder(), 'backup');
    const none = await run(['backup', 'create', backup, '--json'], settings);
    expect([none.status, JSON.parse(none.stdout).ok]).toEqual([1, false]);
    const data = settings.DATA_DIR as string;
    await mkdir(data);
    await symlink(data, join(data, '../link'));
    for (const inside of [data, join(data, 'backup'), join(data, '..backup'), join(data, '../link/a/backup')]) {
      const within = await run(['backup', 'create', inside], settings);
      expect([inside, within.status, within.stdout, within.stderr]).toEqual([
        ...[inside, 1, '', expect.stringContaining('lies in DATA_DIR')],
      ]);
    }
    expect(await readdir(data)).toEqual([]);
    expect(await readdir(backup).catch(() => [])).toEqual([]);
  });
});

test('backup restore · on a PostgreSQL database that another folder serves is refused until that has stopped', async () => {
  const { cwd, settings } = await place('postgres');
  const program = await start({ ...settings, ...SETTINGS }, cwd);
  const backup = join(await folder(), 'backup');
  await done(['backup', 'create', backup], settings);
  const elsewhere = Object.assign({}, settings, { DATA_DIR: join(await folder(), 'data') });
  const refused = await run(['backup', 'restore', backup, '--force'], elsewhere);
  expect([refused.status, refused.stderr]).toEqual([1, expect.stringContaining('serves this database')]);
  expect(await program.end()).toBe(0);
  await done(['backup', 'restore', backup, '--force'], elsewhere);
});

test.each(['create', 'verify', 'restore'])('backup %s · without a target is wrong usage', async (word) => {
  const { status, stdout, stderr } = await run(['backup', word], {});
  expect([status, stdout, stderr.trim().split('\n')]).toEqual([
    ...[2, '', [expect.stringContaining(`tonearm backup ${word} --help`)]],
  ]);
});
