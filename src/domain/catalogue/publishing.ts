import type { Database, Handle } from '../../db/database.ts';
import { DomainError } from '../../errors.ts';
import { type Id, newId } from '../../lib/ids.ts';
import type { MaySee } from '../access/service.ts';
import type { Account } from '../accounts/model.ts';
import type { Place, StoredFile } from '../media/model.ts';
import type { Drop, Media } from '../media/service.ts';
import { publishingStore } from './publishing-store.ts';
import type { CatalogueStore } from './store.ts';

/** An upload on its way into the catalogue. */
export interface Publication {
  /** Of the track: the upload's own. */
  id: Id;
  /** Whose it is, and what his artist is called if it has to be made. */
  account: Id;
  artist: string;
  /** Absent: the collection of single tracks. */
  album: string | undefined;
  /** Four digits, or empty when unknown. */
  year: string;
  title: string;
  /** Whole seconds. */
  duration: number;
  /** Name of a stored file. */
  audio: string;
  /** Whether the profile is private. */
  hidden: boolean;
  /** Milliseconds since the epoch. */
  createdAt: number;
}

const SINGLES = 'Singles';

/** How uploads come into the catalogue, hide in it and leave it. */
export function publishing(db: Database, store: CatalogueStore, media: Media, maySee: MaySee) {
  const own = publishingStore(db);

  /**
   * Makes a track of an upload, with the musician's own artist and the album where there are none yet. To be called by
   * one transaction of an account at a time, the others waiting for its profile: then none of them is made twice.
   */
  async function publish(tx: Handle, { account, hidden, createdAt, ...given }: Publication): Promise<void> {
    const standing = { account, hidden, createdBy: account, createdAt, image: null };
    let artist = await own.ownArtist(tx, account);
    if (!artist) {
      artist = newId(createdAt);
      await store.artists.insert(tx, { id: artist, name: given.artist, info: null, ...standing });
    }
    const name = given.album ?? SINGLES;
    let album = await own.ownAlbum(tx, account, artist, name);
    if (!album) {
      album = newId(createdAt);
      const year = given.album === undefined ? '' : given.year;
      await store.albums.insert(tx, { id: album, name, artist, year, ...standing });
    }
    const { id, title, duration, audio } = given;
    const position = await store.nextPosition(tx, album);
    await store.tracks.insert(tx, { id, name: title, album, position, duration, audio, ...standing });
    await own.hideParents(tx, account, hidden);
  }

  /** Takes all that the account has uploaded out of the lists, or back into them, in the transaction that decides it. */
  async function setHidden(tx: Handle, account: Id, hidden: boolean): Promise<void> {
    await own.hideTracks(tx, account, hidden);
    await own.hideParents(tx, account, hidden);
  }

  /** Deletes the album of a track that is gone, if uploads have made it and nothing is left on it. */
  const tidyAlbum = async (tx: Handle, drop: Drop, album: Id) => drop(await own.deleteEmptyAlbums(tx, { album }));

  /** Deletes all that the account has uploaded, and what that leaves empty. */
  async function leave(tx: Handle, drop: Drop, account: Id): Promise<void> {
    const files = (await own.uploadsOf(tx, account)).flatMap(({ image, audio }) => [image ?? [], audio ?? []].flat());
    await own.deleteUploads(tx, account);
    files.push(...(await own.deleteEmptyAlbums(tx, { account })));
    files.push(...(await own.deleteOwnArtist(tx, account)));
    await drop(files);
  }

  /** A stored file of the catalogue, as far as the viewer may see what it belongs to. @throws not_found */
  async function file(place: Place, name: string, viewer: Account | undefined): Promise<StoredFile> {
    const found = await media.find(place, name);
    const hidden = found && (await own.hiddenUse(db.read, place, name));
    const isSeen = !hidden || (hidden.account !== null && (await maySee(viewer, hidden.account)));
    if (!found || !isSeen) throw new DomainError('not_found', 'Not found', { subject: 'file' });
    return found;
  }

  return { publish, setHidden, tidyAlbum, leave, file };
}
