import type { Columns } from '../columns.ts';
import type { accountTables } from './accounts.ts';
import type { catalogueTables } from './catalogue.ts';

/** The listening history and favourites. */
export function listeningTables(
  c: Columns,
  { accounts, tracks }: ReturnType<typeof accountTables> & ReturnType<typeof catalogueTables>,
) {
  const history = c.table(
    'history',
    {
      id: c.id().primaryKey(),
      account: c
        .id()
        .notNull()
        .references(() => accounts.id, { onDelete: 'cascade' }),
      track: c
        .id()
        .notNull()
        .references(() => tracks.id, { onDelete: 'cascade' }),
      heardAt: c.moment().notNull(),
    },
    (t) => [c.index('history_newest').on(t.account, t.heardAt, t.id), c.index('history_of_track').on(t.track)],
  );

  const favourites = c.table(
    'favourites',
    {
      account: c
        .id()
        .notNull()
        .references(() => accounts.id, { onDelete: 'cascade' }),
      /** A track's id, or any other text that a client sent as one: no foreign key, as it is not checked. */
      track: c.text().notNull(),
      createdAt: c.moment().notNull(),
    },
    (t) => [
      c.primaryKey({ columns: [t.account, t.track] }),
      c.index('favourites_newest').on(t.account, t.createdAt, t.track),
      c.index('favourites_of_track').on(t.track),
    ],
  );

  /** Plays of the last seconds, where several processes count together: a client that asks again hears on. */
  const recentPlays = c.table(
    'recent_plays',
    {
      /** A hash of the client and the track. */
      key: c.text().primaryKey(),
      at: c.moment().notNull(),
    },
    (t) => [c.index('recent_plays_at').on(t.at)],
  );

  return { history, favourites, recentPlays };
}
