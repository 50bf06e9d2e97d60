import { expect, test } from 'bun:test';
import { and, eq, inArray, sql } from 'drizzle-orm';
import { prepared } from '../../src/db/query.ts';
import { newId } from '../../src/lib/ids.ts';
import { onEachEngine } from '../support/house.ts';

onEachEngine('prepared', (house) => {
  const tables = () => house().db.tables;
  const read = () => house().db.read;
  const at = sql.placeholder.bind(sql);

  async function artist(name: string, info: string | null = null): Promise<string> {
    const id = newId();
    await house().db.write((tx) => tx.insert(tables().artists).values({ id, name, info, createdAt: 1 }));
    return id;
  }

  test('gives rows of columns that are called in the database as in the row', async () => {
    const { artists } = tables();
    const { id, name, info } = artists;
    const query = prepared((on) =>
      on
        .select({ id, name, info })
        .from(artists)
        .where(eq(artists.name, at('name'))),
    );
    const made = await artist('plain', 'a text');
    expect(await query(read(), { name: 'plain' })).toEqual([{ id: made, name: 'plain', info: 'a text' }]);
    expect(await query(read(), { name: 'nobody' })).toEqual([]);
  });

  test('gives rows under the names that were asked for', async () => {
    const { artists } = tables();
    const { id, createdAt, name: title } = artists;
    const query = prepared((on) =>
      on
        .select({ id, createdAt, title })
        .from(artists)
        .where(eq(artists.name, at('name'))),
    );
    const made = await artist('renamed');
    expect(await query(read(), { name: 'renamed' })).toEqual([{ id: made, createdAt: 1, title: 'renamed' }]);
  });

  test('gives booleans and computed cells as what they are', async () => {
    const { accounts } = tables();
    const doubled = sql<string>`${accounts.login} || ${accounts.login}`.as('doubled');
    const query = prepared((on) =>
      on
        .select({ active: accounts.active, email: accounts.email, doubled })
        .from(accounts)
        .where(and(eq(accounts.loginKey, at('key')), eq(accounts.active, true))),
    );
    expect(await query(read(), { key: 'root' })).toEqual([{ active: true, email: null, doubled: 'rootroot' }]);
  });

  test('gives joined rows in groups, and null for a row that an outer join does not find', async () => {
    const { artists, albums } = tables();
    const query = prepared((on) =>
      on
        .select({ name: artists.name, album: { id: albums.id, createdAt: albums.createdAt } })
        .from(artists)
        .leftJoin(albums, eq(albums.artist, artists.id))
        .where(inArray(artists.id, [at('id')])),
    );
    const inner = prepared((on) =>
      on
        .select({ artist: artists, year: albums.year })
        .from(albums)
        .innerJoin(artists, eq(albums.artist, artists.id))
        .where(eq(albums.id, at('id'))),
    );
    const id = await artist('joined');
    expect(await query(read(), { id })).toEqual([{ name: 'joined', album: null }]);
    const album = { id: newId(), name: 'x', artist: id, year: '', createdAt: 2 };
    await house().db.write((tx) => tx.insert(albums).values(album));
    expect(await query(read(), { id })).toEqual([{ name: 'joined', album: { id: album.id, createdAt: 2 } }]);
    expect(await inner(read(), { id: album.id })).toEqual([
      {
        artist: {
          ...{ id, name: 'joined', nameKey: null, info: null, image: null, account: null },
          ...{ hidden: false, createdBy: null, createdAt: 1 },
        },
        year: '',
      },
    ]);
  });

  test('takes another limit each time', async () => {
    const { artists } = tables();
    const query = prepared((on) =>
      on
        .select({ name: artists.name })
        .from(artists)
        .where(inArray(artists.name, [at('name')]))
        .limit(at('limit') as never),
    );
    for (let i = 0; i < 3; i++) await artist('many');
    const counts = [1, 3, 2].map(async (limit) => (await query(read(), { name: 'many', limit })).length);
    expect(await Promise.all(counts)).toEqual([1, 3, 2]);
  });

  test('writes inside a transaction', async () => {
    const { artists } = tables();
    const insert = prepared<unknown>((on) =>
      on.insert(artists).values({ id: at('id'), name: at('name'), createdAt: 3 } as never),
    );
    const id = newId();
    await house().db.write(async (tx) => void (await insert(tx, { id, name: 'written' })));
    expect(await read().select().from(artists).where(eq(artists.id, id))).toMatchObject([{ name: 'written' }]);
  });
});
