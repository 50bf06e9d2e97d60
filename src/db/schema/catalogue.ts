import { sql } from 'drizzle-orm';
import type { Columns } from '../columns.ts';
import type { accountTables } from './accounts.ts';
import type { mediaTables } from './media.ts';

/** What can be heard: artists have albums, albums have tracks. Order on every list is that of an index. */
export function catalogueTables(
  c: Columns,
  { accounts, files }: ReturnType<typeof accountTables> & ReturnType<typeof mediaTables>,
) {
  const file = () => c.text().references(() => files.name);
  /** In no list, and seen by nobody. */
  const hidden = () => c.boolean().notNull().default(false);
  /** The lists' indexes leave out what is hidden, so that a page is one seek however much there is of it. */
  const shown = sql`not hidden`;
  const createdBy = () => c.id().references(() => accounts.id, { onDelete: 'set null' });

  const artists = c.table(
    'artists',
    {
      id: c.id().primaryKey(),
      name: c.text().notNull(),
      info: c.text(),
      image: file(),
      hidden: hidden(),
      createdBy: createdBy(),
      createdAt: c.moment().notNull(),
    },
    (t) => [c.index('artists_in_order').on(t.name, t.id).where(shown), c.index('artists_image').on(t.image)],
  );

  const albums = c.table(
    'albums',
    {
      id: c.id().primaryKey(),
      name: c.text().notNull(),
      artist: c
        .id()
        .notNull()
        .references(() => artists.id),
      /** Four digits, or empty when unknown, so that it can stand in a keyset. */
      year: c.text().notNull(),
      image: file(),
      hidden: hidden(),
      createdBy: createdBy(),
      createdAt: c.moment().notNull(),
    },
    (t) => [
      c.index('albums_in_order').on(t.year, t.name, t.id).where(shown),
      c.index('albums_of_artist').on(t.artist, t.year, t.name, t.id),
      c.index('albums_image').on(t.image),
    ],
  );

  const tracks = c.table(
    'tracks',
    {
      id: c.id().primaryKey(),
      name: c.text().notNull(),
      album: c
        .id()
        .notNull()
        .references(() => albums.id),
      /** Place on the album, in order of arrival. */
      position: c.integer().notNull(),
      /** Whole seconds. */
      duration: c.integer(),
      image: file(),
      audio: file(),
      hidden: hidden(),
      createdBy: createdBy(),
      createdAt: c.moment().notNull(),
    },
    (t) => [
      c.index('tracks_in_order').on(t.album, t.position, t.id).where(shown),
      c.index('tracks_of_album').on(t.album, t.position),
      c.index('tracks_image').on(t.image),
      c.uniqueIndex('tracks_audio').on(t.audio),
    ],
  );

  return { artists, albums, tracks };
}
