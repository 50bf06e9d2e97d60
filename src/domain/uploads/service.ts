import type { Database, Handle } from '../../db/database.ts';
import { isForeignKeyViolation } from '../../db/engines.ts';
import { DomainError, invalid, isKind } from '../../errors.ts';
import { type Id, newId, parseId } from '../../lib/ids.ts';
import { type Page, type PageRequest, pageWithin } from '../../lib/page.ts';
import { mayActFor } from '../access/service.ts';
import { type Account, noAccount } from '../accounts/model.ts';
import type { Said } from '../catalogue/model.ts';
import type { Catalogue } from '../catalogue/service.ts';
import type { Arrival, FileFacts, Place, StoredBytes, StoredFile, TakenFile, Upload } from '../media/model.ts';
import type { Drop, Media } from '../media/service.ts';
import type { Social } from '../social/service.ts';
import type { MediaFile, UploadKind } from './model.ts';
import { type UploadRow, uploadStore } from './store.ts';

export type Uploads = ReturnType<typeof uploadService>;

/** What the artist of an account is called; `undefined` when there is no such account. */
type MusicianName = (on: Handle, account: Id) => Promise<string | undefined>;

/** What is uploaded, by whom and for whom. */
interface Addition {
  caller: Account;
  owner: Id;
  kind: UploadKind;
  place: Place;
  track?: Id | null;
}

const AVATAR = { width: 500, height: 500, fit: 'cover' } as const;
const COVER = { width: 1200, height: 1200, fit: 'inside' } as const;

