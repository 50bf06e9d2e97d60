import { and, eq, exists, inArray, isNull, not, or } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import type { Id } from '../../lib/ids.ts';

/**
 * A release as the catalogue is to show it. Its ids come from where it is made, so that it has the same ones each time
 * it is published: the artist's is his account's, the album's the release's, the tracks' their own.
 */
export interface PublishedRelease {
  artist: { id: Id; name: string };
  /** `year`: four digits, or empty when unknown. `image`: the name of a stored picture. */
  album: { id: Id; name: string; year: string; image: string | null };
  /** In order. `duration` in whole seconds; `audio`: the name of a stored file. */
  tracks: readonly { id: Id; name: string; duration: number; audio: string | null }[];
}

/** How releases come into the catalogue, hide in it and leave it, each in the transaction that decides it. */
export function releasesInCatalogue({ tables: { artists, albums, tracks } }: Database) {
  const published = { hidden: false, createdBy: null };

  /** Makes the release's artist, album and tracks, or shows them again, as they are told now. */
  async function publish(tx: Handle, { artist, album, tracks: list }: PublishedRelease): Promise<void> {
    const createdAt = Date.now();
    const { id: artistId, name } = artist;
    await tx
      .insert(artists)
      .values({ ...artist, ...published, createdAt })
      .onConflictDoUpdate({ target: artists.id, set: { name, hidden: false } });
    const { id: albumId, ...told } = { ...album, artist: artistId };
    await tx
      .insert(albums)
      .values({ id: albumId, ...told, ...published, createdAt })
      .onConflictDoUpdate({ target: albums.id, set: { ...told, hidden: false } });
    // It hid with the album.
    await showForeign(tx, albumId);
    for (const [at, { id, ...track }] of list.entries()) {
      const set = { ...track, album: albumId, position: at + 1, hidden: false };
      await tx
        .insert(tracks)
        .values({ id, ...set, createdBy: null, createdAt })
        .onConflictDoUpdate({ target: tracks.id, set });
    }
  }

  /** Hides a release with all that is on it, and its artist unless he still has an album that is seen. */
  async function withdraw(tx: Handle, artistId: Id, albumId: Id, trackIds: readonly Id[]): Promise<void> {
    await tx.update(albums).set({ hidden: true }).where(eq(albums.id, albumId));
    await tx
      .update(tracks)
      .set({ hidden: true })
      .where(or(eq(tracks.album, albumId), inArray(tracks.id, [...trackIds])));
    const seen = tx
      .select({ id: albums.id })
      .from(albums)
      .where(and(eq(albums.artist, artistId), not(albums.hidden)));
    await tx
      .update(artists)
      .set({ hidden: true })
      .where(and(eq(artists.id, artistId), not(exists(seen))));
  }

  /** Takes stored files, which are going to be deleted, off what is hidden. */
  async function forget(tx: Handle, files: readonly string[]): Promise<void> {
    const gone = [...files];
    await tx.update(albums).set({ image: null }).where(inArray(albums.image, gone));
    await tx.update(tracks).set({ audio: null }).where(inArray(tracks.audio, gone));
  }

  /** Deletes tracks that were hidden. */
  const removeTracks = async (tx: Handle, ids: readonly Id[]): Promise<void> =>
    void (await tx.delete(tracks).where(inArray(tracks.id, [...ids])));

  /** Deletes the album of a release that was hidden; when others have put something on it, it is theirs then, and seen. */
  async function removeAlbum(tx: Handle, id: Id): Promise<void> {
    const theirs = tx.select({ id: tracks.id }).from(tracks).where(eq(tracks.album, id));
    await tx.delete(albums).where(and(eq(albums.id, id), not(exists(theirs))));
    const [left] = await tx
      .update(albums)
      .set({ hidden: false })
      .where(eq(albums.id, id))
      .returning({ artist: albums.artist });
    if (left === undefined) return;
    await tx.update(artists).set({ hidden: false }).where(eq(artists.id, left.artist));
    await showForeign(tx, id);
  }

  /** Shows what others have put on an album; what belongs to a private profile stays hidden. */
  const showForeign = async (tx: Handle, albumId: Id): Promise<void> =>
    void (await tx
      .update(tracks)
      .set({ hidden: false })
      .where(and(eq(tracks.album, albumId), isNull(tracks.account))));

  /** The artist of releases is called something else now. */
  const rename = async (tx: Handle, artistId: Id, name: string): Promise<void> =>
    void (await tx.update(artists).set({ name }).where(eq(artists.id, artistId)));

  return { publish, withdraw, forget, removeTracks, removeAlbum, rename };
}
