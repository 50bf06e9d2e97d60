import type { Database } from '../../../db/database.ts';
import { isForeignKeyViolation } from '../../../db/engines.ts';
import { DomainError, type ErrorKind } from '../../../errors.ts';
import type { Id } from '../../../lib/ids.ts';
import { type Account, tokenEnded } from '../../accounts/model.ts';
import type { Catalogue } from '../../catalogue/service.ts';
import type { Arrival, StoredFile, Upload } from '../../media/model.ts';
import type { Media } from '../../media/service.ts';
import { COVER, placeOf, trackFileName } from './keys.ts';
import { releaseLocks } from './lock.ts';
import { type FileSize, refuse, type TrackFile } from './model.ts';
import { partStores } from './parts-store.ts';
import { releaseStore } from './store.ts';

const COVER_SIDE = 3000;
const SMALLER = [1200, 600].map((side) => ({ width: side, height: side, fit: 'cover' as const }));
const SIZES: readonly FileSize[] = ['original', '1200', '600'];
const RATES = { least: 44_100, most: 48_000 };
const BITS = 16;
const CODECS = ['PCM', 'FLAC'];
const MOST_CHANNELS = 8;

export type ReleaseFiles = ReturnType<typeof releaseFiles>;

/** The files of releases: a cover for each, and the tracks' audio. They can be changed only while the release is a draft. */
export function releaseFiles(db: Database, media: Media, catalogue: Pick<Catalogue, 'releases'>) {
  const releases = releaseStore(db);
  const { files: store, tracks } = partStores(db);
  const { lockDraft } = releaseLocks(releases);

  /** Checked before a file is processed, to fail early, and again in the transaction. */
  async function checkDraft(artistId: Id, releaseId: Id): Promise<void> {
    const release = await releases.byId(db.read, releaseId);
    if (release?.artistId !== artistId) throw refuse('release');
    if (release.status !== 'draft') throw refuse('not_draft');
  }

  /**
   * Stores the cover and its smaller sizes, replacing an earlier cover.
   * @returns the name of the file
   * @throws not_found (`release`), conflict (`not_draft`), invalid (`wrong_cover`), busy
   */
  async function putCover(caller: Account, artistId: Id, releaseId: Id, upload: Upload): Promise<string> {
    await checkDraft(artistId, releaseId);
    const accept: Arrival['accept'] = ({ type }, { width, height }) => {
      if (type !== 'image/jpeg' || width !== COVER_SIDE || height !== COVER_SIDE) throw refuse('wrong_cover');
    };
    const arrival: Arrival = { upload, field: 'file', as: 'picture', accept, also: SMALLER };
    const taken = await media
      .take([arrival], 'albums', caller.id)
      .catch(rethrowAs('wrong_cover', ['invalid', 'too_large']));
    await replace(releaseId, COVER, taken);
    return COVER;
  }

  /**
   * Stores a track's audio, replacing an earlier file of the same name.
   * @returns the name of the file
   * @throws not_found (`release`), conflict (`not_draft`), invalid (`wrong_audio`), busy
   */
  async function putTrack(
    caller: Account,
    artistId: Id,
    releaseId: Id,
    track: TrackFile,
    upload: Upload,
  ): Promise<string> {
    await checkDraft(artistId, releaseId);
    const accept: Arrival['accept'] = ({ type }, { codec = '', channels = 0, bits, sampleRate = 0 }) => {
      const isMusic = CODECS.includes(codec) && channels <= MOST_CHANNELS;
      const isRight = bits === BITS && sampleRate >= RATES.least && sampleRate <= RATES.most;
      if (type !== `audio/${track.type}` || !isMusic || !isRight) throw refuse('wrong_audio');
    };
    const arrival: Arrival = { upload, field: 'file', as: 'audio', accept };
    const taken = await media.take([arrival], 'tracks', caller.id).catch(rethrowAs('wrong_audio', ['invalid']));
    const name = trackFileName(track);
    await replace(releaseId, name, taken);
    return name;
  }

  async function replace(releaseId: Id, name: string, taken: readonly StoredFile[]): Promise<void> {
    const work: Parameters<typeof media.write>[1] = async (tx, drop) => {
      await lockDraft(tx, releaseId);
      const before = await store.delete(tx, releaseId, name);
      const sizes = taken.map(({ name: file }, at) => ({ name, size: SIZES[at] as FileSize, file }));
      await store.insert(tx, releaseId, sizes);
      const duration = taken[0]?.facts.duration;
      if (duration !== undefined) await tracks.setDuration(tx, releaseId, name, Math.round(duration * 1000));
      await catalogue.releases.detachFiles(tx, before);
      await drop(before);
    };
    await media.write(taken, work).catch((error) => {
      // The caller's account was deleted during the upload.
      throw isForeignKeyViolation(error) ? tokenEnded() : error;
    });
  }

  /** The stored file of a release, if the release is that artist's and has it. */
  async function find(artistId: Id, releaseId: Id, name: string, size: FileSize): Promise<StoredFile | undefined> {
    if ((await releases.ownerOf(db.read, releaseId)) !== artistId) return undefined;
    const file = await store.find(db.read, releaseId, name, size);
    return file === undefined ? undefined : media.find(placeOf(name), file);
  }

  /** Deletes a file of a draft. @throws not_found (`release_file`), conflict (`not_draft`) */
  async function remove(artistId: Id, releaseId: Id, name: string): Promise<void> {
    await media.write([], async (tx, drop) => {
      const release = await releases.lock(tx, releaseId);
      if (release?.artistId !== artistId) throw refuse('release_file');
      const files = await store.delete(tx, releaseId, name);
      if (files.length === 0) throw refuse('release_file');
      if (release.status !== 'draft') throw refuse('not_draft');
      if (release.cover === name) await releases.update(tx, releaseId, { cover: null });
      await catalogue.releases.detachFiles(tx, files);
      await drop(files);
    });
  }

  return { putCover, putTrack, find, remove };
}

/** Makes a `catch` handler that replaces errors of these kinds by a problem of the label, and rethrows others. */
function rethrowAs(problem: 'wrong_cover' | 'wrong_audio', kinds: readonly ErrorKind[]) {
  return (error: unknown): never => {
    throw error instanceof DomainError && kinds.includes(error.kind) ? refuse(problem) : error;
  };
}
