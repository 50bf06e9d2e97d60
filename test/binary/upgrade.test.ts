import { Database as Connection } from 'bun:sqlite';
import { afterEach, describe, expect, test } from 'bun:test';
import { cp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { version } from '../../src/version.ts';
import { type OldHouse, oldHouse } from '../support/old-house.ts';
import { type Program, run } from '../support/program.ts';
import { programs } from '../support/programs.ts';

const { start: startProgram, folder } = programs();
const houses: OldHouse[] = [];
afterEach(async () => {
  for (const house of houses.splice(0)) {
    await house.close();
    await rm(house.cwd, { recursive: true, force: true });
  }
});

const start = ({ settings, cwd }: OldHouse): Promise<Program> => startProgram(settings, cwd);

async function old(engine: 'sqlite' | 'postgres', migrations: number): Promise<OldHouse> {
  const house = await oldHouse(engine, migrations);
  houses.push(house);
  return house;
}

const id = (n: number) => `${n}`.padStart(24, '0');
const ENGINES = ['sqlite', 'postgres'] as const;
const COPY = `tonearm.db.before-${version}`;

/** People, what they uploaded and released, and the label's books, as the first version wrote them. */
async function furnish({ insert }: OldHouse): Promise<void> {
  const account = (n: number, login: string, role: string) =>
    insert('accounts', {
      ...{ id: id(n), login, login_key: login, role, active: true, created_at: n },
      password_hash: role === 'listener' ? null : 'x',
    });
  const profile = (n: number, updated: number) =>
    insert('profiles', {
      ...{ account: id(n), genres: '[]', instruments: '[]', links: '{}', is_private: false },
      ...{ email_notifications: true, show_online_status: true, tracks: 0, followers: 0, following: 0, plays: 0 },
      ...{ created_at: 1, updated_at: updated },
    });
  await account(1, 'both', 'artist');
  await account(2, 'released', 'artist');
  await account(3, 'uploaded', 'musician');
  await account(4, 'root', 'root');
  await account(5, 'recorder-key', 'listener');
  await account(6, 'recorder-writer', 'listener');
  for (const n of [1, 2, 3, 4, 5]) await profile(n, 1);
  await profile(6, 2);
  for (const n of [5, 6]) await insert('access_keys', { account_id: id(n), name: 'x', key_hash: `hash ${n}` });

  const artist = (row: Parameters<OldHouse['insert']>[1]) =>
    insert('artists', { hidden: false, account: null, created_at: 1, ...row });
  await artist({ id: id(1), name: 'Both', info: null, created_by: null });
  await artist({ id: id(2), name: 'Released' });
  await artist({
    id: id(11),
    name: 'both the musician',
    info: 'told by the upload',
    account: id(1),
    created_by: id(1),
  });
  await artist({ id: id(13), name: 'Uploaded', account: id(3), hidden: true });
  await artist({ id: id(14), name: 'Of nobody' });
  const album = (n: number, name: string, by: number, account: number | null) =>
    insert('albums', {
      ...{ id: id(n), name, artist: id(by), year: '', hidden: false, created_at: n },
      account: account === null ? null : id(account),
    });
  await album(21, 'Singles', 11, 1);
  await album(22, 'Release', 1, null);
  await album(23, 'Others', 14, null);
  for (const [n, on] of [
    [31, 21],
    [32, 22],
  ] as const)
    await insert('tracks', {
      ...{ id: id(n), name: `track ${n}`, album: id(on), position: 1, plays: 0, hidden: false, created_at: n },
    });

  for (const n of [1, 2])
    await insert('roster', {
      ...{ account_id: id(n), role: 'artist', surname: 'Берёзов', surname_key: 'берёзов', created_at: 1 },
      ...{ firstname: 'Пётр', firstname_key: 'пётр', contact: 'Ёж', contact_key: 'ёж' },
      ...{ stage_name: 'Зелёный', stage_name_key: 'зелёный' },
    });
  await insert('releases', {
    ...{
      id: id(22),
      artist_id: id(1),
      status: 0,
      message: '',
      name: 'Ещё',
      name_key: 'ещё',
      feat: '[]',
      created_at: 1,
    },
  });
  await insert('release_tracks', {
    ...{ id: id(32), release_id: id(22), position: 1, name: 'x', file: 'x', duration: 1, feat: '[]' },
    ...{ explicit: false, created_at: 1 },
  });
  await insert('contracts', {
    ...{ id: id(41), artist_id: id(1), number: '2024-001', year: 2024, ordinal: 1, percentage: 70, file: null },
    ...{ status: 'active', appendices: 0, created_at: 7 },
  });
}

describe.each(ENGINES)('tonearm serve, after the first version, on %s', (engine) => {
  test('merges the artists of an account, and marks, folds and notes what later versions ask for', async () => {
    const house = await old(engine, 2);
    await furnish(house);
    if (engine === 'sqlite') await house.close();
    const program = await start(house);

    const artists = await house.query('select id, name, info, account, created_by, hidden from artists order by id');
    expect(artists.map((row): object => ({ ...row, hidden: Boolean(row.hidden) }))).toEqual([
      { id: id(1), name: 'Зелёный', info: 'told by the upload', account: id(1), created_by: id(1), hidden: false },
      // Nothing of theirs can be heard.
      { id: id(2), name: 'Зелёный', info: null, account: id(2), created_by: null, hidden: true },
      { id: id(13), name: 'uploaded', info: null, account: id(3), created_by: null, hidden: true },
      { id: id(14), name: 'Of nobody', info: null, account: null, created_by: null, hidden: false },
    ]);
    const flags = async (table: string, name: string) =>
      (await house.query(`select * from ${table} order by 1`)).map((row) => Boolean(row[name]));
    const albums = await house.query('select id, artist from albums order by id');
    expect(albums).toEqual([
      { id: id(21), artist: id(1) },
      { id: id(22), artist: id(1) },
      { id: id(23), artist: id(14) },
    ]);
    expect(await flags('albums', 'release')).toEqual([false, true, false]);
    expect(await flags('tracks', 'release')).toEqual([false, true]);
    // Not root, nor whom only the recorder made and who has written nothing.
    expect(await flags('profiles', 'listed')).toEqual([true, true, true, false, false, true]);
    const keys = await house.query('select surname_key, firstname_key, contact_key, stage_name_key from roster');
    const folded = { surname_key: 'березов', firstname_key: 'петр', contact_key: 'еж', stage_name_key: 'зеленый' };
    expect(keys).toEqual([folded, folded]);
    expect(await house.query('select name, name_key from releases')).toEqual([{ name: 'Ещё', name_key: 'еще' }]);
    const shares = await house.query('select * from contract_shares');
    expect(shares.map((row): object => ({ ...row, changed_at: Number(row.changed_at) }))).toEqual([
      { contract_id: id(41), number: 1, percentage: 70, from_day: null, changed_at: 7 },
    ]);

    const { body } = await program.call('GET', `/albums?artist=${id(1)}`);
    expect(body.map(({ name }: { name: string }) => name).sort()).toEqual(['Release', 'Singles']);
    expect(await program.end()).toBe(0);
    const files = await readdir(join(house.cwd, 'data'));
    expect(files.includes(COPY)).toBe(engine === 'sqlite');
  });

  test('is refused to a database of a newer version, status 1, which is left as it is', async () => {
    const house = await old(engine, 4);
    await house.insert('__drizzle_migrations', { hash: 'of tomorrow', created_at: 1 }).catch(() => {});
    if (engine === 'postgres')
      await house.query("insert into drizzle.__drizzle_migrations (hash, created_at) values ('of tomorrow', 1)");
    // With a log beside it, as kill -9 leaves it.
    const data = join(house.cwd, 'data');
    const copy = await folder();
    await cp(data, join(copy, 'data'), { recursive: true });
    await house.close();
    for (const cwd of [house.cwd, copy]) {
      const content = async () => {
        const names = (await readdir(join(cwd, 'data'))).filter((name) => /^tonearm\.db(-wal)?$/.test(name));
        return Promise.all(names.sort().map(async (name) => [name, await readFile(join(cwd, 'data', name), 'base64')]));
      };
      const before = await content();
      const { stdout, stderr, status } = await run([], { PORT: '0', HOST: '127.0.0.1', ...house.settings }, cwd);
      expect([stdout, status]).toEqual(['', 1]);
      expect(stderr).toMatch(/^tonearm: the database .*cannot be used: it was made by a newer version .*\n$/);
      expect(await content()).toEqual(before);
    }
  });
});

describe('tonearm serve, its copy before migrating', () => {
  test('is whole, also of what only the log held, private, and made once', async () => {
    const house = await old('sqlite', 2);
    await furnish(house);
    // The log stays, as after kill -9: the copy of the folder is what is started.
    const cwd = await folder();
    await cp(join(house.cwd, 'data'), join(cwd, 'data'), { recursive: true });
    expect((await stat(join(cwd, 'data/tonearm.db-wal'))).size).toBeGreaterThan(0);
    const program = await start({ ...house, cwd });
    const path = join(cwd, 'data', COPY);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const copy = new Connection(path, { readonly: true });
    const count = (table: string) => copy.query<{ n: number }, []>(`select count(*) as n from ${table}`).get()?.n;
    expect([count('__drizzle_migrations'), count('artists'), count('accounts')]).toEqual([2, 5, 6]);
    expect(copy.query('pragma integrity_check').get()).toEqual({ integrity_check: 'ok' });
    copy.close();
    expect(await program.end()).toBe(0);
    await writeFile(path, 'the first one');
    await (await start({ ...house, cwd })).end();
    expect(await readFile(path, 'utf8')).toBe('the first one');
    expect((await readdir(join(cwd, 'data'))).filter((name) => name.includes('before'))).toEqual([COPY]);
  });

  test('is never made of a new house', async () => {
    const program = await startProgram();
    await program.end();
    await (await startProgram({}, program.cwd)).end();
    expect((await readdir(join(program.cwd, 'data'))).filter((name) => name.includes('before'))).toEqual([]);
  });
});
