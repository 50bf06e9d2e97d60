import type { Columns } from '../columns.ts';
import type { accountTables } from './accounts.ts';
import type { catalogueTables } from './catalogue.ts';

/** What a player keeps on the server for an account: stars, ratings, how often it heard what, lists, where it stopped. */
export function playerTables(
  c: Columns,
  { accounts, albums, tracks }: ReturnType<typeof accountTables> & ReturnType<typeof catalogueTables>,
) {
  const owner = () =>
    c
      .id()
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' });
  const track = () =>
    c
      .id()
      .notNull()
      .references(() => tracks.id, { onDelete: 'cascade' });

  /** Of artists and albums; those of songs are `favourites`. */
  const stars = c.table(
    'stars',
    {
      account: owner(),
      kind: c.text().$type<'artist' | 'album'>().notNull(),
      item: c.id().notNull(),
      createdAt: c.moment().notNull(),
    },
    (t) => [
      c.primaryKey({ columns: [t.account, t.kind, t.item] }),
      c.index('stars_newest').on(t.account, t.kind, t.createdAt, t.item),
      c.index('stars_of_item').on(t.item),
    ],
  );

  const ratings = c.table(
    'ratings',
    {
      account: owner(),
      kind: c.text().$type<'artist' | 'album' | 'track'>().notNull(),
      item: c.id().notNull(),
      /** 1 to 5. */
      rating: c.integer().notNull(),
      changedAt: c.moment().notNull(),
    },
    (t) => [
      c.primaryKey({ columns: [t.account, t.kind, t.item] }),
      c.index('ratings_highest').on(t.account, t.kind, t.rating, t.changedAt, t.item),
      // With what averages are made of, so that nothing else is read for them.
      c.index('ratings_of_item').on(t.item, t.kind, t.rating),
    ],
  );

  const listens = c.table(
    'listens',
    { account: owner(), track: track(), count: c.integer().notNull(), last: c.moment().notNull() },
    (t) => [c.primaryKey({ columns: [t.account, t.track] }), c.index('listens_of_track').on(t.track)],
  );

  const albumListens = c.table(
    'album_listens',
    {
      account: owner(),
      album: c
        .id()
        .notNull()
        .references(() => albums.id, { onDelete: 'cascade' }),
      count: c.integer().notNull(),
      last: c.moment().notNull(),
    },
    (t) => [
      c.primaryKey({ columns: [t.account, t.album] }),
      c.index('album_listens_of_album').on(t.album),
      c.index('album_listens_frequent').on(t.account, t.count, t.album),
      c.index('album_listens_recent').on(t.account, t.last, t.album),
    ],
  );

  const playlists = c.table(
    'playlists',
    {
      id: c.id().primaryKey(),
      owner: owner(),
      name: c.text().notNull(),
      /** Folded. */
      nameKey: c.text().notNull(),
      comment: c.text().notNull(),
      isPublic: c.boolean().notNull(),
      createdAt: c.moment().notNull(),
      changedAt: c.moment().notNull(),
      /** The name of the next entry that is added: none is given twice. */
      nextEntry: c.bigint().notNull().default(0),
    },
    (t) => [
      c.index('playlists_of_owner').on(t.owner, t.nameKey, t.id),
      c.index('playlists_public').on(t.isPublic, t.nameKey, t.id),
    ],
  );

  const playlistEntries = c.table(
    'playlist_entries',
    {
      playlist: c
        .id()
        .notNull()
        .references(() => playlists.id, { onDelete: 'cascade' }),
      /** From 0, without gaps. */
      place: c.integer().notNull(),
      /** No foreign key: whoever deletes a track closes the gaps that this leaves. */
      track: c.id().notNull(),
      /** Names it in the playlist, wherever it stands. Null: an older version has written it, and it is named by its place. */
      entry: c.bigint(),
    },
    (t) => [c.primaryKey({ columns: [t.playlist, t.place] }), c.index('playlist_entries_of_track').on(t.track)],
  );

  const playQueues = c.table('play_queues', {
    account: c
      .id()
      .primaryKey()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    /** Ids of tracks. */
    tracks: c.json<string[]>().notNull(),
    current: c.integer().notNull(),
    /** Milliseconds into the current one. */
    position: c.bigint().notNull(),
    changedAt: c.moment().notNull(),
    /** The player's name. */
    changedBy: c.text().notNull(),
  });

  const bookmarks = c.table(
    'bookmarks',
    {
      account: owner(),
      track: track(),
      /** Milliseconds. */
      position: c.bigint().notNull(),
      comment: c.text().notNull(),
      createdAt: c.moment().notNull(),
      changedAt: c.moment().notNull(),
    },
    (t) => [c.primaryKey({ columns: [t.account, t.track] }), c.index('bookmarks_of_track').on(t.track)],
  );

  const shares = c.table(
    'shares',
    {
      /** Random: whoever knows it may play what is shared. */
      id: c.text().primaryKey(),
      owner: owner(),
      description: c.text().notNull(),
      expiresAt: c.moment(),
      createdAt: c.moment().notNull(),
      lastVisitedAt: c.moment(),
      visits: c.integer().notNull(),
      /** Ids of songs, albums and playlists. */
      items: c.json<string[]>().notNull(),
    },
    (t) => [c.index('shares_of_owner').on(t.owner, t.createdAt, t.id)],
  );

  return {
    ...{ stars, ratings, listens, albumListens, playlists, playlistEntries },
    ...{ playQueues, bookmarks, shares },
  };
}
