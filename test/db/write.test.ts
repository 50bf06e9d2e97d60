import { expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import type { Handle } from '../../src/db/database.ts';
import { isForeignKeyViolation, isUniqueViolation } from '../../src/db/engines.ts';
import { newId } from '../../src/lib/ids.ts';
import { House, onEachEngine } from '../support/house.ts';

onEachEngine('write, migrate', (house) => {
  const { artists, albums } = { artists: () => house().db.tables.artists, albums: () => house().db.tables.albums };
  const row = (name: string, id = newId()) => ({ id, name, createdAt: 0 });
  const insert = (tx: Handle, name: string, id?: string) => tx.insert(artists()).values(row(name, id));
  const named = async (name: string) => house().db.read.select().from(artists()).where(eq(artists().name, name));

  test('write · work that fails undoes itself and nothing of its neighbours', async () => {
    const works = Array.from({ length: 50 }, (_, n) =>
      house().db.write(async (tx) => {
        await insert(tx, 'neighbours');
        if (n % 2 === 1) throw new Error(`number ${n}`);
        return n;
      }),
    );
    const outcomes = await Promise.allSettled(works);
    expect(outcomes.map(({ status }) => status)).toEqual(
      Array.from({ length: 50 }, (_, n) => (n % 2 === 1 ? 'rejected' : 'fulfilled')),
    );
    expect(await named('neighbours')).toHaveLength(25);
  });

  test('write · what a database refuses is undone with all the work before it', async () => {
    const id = newId();
    await house().db.write((tx) => insert(tx, 'refused', id));
    const again = house().db.write(async (tx) => {
      await insert(tx, 'refused');
      await insert(tx, 'refused', id);
    });
    expect(isUniqueViolation(await again.catch((error) => error))).toBe(true);
    expect(await named('refused')).toHaveLength(1);
    const orphan = house().db.write(async (tx) => {
      await insert(tx, 'refused');
      await tx.insert(albums()).values({ ...row('x'), artist: newId(), year: '' });
    });
    expect(isForeignKeyViolation(await orphan.catch((error) => error))).toBe(true);
    expect(await named('refused')).toHaveLength(1);
  });

  test('readAsOne · all its queries see one moment; others write, and read what was written, meanwhile', async () => {
    const seen = await house().db.readAsOne(async (on) => {
      const count = async () => (await on.select().from(artists()).where(eq(artists().name, 'moment'))).length;
      const before = await count();
      await house().db.write((tx) => insert(tx, 'moment'));
      expect(await named('moment')).toHaveLength(1);
      return [before, await count()];
    });
    expect(seen).toEqual([0, 0]);
    expect(await house().db.readAsOne(async (on) => (await on.select().from(artists())).length)).toBeGreaterThan(0);
  });

  test('readAsOne · cannot write, and leaves nothing open when it fails', async () => {
    for (let time = 0; time < 20; time++)
      await expect(house().db.readAsOne(async (on) => void (await insert(on, 'unwritten')))).rejects.toThrow();
    expect(await named('unwritten')).toEqual([]);
  });

  test('migrate · migrating again changes nothing', async () => {
    await house().db.migrate();
    await house().db.ping();
  });
});

test('write · on SQLite pieces of work follow one another, and the reading connection can not write', async () => {
  const house = await House.open('sqlite');
  const { artists } = house.db.tables;
  const insert = (on: Handle) => on.insert(artists).values({ id: newId(), name: 'x', createdAt: 0 });
  const counts = await Promise.all(
    Array.from({ length: 10 }, () =>
      house.db.write(async (tx) => {
        await insert(tx);
        return (await tx.select().from(artists)).length;
      }),
    ),
  );
  expect(counts).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  await expect((async () => insert(house.db.read))()).rejects.toThrow();
  await house.close();
});

onEachEngine('write, a row that is in the way', (house) => {
  test('is there for who is refused because of it, also when both were written at once', async () => {
    const { artists } = house().db.tables;
    const id = newId();
    const insert = async () => {
      await house().db.write((tx) => tx.insert(artists).values({ id, name: 'x', createdAt: 0 }));
      return 'made';
    };
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, () =>
        insert().catch(async () => (await house().db.read.select().from(artists).where(eq(artists.id, id))).length),
      ),
    );
    expect(outcomes.sort()).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1, 'made']);
  });
});
