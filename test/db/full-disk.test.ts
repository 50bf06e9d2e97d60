import { afterEach, describe, expect, test } from 'bun:test';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { mayBeCommitted } from '../../src/db/engines.ts';
import { openSqlite } from '../../src/db/sqlite.ts';
import { House } from '../support/house.ts';
import { person } from '../support/people.ts';
import { programs } from '../support/programs.ts';
import { filesOnDisk, upload } from '../support/uploads.ts';

const { start, launch, folder } = programs();
let house: House | undefined;
afterEach(async () => {
  await house?.close();
  house = undefined;
});

/** Lets SQLite's file grow no further, or again. */
async function limitPages({ db }: House, pages: number): Promise<void> {
  await db.write(async (tx) => {
    const run = tx as unknown as { run(query: unknown): void };
    run.run(sql.raw(`PRAGMA max_page_count = ${pages}`));
  });
}

describe('a full disk beneath SQLite', () => {
  test('POST /media/upload/track · is 503, and the file that was taken is erased', async () => {
    house = await House.open('sqlite');
    const anna = await person(house);
    const before = await filesOnDisk(house);
    // Fewer than there are means: as many as there are.
    await limitPages(house, 1);
    const filler = 'x'.repeat(200_000);
    const { secrets } = house.db.tables;
    const full = await house.db
      .write((tx) => tx.insert(secrets).values({ name: 'filler', value: filler, createdAt: 0 }))
      .catch((error: unknown) => error);
    expect((full as { code?: string }).code ?? (full as { cause?: { code?: string } }).cause?.code).toBe('SQLITE_FULL');
    let status = 200;
    for (let tries = 0; status === 200 && tries < 200; tries++)
      status = (await upload(house, anna, 'track', 'vbr.mp3')).status;
    expect(status).toBe(503);
    const { files } = house.db.tables;
    const rows = await house.db.read.select({ name: files.name }).from(files);
    const onDisk = await filesOnDisk(house);
    expect(onDisk).toEqual({ ...before, tracks: rows.length });
    await limitPages(house, 1_000_000);
    expect((await upload(house, anna, 'track', 'vbr.mp3')).status).toBe(200);
  });

  test.skipIf(process.platform !== 'linux')(
    'POST /artists · is 503 for those who write, goes on for those who read, and SIGTERM ends it without a trace',
    async () => {
      // Writes beyond the limit fail as on a full disk, once the signal is ignored.
      const shell = ['sh', '-c', 'trap "" XFSZ; ulimit -f 4600; exec "$0"'];
      const running = await launch({ RATE_LIMIT: 'off' }, undefined, shell);
      await running.until(() => running.stdout.includes(' data '));
      running.origins = /listening +(.*)/.exec(running.stdout)?.[1]?.split(/ +/) ?? [];
      const token = await running.member('somebody');
      const info = 'x'.repeat(20_000);
      const statuses: number[] = [];
      while (!statuses.includes(503) && statuses.length < 500)
        statuses.push((await running.call('POST', '/artists', { name: 'x', info }, token)).status);
      expect([...new Set(statuses)]).toEqual([200, 503]);
      expect((await running.call('GET', '/artists?limit=1')).status).toBe(200);
      const answered = statuses.length - 1;
      expect([0, 1]).toContain((await running.end()) ?? -1);
      expect(running.stdout + running.stderr).not.toMatch(/ {4}at |"stack"/);
      expect(await readdir(join(running.cwd, 'data'))).not.toContain('running');
      const again = await start({}, running.cwd);
      expect((await again.call('GET', '/artists')).body).toHaveLength(answered);
    },
  );

  test('write · is answered by nobody once the log cannot be flushed', async () => {
    const cwd = await folder();
    const path = join(cwd, 'tonearm.db');
    const told: unknown[] = [];
    const db = openSqlite(path, (error) => told.push(error));
    await db.migrate();
    // The log is opened by its name at the first flush.
    await rm(`${path}-wal`);
    let answered = 0;
    const count = () => void answered++;
    const { secrets } = db.tables;
    void db.write((tx) => tx.insert(secrets).values({ name: 'a', value: 'b', createdAt: 0 })).then(count, count);
    while (told.length === 0) await Bun.sleep(5);
    await Bun.sleep(20);
    expect([answered, told]).toEqual([0, [expect.objectContaining({ code: 'ENOENT' })]]);
  });
});

test.each([
  ['SQLITE_FULL', false],
  ['SQLITE_IOERR_WRITE', false],
  ['SQLITE_BUSY', false],
  ['53100', false],
  ['23505', false],
  ['CONNECTION_CLOSED', true],
  ['57P01', true],
  ['ECONNRESET', true],
])('mayBeCommitted · %s: %p', (code, may) => {
  expect(mayBeCommitted(new Error('x', { cause: Object.assign(new Error('y'), { code }) }))).toBe(may);
});
