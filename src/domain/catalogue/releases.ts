import type { Database, Handle } from '../../db/database.ts';
import type { Id } from '../../lib/ids.ts';
import type { Events } from '../events.ts';
import type { Musicians } from './musicians.ts';
import { releaseEntryStore } from './releases-store.ts';

/**
 * A release as the catalogue is to show it. Its ids come from where it is made, so that it has the same ones each time
 * it is published: the album's is the release's, the tracks' their own.
 */
export interface PublishedRelease {
  /** `id`: the account whose release it is. `name`: what their artist is called. */
  artist: { id: Id; name: string };
  /** `year`: four digits, or empty when unknown. `image`: the name of a stored picture. */
  album: { id: Id; name: string; year: string; image: string | null };
  /** In order. `duration` in whole seconds; `audio`: the name of a stored file. */
  tracks: readonly { id: Id; name: string; duration: number; audio: string | null }[];
}

/** How releases come into the catalogue, hide in it and leave it, each in the transaction that decides it. */
export function releasesInCatalogue(db: Database, musicians: Musicians, events: Events) {
  const store = releaseEntryStore(db);

  /** Makes the release's album and tracks, or shows them again, as they are told now. */
  async function publish(tx: Handle, { artist, album, tracks }: PublishedRelease): Promise<void> {
    const { artists } = await musicians.holdAbove(tx, { albums: [album.id] }, [artist.id]);
    const own = await musicians.artistOf(tx, artist.id, artist.name);
    const standing = { account: null, hidden: false, release: true, createdBy: null, createdAt: Date.now() };
    await store.putAlbum(tx, { ...album, artist: own, ...standing });
    for (const [at, { id, name, duration, audio }] of tracks.entries())
      await store.putTrack(tx, {
        id,
        name,
        album: album.id,
        position: at + 1,
        duration,
        image: null,
        audio,
        ...standing,
      });
    await musicians.update(tx, { artists: [...artists, own], albums: [album.id] });
  }

  /** Hides a release with all that is on it. */
  async function withdraw(tx: Handle, account: Id, album: Id, tracks: readonly Id[]): Promise<void> {
    const { artists } = await musicians.holdAbove(tx, { albums: [album] }, [account]);
    await store.hideAlbum(tx, album);
    await store.hideTracks(tx, tracks);
    await musicians.update(tx, { artists, albums: [album] });
  }

  /** Deletes tracks that were hidden. */
  async function removeTracks(tx: Handle, ids: readonly Id[]): Promise<void> {
    await store.deleteTracks(tx, ids);
    await events.emit(tx, 'tracks.removed', { account: null, tracks: ids });
  }

  /** Deletes the album of a release that was hidden; when others have put something on it, it is theirs then. */
  async function removeAlbum(tx: Handle, id: Id): Promise<void> {
    const { artists } = await musicians.holdAbove(tx, { albums: [id] });
    await store.deleteEmptyAlbum(tx, id);
    await store.release(tx, id);
    await musicians.update(tx, { artists, albums: [id] });
  }

  return { publish, withdraw, forget: store.forgetFiles, removeTracks, removeAlbum };
}
