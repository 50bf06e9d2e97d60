import type { Columns } from '../columns.ts';
import type { accountTables, Role } from './accounts.ts';

/**
 * The label's people: one row for every account that is an artist, a manager or root. Role and date are the account's
 * and never change; they stand here too, so that each list is a walk along one index. Keys are folded texts.
 */
export function rosterTables(c: Columns, { accounts }: ReturnType<typeof accountTables>) {
  const roster = c.table(
    'roster',
    {
      accountId: c
        .id()
        .primaryKey()
        .references(() => accounts.id, { onDelete: 'cascade' }),
      role: c.text().$type<LabelRole>().notNull(),
      surname: c.text(),
      surnameKey: c.text(),
      firstname: c.text(),
      firstnameKey: c.text(),
      patronymic: c.text(),
      contact: c.text(),
      contactKey: c.text(),
      /** Empty for those who are no artists. */
      stageName: c.text().notNull(),
      stageNameKey: c.text().notNull(),
      /** Who looks after the artist. */
      managerId: c.id().references(() => accounts.id, { onDelete: 'set null' }),
      createdAt: c.moment().notNull(),
    },
    (t) => [
      c.index('roster_newest').on(t.createdAt, t.accountId),
      c.index('roster_by_role').on(t.role, t.accountId),
      c.index('roster_newest_of_role').on(t.role, t.createdAt, t.accountId),
      c.index('roster_by_stage_name').on(t.role, t.stageNameKey, t.accountId),
      c.index('roster_by_surname').on(t.role, t.surnameKey, t.accountId),
      c.index('roster_by_firstname').on(t.role, t.firstnameKey, t.accountId),
      c.index('roster_of_manager').on(t.managerId, t.stageNameKey, t.accountId),
    ],
  );
  return { roster };
}

/** The roles that have a place at the label. */
export type LabelRole = Extract<Role, 'artist' | 'manager' | 'root'>;
