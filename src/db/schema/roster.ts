import type { Columns } from '../columns.ts';
import type { accountTables, Role } from './accounts.ts';

/**
 * The label's people: one row for every account that is an artist, a manager or root. Role and date are copies of the
 * account's, which never change: so each list reads one index. Keys are folded texts.
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
      /** Empty for accounts that are not artists. */
      stageName: c.text().notNull(),
      stageNameKey: c.text().notNull(),
      /** The artist's manager. */
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

/** The roles that are on the label's roster. */
export type LabelRole = Extract<Role, 'artist' | 'manager' | 'root'>;
