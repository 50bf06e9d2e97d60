import { expect, test } from 'bun:test';
import { sql } from 'drizzle-orm';
import { visibilityStore } from '../../../src/domain/access/store.ts';
import { sees } from '../../../src/domain/access/visibility.ts';
import { newId } from '../../../src/lib/ids.ts';
import { onEachEngine } from '../../support/house.ts';

const BOTH = [true, false];

onEachEngine('seenBy and sees', (house) => {
  test('say the same of every viewer, owner, lock and way of following', async () => {
    const { accounts } = house().services;
    const make = (role: 'listener' | 'root') =>
      accounts.register({ login: `seer-${newId()}`, password: 'password', role });
    const { seenBy } = visibilityStore(house().db);
    const { db } = house();
    const { follows } = db.tables;
    const table: unknown[] = [];
    const differing: unknown[] = [];
    for (const role of ['listener', 'root'] as const)
      for (const there of BOTH)
        for (const back of BOTH) {
          const [owner, other] = [await make('listener'), await make(role)];
          const rows = [
            ...(there ? [{ id: newId(), follower: other.id, followed: owner.id, createdAt: 1 }] : []),
            ...(back ? [{ id: newId(), follower: owner.id, followed: other.id, createdAt: 1 }] : []),
          ];
          await db.write(async (tx) => {
            if (rows.length > 0) await tx.insert(follows).values(rows);
          });
          for (const isLocked of BOTH)
            for (const ownerId of [owner.id, null])
              for (const viewer of [undefined, owner, other]) {
                const isMutual = viewer === other && ownerId !== null && there && back;
                const asFunction = sees(viewer, { isLocked, owner: ownerId, isMutual });
                const condition = seenBy(viewer?.id, sql`cast(${ownerId} as text)`, sql`(${sql.raw(`${isLocked}`)})`);
                const [row] = await db.read
                  .select({ seen: sql`case when ${condition} then 1 else 0 end` })
                  .from(sql`(select 1) one`);
                table.push(row);
                if (Number(row?.seen) !== Number(asFunction))
                  differing.push({ role, there, back, isLocked, ownerId, viewer: viewer?.role, asFunction });
              }
        }
    expect(table).toHaveLength(2 * 2 * 2 * 2 * 2 * 3);
    expect(differing).toEqual([]);
  });

  test('let in by a lock: the owner, followers who are followed back, and root', () => {
    const [owner, other, root] = [
      { id: 'a', role: 'musician' },
      { id: 'b', role: 'listener' },
      { id: 'c', role: 'root' },
    ] as const;
    const locked = { isLocked: true, owner: 'a', isMutual: false };
    expect([undefined, owner, other, root].map((viewer) => sees(viewer, locked))).toEqual([false, true, false, true]);
    expect(sees(other, { ...locked, isMutual: true })).toBe(true);
    expect([owner, other, root].map((viewer) => sees(viewer, { ...locked, owner: null }))).toEqual([
      false,
      false,
      false,
    ]);
    expect(sees(undefined, { ...locked, isLocked: false })).toBe(true);
  });
});