/** Avatars, covers and tracks that people upload for themselves: what becomes of them, who sees them, how they go. */
export function uploadService(
  db: Database,
  media: Media,
  catalogue: Catalogue,
  social: Social,
  musicianName: MusicianName,
) {
  const store = uploadStore(db);

  /**
   * Puts an upload in its place and makes its row, with what else happens in that transaction.
   * @param placeOf where the picture in its tags goes; absent: nowhere
   */
  async function add(
    { caller, owner, kind, place, track = null }: Addition,
    arrival: Omit<Arrival, 'field'>,
    also: (tx: Handle, drop: Drop, row: UploadRow, file: StoredFile, picture?: StoredFile) => Promise<void>,
    placeOf?: (facts: FileFacts) => Place,
  ): Promise<MediaFile> {
    const arriving = { ...arrival, field: 'file' };
    const taken = placeOf
      ? await media.takeWithPicture(arriving, place, placeOf, caller.id)
      : { file: (await media.take([arriving], place, caller.id))[0] as TakenFile, picture: undefined };
    const { file, picture } = taken;
    const { createdAt } = file;
    const id = newId(createdAt);
    const of = kind === 'track' ? id : track;
    const row: UploadRow = { id, owner, kind, file: file.name, track: of, createdAt, updatedAt: createdAt };
    await media
      .write(picture ? [file, picture] : [file], (tx, drop) => also(tx, drop, row, file, picture))
      .catch((error) => {
        throw isForeignKeyViolation(error) ? noAccount() : error;
      });
    return { ...row, file };
  }

  /** Makes a picture the owner's avatar, in place of the one before. @throws invalid (`file`), not_found, too_large, busy */
  async function addAvatar(caller: Account, owner: Id, upload: Upload): Promise<MediaFile> {
    return add(
      { caller, owner, kind: 'avatar', place: 'avatars' },
      { upload, as: 'picture', frame: AVATAR },
      async (tx, drop, row) => {
        // First, as it holds the profile: of two at once the later one finds the earlier one's file, and replaces it.
        await social.setAvatar(tx, owner, row.id);
        await drop(await store.filesForNoTrack(tx, owner, 'avatar'));
        await store.insert(tx, row);
      },
    );
  }

  /**
   * Makes a picture the cover of a track, in place of the one before, or else of the owner's profile.
   * @throws invalid (`file`, `trackId`), forbidden when the track is somebody else's, not_found, too_large, busy
   */
  async function addCover(caller: Account, owner: Id, upload: Upload, trackText?: string): Promise<MediaFile> {
    const track = trackText === undefined ? null : await changeableTrack(caller, trackText);
    // The cover of a track is its image in the catalogue too.
    const place = track === null ? 'covers' : 'tracks';
    return add(
      { caller, owner, kind: 'cover', place, track },
      { upload, as: 'picture', frame: COVER },
      async (tx, drop, row) => {
        if (track === null) await social.setCover(tx, owner, row.id);
        else await catalogue.tracks.setImage(tx, drop, track, row.file);
        await store.insert(tx, row);
      },
    ).catch((error) => {
      throw isNotFound(error, 'tracks') ? noTrack() : error;
    });
  }

  async function changeableTrack(caller: Account, trackText: string): Promise<Id> {
    return catalogue.tracks.changeable(caller, trackText).catch((error) => {
      throw isNotFound(error, 'tracks') ? noTrack() : error;
    });
  }

  /**
   * Makes an audio file a track of the catalogue, under the same id.
   * @param said in place of its tags; without a title it is called as the file
   * @param isPlaced whether it takes the place that its tags name, and its picture is shown; else it comes last
   * @throws invalid (`file`), not_found, busy
   */
  async function addTrack(caller: Account, owner: Id, upload: Upload, said: Said = {}, isPlaced = false) {
    return add(
      { caller, owner, kind: 'track', place: 'tracks' },
      { upload, as: 'audio' },
      async (tx, drop, row, file, picture) => {
        // First, as it holds the profile: until this is done nobody makes it private, renames it, nor makes the same album.
        await social.countTracks(tx, owner, 1);
        const artist = await musicianName(tx, owner);
        if (artist === undefined) throw noAccount();
        const isShown = await catalogue.publish(tx, {
          ...{ id: row.id, account: owner, artist, createdAt: row.createdAt },
          ...{ file, title: stem(file.originalName), said, isPlaced, picture },
        });
        if (picture && !isShown) await drop([picture.name]);
        await store.insert(tx, row);
      },
      isPlaced ? (facts) => catalogue.pictureOf(facts, said) : undefined,
    );
  }

  /** @throws forbidden unless the viewer may see the profile that the file belongs to */
  async function checkSeen(file: MediaFile, viewer: Account | undefined): Promise<StoredFile> {
    if (!(await social.maySee(viewer, file.owner))) throw new DomainError('forbidden', 'Profile is private');
    return file.file;
  }

  /** @throws not_found, forbidden when the profile is private and not for the viewer */
  async function file(idText: string, viewer: Account | undefined): Promise<StoredFile> {
    const id = parseId(idText);
    const found = id && (await store.byId(db.read, id));
    if (!found) throw noFile();
    // The cover of somebody else's track is seen as that track is.
    if (found.track !== null && found.track !== found.id)
      await catalogue.tracks.see(found.track, viewer).catch((error) => {
        throw isNotFound(error, 'tracks') ? noFile() : error;
      });
    return checkSeen(found, viewer);
  }

  /** @throws not_found, forbidden when the profile is private and not for the viewer */
  async function avatar(ownerText: string, viewer: Account | undefined): Promise<StoredFile> {
    const owner = parseId(ownerText);
    const found = owner && (await store.avatarOf(db.read, owner));
    if (!found) throw noAvatar();
    return checkSeen(found, viewer);
  }

  /**
   * The picture of a track: its cover, or else its album's, or else the latest cover of who made it.
   * @throws not_found, forbidden when the profile is private and not for the viewer
   */
  async function cover(trackText: string, viewer: Account | undefined): Promise<StoredFile> {
    const absent = () => new DomainError('not_found', 'Cover not found', { subject: 'file' });
    const { picture, createdBy } = await catalogue.coverOf(trackText, viewer).catch((error) => {
      throw isNotFound(error, 'tracks') ? absent() : error;
    });
    const shown = picture && (await media.find(picture.place, picture.name));
    if (shown) return shown;
    const latest = createdBy === null ? undefined : await store.latestCover(db.read, createdBy);
    // The track may be seen here; whose cover stands in for its own may not be.
    if (!latest || !(await social.maySee(viewer, latest.owner))) throw absent();
    return latest.file;
  }

  /** The audio of a track, whose id is given too. @throws not_found, forbidden as above */
  async function track(trackText: string, viewer: Account | undefined): Promise<{ id: Id; file: StoredBytes }> {
    const absent = () => new DomainError('not_found', 'Track not found', { subject: 'track' });
    const { id, audio } = await catalogue.tracks.see(trackText, viewer).catch((error) => {
      throw isNotFound(error, 'tracks') ? absent() : error;
    });
    const found = audio === null ? undefined : await media.bytesOf('tracks', audio);
    if (!found) throw absent();
    return { id, file: found };
  }

  /** Takes the avatar of an account away. @throws not_found when it has none; forbidden */
  async function removeAvatar(caller: Account, ownerText: string): Promise<void> {
    const owner = parseId(ownerText);
    if (owner === undefined) throw noAvatar();
    // Before it is looked for: whose it is not is not told whether there is one.
    if (!mayActFor(caller, owner)) throw new DomainError('forbidden', 'Forbidden');
    const found = await store.avatarOf(db.read, owner);
    if (!found) throw noAvatar();
    await erase(found);
  }

  /** Deletes an upload, and what hangs on it. @throws not_found, forbidden */
  async function remove(caller: Account, idText: string): Promise<void> {
    const id = parseId(idText);
    const found = id && (await store.byId(db.read, id));
    if (!found) throw noFile();
    if (!mayActFor(caller, found.owner)) throw new DomainError('forbidden', 'Forbidden');
    await erase(found);
  }

  /** @throws not_found */
  async function erase(found: MediaFile): Promise<void> {
    await media
      .write([], (tx, drop) => take(tx, drop, found))
      .catch((error) => {
        throw isNotFound(error, 'tracks') ? noFile() : error;
      });
  }

  /** @throws not_found when it is gone in the meantime */
  async function take(tx: Handle, drop: Drop, { id, kind, owner, track, file }: MediaFile): Promise<void> {
    if (kind === 'track') return catalogue.tracks.removeIn(tx, drop, id);
    // First, as it holds the profile.
    if (kind === 'avatar') await social.setAvatar(tx, owner, null);
    if (kind === 'cover' && track === null) await social.setCover(tx, owner, null);
    if (!(await store.held(tx, id))) throw noFile();
    if (track !== null) return catalogue.tracks.setImage(tx, drop, track, null);
    await drop([file.name]);
    if (kind === 'cover') await social.setCover(tx, owner, (await store.profileCover(tx, owner)) ?? null);
  }

  /** Deletes all that an account has uploaded, in the transaction that deletes the account. */
  async function leave(tx: Handle, { id }: Account, drop: Drop): Promise<void> {
    await catalogue.leave(tx, drop, id);
    await drop(await store.filesForNoTrack(tx, id));
    await store.deleteAll(tx, id);
  }

  const newestFirst = (owner: Id, page: PageRequest, kind?: UploadKind): Promise<Page<MediaFile>> =>
    pageWithin(
      (piece) => store.audio(db.read, owner, piece, kind),
      page,
      ({ createdAt, id }) => [createdAt, id],
    );

  /** The tracks of an account, newest first. @throws invalid (`cursor`) */
  const tracksOf = (owner: Id, page: PageRequest) => newestFirst(owner, page, 'track');

  /** All audio files of an account, whatever they are for, newest first. @throws invalid (`cursor`) */
  const audioOf = (owner: Id, page: PageRequest) => newestFirst(owner, page);

  return { addAvatar, addCover, addTrack, file, avatar, cover, track, remove, removeAvatar, leave, tracksOf, audioOf };
}

/** A file's name without its extension: what a track without a title is called. */
function stem(fileName: string): string {
  return fileName.replace(/\.[^.]*$/, '').trim() || fileName;
}

function isNotFound(error: unknown, subject: string): boolean {
  return isKind(error, 'not_found') && error.detail.subject === subject;
}

const noFile = () => new DomainError('not_found', 'File not found', { subject: 'file' });
const noAvatar = () => new DomainError('not_found', 'Avatar not found', { subject: 'file' });
const noTrack = () => invalid('trackId', 'names no track');
