import { sql } from 'drizzle-orm';
import type { Columns } from '../columns.ts';
import type { accountTables } from './accounts.ts';
import type { mediaTables } from './media.ts';

/** The catalogue: artists have albums, albums have tracks. Each order of a list has an index. */
export function catalogueTables(
  c: Columns,
  { accounts, files }: ReturnType<typeof accountTables> & ReturnType<typeof mediaTables>,
) {
  const file = () => c.text().references(() => files.name);
  const createdBy = () => c.id().references(() => accounts.id, { onDelete: 'set null' });
  /** The musician, for entries that uploads have made. */
  const account = () => c.id().references(() => accounts.id, { onDelete: 'set null' });
  /** Hidden entries are in no list. Who may see one is decided by `whose` in the store of the room `access`. */
  const hidden = () => c.boolean().notNull().default(false);
  /** The name folded, by which an import finds it. Absent: uploads, releases or an older version have made it. */
  const nameKey = () => c.text();
  /** Whether a release of the label has made it: then only the label changes it. */
  const release = () => c.boolean().notNull().default(false);
  /** The indexes of lists leave out hidden entries, so that a page is one seek however many there are. */
  const shown = sql`not hidden`;

  const artists = c.table(
    'artists',
    {
      id: c.id().primaryKey(),
      name: c.text().notNull(),
      nameKey: nameKey(),
      info: c.text(),
      image: file(),
      account: account(),
      hidden: hidden(),
      createdBy: createdBy(),
      createdAt: c.moment().notNull(),
    },
    (t) => [
      c.index('artists_in_order').on(t.name, t.id).where(shown),
      c.index('artists_by_key').on(t.nameKey, t.id),
      c.index('artists_image').on(t.image),
      c.index('artists_created_by').on(t.createdBy),
      c.uniqueIndex('artists_account').on(t.account),
    ],
  );

  const albums = c.table(
    'albums',
    {
      id: c.id().primaryKey(),
      name: c.text().notNull(),
      nameKey: nameKey(),
      artist: c
        .id()
        .notNull()
        .references(() => artists.id),
      /** Four digits, or empty when unknown: not null, as it is part of a keyset. */
      year: c.text().notNull(),
      /** What MusicBrainz calls this release: albums of one name that differ here are two. */
      musicbrainzId: c.text(),
      image: file(),
      account: account(),
      hidden: hidden(),
      release: release(),
      createdBy: createdBy(),
      createdAt: c.moment().notNull(),
    },
    (t) => [
      c.index('albums_in_order').on(t.year, t.name, t.id).where(shown),
      c.index('albums_by_name').on(t.name, t.id).where(shown),
      c.index('albums_of_artist').on(t.artist, t.year, t.name, t.id),
      c.index('albums_by_key').on(t.artist, t.nameKey, t.id),
      c.index('albums_image').on(t.image),
      // Few: lists of what somebody heard leave them out.
      c.index('albums_hidden').on(t.id).where(sql`hidden`),
      c.index('albums_created_by').on(t.createdBy),
      c.index('albums_account').on(t.account, t.name),
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
      /** 0: not said. */
      disc: c.integer().notNull().default(0),
      /** Place on the disc: as it was given, or else in order of arrival. */
      position: c.integer().notNull(),
      /** Whole seconds. */
      duration: c.integer(),
      image: file(),
      audio: file(),
      /** As it was given, or as the file's tag says; several are separated by `;`. */
      genre: c.text(),
      plays: c.bigint().notNull().default(0),
      account: account(),
      hidden: hidden(),
      release: release(),
      createdBy: createdBy(),
      createdAt: c.moment().notNull(),
    },
    (t) => [
      c.index('tracks_in_place').on(t.album, t.disc, t.position, t.id).where(shown),
      c.index('tracks_of_album').on(t.album, t.disc, t.position),
      c.index('tracks_image').on(t.image),
      c.index('tracks_created_by').on(t.createdBy),
      c.uniqueIndex('tracks_audio').on(t.audio),
      c.index('tracks_account').on(t.account),
    ],
  );

  return { artists, albums, tracks };
}
