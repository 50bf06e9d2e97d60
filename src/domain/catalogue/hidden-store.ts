import { and, eq, inArray, isNotNull, or, type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import type { Id } from '../../lib/ids.ts';
import type { Visibility } from '../access/service.ts';

/** Most ids in one statement. */
const AT_ONCE = 500;

/** Entries of each kind. */
export interface Entries {
  artists?: readonly Id[];
  albums?: readonly Id[];
  tracks?: readonly Id[];
}

/** Tells others, in the transaction that does it, that entries were added, changed or deleted. */
export type Changed = (tx: Handle, entries: Entries) => Promise<void>;

/** The artists of musicians above some entries, and the accounts that own those artists, the albums and the tracks. */
export interface Above {
  accounts: Id[];
  artists: Id[];
}

/**
 * Keeps the column `hidden` up to date, which follows from the rest of the catalogue:
 * - the label alone hides the album and tracks of a release;
 * - entries made by uploads are hidden while the profile is private;
 * - a musician's artist is hidden while it has no visible album;
 * - what belongs to a hidden entry is hidden too, whoever created it.
 */
export function hiddenStore({ tables: { artists, albums, tracks } }: Database, { isPrivate }: Visibility['sql']) {
  const hasTracks = (album: SQLWrapper) => sql`exists (select 1 from tracks sub_t where sub_t.album = ${album})`;

  const hiddenArtist = sql`not exists (
    select 1 from albums sub_al where sub_al.artist = ${artists.id} and case
      when sub_al.release then not sub_al.hidden
      else not ${isPrivate(artists.account)} and not ${isPrivate(sql`sub_al.account`)} and ${hasTracks(sql`sub_al.id`)}
    end)`;
  const hiddenAlbum = sql`case when ${albums.release} then ${albums.hidden} else
    (select sub_ar.hidden from artists sub_ar where sub_ar.id = ${albums.artist})
    or (${albums.account} is not null and (${isPrivate(albums.account)} or not ${hasTracks(albums.id)})) end`;
  const hiddenTrack = sql`case when ${tracks.release} then ${tracks.hidden} else
    (select sub_al.hidden from albums sub_al where sub_al.id = ${tracks.album})
    or ${isPrivate(tracks.account)} end`;

  return {
    /** The musicians' entries among the given ones and those above them. */
    above: async (on: Handle, entries: Entries): Promise<Above> => {
      const owners = { artist: artists.id, ofArtist: artists.account };
      const ofTracks = on
        .select({ ...owners, ofAlbum: albums.account, ofTrack: tracks.account })
        .from(tracks)
        .innerJoin(albums, eq(albums.id, tracks.album))
        .innerJoin(artists, eq(artists.id, albums.artist));
      const ofAlbums = on
        .select({ ...owners, ofAlbum: albums.account })
        .from(albums)
        .innerJoin(artists, eq(artists.id, albums.artist));
      const found: { artist: Id; ofArtist: Id | null; ofAlbum?: Id | null; ofTrack?: Id | null }[] = [
        ...(entries.tracks ? await ofTracks.where(inArray(tracks.id, [...entries.tracks])) : []),
        ...(entries.albums ? await ofAlbums.where(inArray(albums.id, [...entries.albums])) : []),
        ...(entries.artists
          ? await on
              .select(owners)
              .from(artists)
              .where(inArray(artists.id, [...entries.artists]))
          : []),
      ];
      const accounts = found.flatMap(({ ofArtist, ofAlbum, ofTrack }) => [ofArtist, ofAlbum, ofTrack]);
      const ofMusicians = found.filter(({ ofArtist }) => ofArtist !== null).map(({ artist }) => artist);
      return {
        accounts: [...new Set(accounts.filter((account) => account !== null && account !== undefined))],
        artists: [...new Set(ofMusicians)],
      };
    },

    /** The artists of all entries that the account's uploads have made. */
    artistsAbove: async (tx: Handle, account: Id): Promise<Id[]> => {
      const own = tx.select({ id: artists.id }).from(artists).where(eq(artists.account, account));
      const ofAlbums = tx.selectDistinct({ id: albums.artist }).from(albums).where(eq(albums.account, account));
      const ofTracks = tx
        .selectDistinct({ id: albums.artist })
        .from(tracks)
        .innerJoin(albums, eq(albums.id, tracks.album))
        .where(eq(tracks.account, account));
      const rows = [...(await own), ...(await ofAlbums), ...(await ofTracks)];
      return [...new Set(rows.map(({ id }) => id))];
    },

    /**
     * Updates `hidden` from the top down: of these artists, then of the chosen albums and tracks and of those that belong to
     * an entry whose `hidden` has changed.
     * @returns those whose `hidden` has changed
     */
    update: async (
      tx: Handle,
      some: { artists: readonly Id[]; albums?: SQL; tracks?: SQL },
    ): Promise<Required<Entries>> => {
      const musicians = and(inArray(artists.id, [...some.artists]), isNotNull(artists.account));
      const changedArtists = await tx
        .update(artists)
        .set({ hidden: hiddenArtist })
        .where(and(musicians, sql`${artists.hidden} <> (${hiddenArtist})`))
        .returning({ id: artists.id });
      const beneath = inArray(albums.artist, idsOf(changedArtists));
      const changedAlbums = await tx
        .update(albums)
        .set({ hidden: hiddenAlbum })
        .where(and(or(some.albums, beneath), sql`${albums.hidden} <> (${hiddenAlbum})`))
        .returning({ id: albums.id });
      const changedTracks: { id: Id }[] = [];
      const updateTracks = async (which: SQL) => {
        const wrong = and(which, sql`${tracks.hidden} <> (${hiddenTrack})`);
        const query = tx.update(tracks).set({ hidden: hiddenTrack }).where(wrong);
        for (const row of await query.returning({ id: tracks.id })) changedTracks.push(row);
      };
      if (some.tracks) await updateTracks(some.tracks);
      for (let at = 0; at < changedAlbums.length; at += AT_ONCE)
        await updateTracks(inArray(tracks.album, idsOf(changedAlbums.slice(at, at + AT_ONCE))));
      return { artists: idsOf(changedArtists), albums: idsOf(changedAlbums), tracks: idsOf(changedTracks) };
    },

    /** Conditions that choose albums and tracks for `update`. */
    conditions: {
      albums: (ids: readonly Id[]) => inArray(albums.id, [...ids]),
      albumsOf: (account: Id) => eq(albums.account, account),
      albumsBeneath: (artist: Id) => eq(albums.artist, artist),
      tracks: (ids: readonly Id[]) => inArray(tracks.id, [...ids]),
      tracksOf: (account: Id) => eq(tracks.account, account),
      tracksOn: (ids: readonly Id[]) => inArray(tracks.album, [...ids]),
      tracksBeneath: (artist: Id) =>
        sql`${tracks.album} in (select sub_al.id from albums sub_al where sub_al.artist = ${artist})`,
    },
  };
}

const idsOf = (rows: readonly { id: Id }[]): Id[] => rows.map(({ id }) => id);
