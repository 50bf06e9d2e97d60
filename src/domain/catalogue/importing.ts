import type { Database, Handle } from '../../db/database.ts';
import { isForeignKeyViolation } from '../../db/engines.ts';
import { DomainError, invalid } from '../../errors.ts';
import { type Id, newId } from '../../lib/ids.ts';
import type { CatalogueWrites } from '../access/service.ts';
import { type Account, tokenEnded } from '../accounts/model.ts';
import type { StoredFile, TakenFile, Upload } from '../media/model.ts';
import type { Drop, Media } from '../media/service.ts';
import type { Changed } from './hidden-store.ts';
import { importStore } from './importing-store.ts';
import type { FullTrack, Said, Track } from './model.ts';
import { corrected, entriesIn, genreIn } from './named-entries.ts';
import { pictureOf, show } from './song-pictures.ts';
import type { CatalogueStore } from './store.ts';

/** What has become of a file. */
export interface Imported {
  /** Whether it is new; if not, the track has the same bytes. */
  isNew: boolean;
  track: FullTrack;
}

/** How a file is put into the catalogue. */
export interface How {
  /** SHA-256 that the bytes must have, hexadecimal. */
  expected?: string | undefined;
  said?: Said;
  /** Whether the picture in its tags is shown too. */
  withPicture?: boolean;
}

/** A track, with the SHA-256 of its audio, hexadecimal. */
export interface Held {
  track: Track;
  sha256: string;
}

/** Puts files into the catalogue by what their tags say: artist, album and track in one transaction, each once. */
export function importing(
  db: Database,
  store: CatalogueStore,
  media: Media,
  writes: CatalogueWrites,
  changed: Changed,
) {
  const own = importStore(db);

  /** Tracks with these contents that the caller has put there; for root anybody's. @param hashes a hundred at most */
  async function held(caller: Account, hashes: readonly string[], on: Handle = db.read): Promise<Held[]> {
    const files = await media.findByHash(hashes, 'tracks', caller.role === 'root' ? undefined : caller.id, on);
    if (files.length === 0) return [];
    const hashOf = new Map(files.map(({ name, sha256 }) => [name, sha256]));
    const tracks = await own.ofAudio(
      on,
      files.map(({ name }) => name),
    );
    return tracks.map((track) => ({ track, sha256: hashOf.get(track.audio ?? '') ?? '' }));
  }

  async function whole(id: Id): Promise<FullTrack> {
    const track = await store.fullTrack(db.read, id);
    if (!track) throw new DomainError('conflict', 'The track was deleted just now: send it again');
    return track;
  }

  /**
   * Makes a track of an audio file on the album that its tags name, beneath the artist that they name, which are made where
   * there are none to which the caller may add. A file whose bytes are there already makes nothing.
   * @throws invalid (`audio`, `sha256`), too_large (`quota`), busy
   */
  async function add(caller: Account, upload: Upload, how: How = {}): Promise<Imported> {
    const { staged } = upload;
    const { expected } = how;
    try {
      if (expected !== undefined && staged.sha256 !== expected)
        throw invalid('sha256', 'is not that of the bytes that came', { subject: 'checksum' });
      const [known] = await held(caller, [staged.sha256]);
      if (known) return { isNew: false, track: await whole(known.track.id) };
      return await take(caller, upload, how);
    } finally {
      // What is in the store by now is left alone.
      await media.staging.discard(staged);
    }
  }

  async function take(caller: Account, upload: Upload, { said = {}, withPicture = false }: How): Promise<Imported> {
    const { sha256 } = upload.staged;
    const { file, picture } = await takeFiles(caller, upload, said, withPicture);
    const made = await media
      .write(picture ? [file, picture] : [file], async (tx, drop) => {
        await own.lock(tx);
        // The bytes have a row since this transaction began, but no track.
        const [twin] = await held(caller, [sha256], tx);
        if (twin) await drop(picture ? [file.name, picture.name] : [file.name]);
        return {
          isNew: twin === undefined,
          id: twin?.track.id ?? (await insert(tx, drop, caller, file, said, picture)),
        };
      })
      .catch((error) => {
        // The caller's account was deleted just now.
        throw isForeignKeyViolation(error) ? tokenEnded() : error;
      });
    return { isNew: made.isNew, track: await whole(made.id) };
  }

  async function takeFiles(caller: Account, upload: Upload, said: Said, withPicture: boolean) {
    const arrival = { upload, field: 'audio', as: 'audio' } as const;
    if (withPicture) return media.takeWithPicture(arrival, 'tracks', (facts) => pictureOf(facts, said), caller.id);
    const [file] = (await media.take([arrival], 'tracks', caller.id)) as [TakenFile];
    return { file, picture: undefined };
  }

  /**
   * Makes the track of a stored file, and what it stands beneath.
   * @param picture goes to the album, unless that has one, or to the track that is on none
   * @returns its id
   */
  async function insert(
    tx: Handle,
    drop: Drop,
    caller: Account,
    { name: audio, facts: read, originalName, createdAt }: StoredFile,
    said: Said,
    picture: TakenFile | undefined,
  ): Promise<Id> {
    const facts = corrected(read, said);
    const provenance = { account: null, createdBy: caller.id, createdAt, image: null, hidden: false };
    const mine = mayAddToAll(caller) ? undefined : caller.id;
    const { artist, album, title, year, musicbrainzId, place } = entriesIn(facts, originalName);

    const above = { artists: [] as Id[], albums: [] as Id[] };
    let artistId = await own.artist(tx, artist, mine);
    if (artistId === undefined) {
      artistId = newId(createdAt);
      await store.artists.insert(tx, { id: artistId, name: artist.name, info: null, ...provenance });
      above.artists.push(artistId);
    }
    const found = await own.album(tx, artistId, album, musicbrainzId, mine);
    const albumId = found?.id ?? newId(createdAt);
    if (found === undefined)
      await store.albums.insert(tx, {
        ...{ id: albumId, name: album.name, artist: artistId, year, musicbrainzId, release: false },
        ...provenance,
      });
    else if (found.year === '' && year !== '') await store.albums.update(tx, albumId, { year });
    if (found === undefined || (found.year === '' && year !== '')) above.albums.push(albumId);

    const id = newId(createdAt);
    await store.tracks.insert(tx, {
      ...{ id, name: title, album: albumId, audio, genre: genreIn(facts), release: false },
      ...{ duration: Math.round(facts.duration ?? 0), ...provenance },
      ...(await store.placeOn(tx, albumId, place)),
    });
    const isShown = picture && (await show(tx, store, picture, { track: id, album: albumId }));
    if (picture && !isShown) await drop([picture.name]);
    if (isShown && !above.albums.includes(albumId)) above.albums.push(albumId);
    await changed(tx, { ...above, tracks: [id] });
    return id;
  }

  const mayAddToAll = ({ role }: Account): boolean => role === 'root' || writes === 'open';

  return { held, add, whole };
}
