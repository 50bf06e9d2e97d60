import type { Database, Handle } from '../../db/database.ts';
import { DomainError } from '../../errors.ts';
import { type Id, newId } from '../../lib/ids.ts';
import type { Visibility } from '../access/service.ts';
import type { Account } from '../accounts/model.ts';
import type { Events } from '../events.ts';
import type { Place, StoredFile } from '../media/model.ts';
import type { Drop, Media } from '../media/service.ts';
import type { Changed } from './hidden-store.ts';
import type { Said } from './model.ts';
import type { Musicians } from './musicians.ts';
import { corrected, genreIn, placeIn, yearIn } from './named-entries.ts';
import { publishingStore } from './publishing-store.ts';
import { show } from './song-pictures.ts';
import type { CatalogueStore } from './store.ts';

/** An upload that is to be published in the catalogue. */
export interface Publication {
  /** The id of the track, which is that of the upload. */
  id: Id;
  /** The owner, and the name of their artist. */
  account: Id;
  artist: string;
  /** The stored audio. */
  file: Pick<StoredFile, 'name' | 'facts' | 'originalName'>;
  /** What it is called when neither its tags nor anybody says. */
  title: string;
  /** In place of its tags. Without an album the track goes on the album of singles. */
  said: Said;
  /** Whether it takes the place that its tags name; else it comes last. */
  isPlaced: boolean;
  /** A stored file that is to be shown, see song-pictures.ts. */
  picture: Pick<StoredFile, 'place' | 'name'> | undefined;
  /** Milliseconds since the epoch. */
  createdAt: number;
}

const SINGLES = 'Singles';

/** Publishes uploads in the catalogue and removes them. */
export function publishing(
  db: Database,
  store: CatalogueStore,
  media: Media,
  musicians: Musicians,
  visibility: Visibility,
  events: Events,
  changed: Changed,
) {
  const own = publishingStore(db, visibility.sql);

  /**
   * Makes a track of an upload, on the musician's own artist and album. The musician's profile is locked, see musicians.ts.
   * @returns whether the picture is shown, if there is one
   */
  async function publish(tx: Handle, upload: Publication): Promise<boolean> {
    const { id, account, createdAt, file, picture } = upload;
    const facts = corrected(file.facts, upload.said);
    // `musicians.update` below sets `hidden`.
    const provenance = { account, createdBy: account, createdAt, image: null, hidden: false, release: false };
    const artist = await musicians.ensureArtist(tx, account, upload.artist);
    const name = facts.album ?? SINGLES;
    let album = await own.lockOwnAlbum(tx, account, artist, name);
    if (!album) {
      album = newId(createdAt);
      const year = facts.album === undefined ? '' : yearIn(facts);
      await store.albums.insert(tx, { id: album, name, artist, year, musicbrainzId: null, ...provenance });
    }
    const place = await store.placeOn(tx, album, upload.isPlaced ? placeIn(facts, file.originalName) : {});
    await store.tracks.insert(tx, {
      ...{ id, name: facts.title ?? upload.title, album, ...place, ...provenance },
      ...{ duration: Math.round(facts.duration ?? 0), audio: file.name, genre: genreIn(facts) },
    });
    const isShown = picture !== undefined && (await show(tx, store, picture, { track: id, album }));
    await changed(tx, { albums: [album], tracks: [id] });
    await musicians.update(tx, { artists: [artist], albums: [album], tracks: [id] });
    await events.emit(tx, 'track.published', { account, track: id });
    return isShown;
  }

  /** Deletes the album of a deleted track, if uploads have made it and it is empty. */
  const deleteEmptyAlbum = async (tx: Handle, drop: Drop, album: Id) => drop(await deleteEmpty(tx, { album }));

  /** @returns the pictures of the deleted albums */
  async function deleteEmpty(tx: Handle, which: { account: Id } | { album: Id }): Promise<string[]> {
    const albums = await own.deleteEmptyAlbums(tx, which);
    await changed(tx, { albums: albums.map(({ id }) => id) });
    return albums.flatMap(({ image }) => image ?? []);
  }

  /** Deletes the account's uploads, and the albums and the artist that this leaves empty. */
  async function leave(tx: Handle, drop: Drop, account: Id): Promise<void> {
    await visibility.lockProfiles(tx, [account]);
    const isPrivate = await visibility.isPrivate(tx, account);
    const uploads = await own.uploadsOf(tx, account);
    const files = uploads.flatMap(({ image, audio }) => [image ?? [], audio ?? []].flat());
    await own.deleteUploads(tx, account);
    const tracks = uploads.map(({ id }) => id);
    await changed(tx, { tracks });
    await events.emit(tx, 'tracks.removed', { account, tracks });
    files.push(...(await deleteEmpty(tx, { account })));
    files.push(...(await musicians.leave(tx, account, isPrivate)));
    await drop(files);
  }

  /** A stored file of the catalogue. @throws not_found, also when the viewer may not see what it belongs to */
  async function file(place: Place, name: string, viewer: Account | undefined): Promise<StoredFile> {
    const found = await media.find(place, name);
    const hidden = found && (await own.hiddenUse(db.read, place, name));
    if (!found || (hidden && !(await visibility.seesHidden(viewer, hidden.owner))))
      throw new DomainError('not_found', 'Not found', { subject: 'file' });
    return found;
  }

  return { publish, deleteEmptyAlbum, leave, file };
}
