import type { Database, Handle } from '../../db/database.ts';
import type { Id } from '../../lib/ids.ts';
import type { Events } from '../events.ts';
import type { Changed } from './hidden-store.ts';
import type { Musicians } from './musicians.ts';
import { releaseEntryStore } from './releases-store.ts';

/**
 * A release as the catalogue shows it. The album has the id of the release, a catalogue track the id of the release's
 * track: so a release that is published again updates the same rows.
 */
export interface PublishedRelease {
  /** `id`: the account whose release it is. `name`: the artist's stage name. */
  artist: { id: Id; name: string };
  /** `year`: four digits, or empty when unknown. `image`: the name of a stored picture. */
  album: { id: Id; name: string; year: string; image: string | null };
  /** In order. `duration` in whole seconds; `audio`: the name of a stored file. */
  tracks: readonly { id: Id; name: string; duration: number; audio: string | null }[];
}

/** Publishes, hides and deletes what releases have in the catalogue, each in the transaction of the release's change. */
export function releasesInCatalogue(db: Database, musicians: Musicians, events: Events, changed: Changed) {
  const store = releaseEntryStore(db);

  /** Creates the release's album and tracks, or updates and shows the ones of an earlier publishing. */
  async function publish(tx: Handle, { artist, album, tracks }: PublishedRelease): Promise<void> {
    const { artists } = await musicians.lockAbove(tx, { albums: [album.id] }, [artist.id]);
    const own = await musicians.ensureArtist(tx, artist.id, artist.name);
    const released = { account: null, hidden: false, release: true };
    const initial = { createdBy: null, createdAt: Date.now() };
    await store.putAlbum(tx, { ...album, artist: own, ...released }, { musicbrainzId: null, ...initial });
    for (const [at, { id, name, duration, audio }] of tracks.entries()) {
      const track = { id, name, album: album.id, disc: 0, position: at + 1, duration, audio, ...released };
      await store.putTrack(tx, track, { image: null, genre: null, ...initial });
    }
    await changed(tx, { albums: [album.id], tracks: tracks.map(({ id }) => id) });
    await musicians.update(tx, { artists: [...artists, own], albums: [album.id] });
  }

  /** Hides a release: its album and its tracks. */
  async function withdraw(tx: Handle, account: Id, album: Id, tracks: readonly Id[]): Promise<void> {
    const { artists } = await musicians.lockAbove(tx, { albums: [album] }, [account]);
    await store.hideAlbum(tx, album);
    await store.hideTracks(tx, tracks);
    await changed(tx, { albums: [album], tracks });
    await musicians.update(tx, { artists, albums: [album] });
  }

  /** Deletes tracks of a release that is hidden. */
  async function removeTracks(tx: Handle, ids: readonly Id[]): Promise<void> {
    await store.deleteTracks(tx, ids);
    await changed(tx, { tracks: ids });
    await events.emit(tx, 'tracks.removed', { account: null, tracks: ids });
  }

  /** Deletes the album of a hidden release. If it has tracks of other accounts, it stays, as an ordinary album. */
  async function removeAlbum(tx: Handle, id: Id): Promise<void> {
    const { artists } = await musicians.lockAbove(tx, { albums: [id] });
    await store.deleteEmptyAlbum(tx, id);
    await store.detachAlbum(tx, id);
    await changed(tx, { albums: [id] });
    await musicians.update(tx, { artists, albums: [id] });
  }

  /** Takes stored files from the entries that have them. */
  const detachFiles = async (tx: Handle, files: readonly string[]): Promise<void> =>
    changed(tx, await store.detachFiles(tx, files));

  return { publish, withdraw, detachFiles, removeTracks, removeAlbum };
}
