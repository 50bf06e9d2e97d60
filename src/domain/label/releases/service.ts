import type { Database, Handle } from '../../../db/database.ts';
import { isForeignKeyViolation, isUniqueViolation } from '../../../db/engines.ts';
import { type Id, newId } from '../../../lib/ids.ts';
import type { Listed, ListRequest } from '../../../lib/list-request.ts';
import type { Account } from '../../accounts/model.ts';
import type { Catalogue } from '../../catalogue/service.ts';
import type { Media } from '../../media/service.ts';
import { refuse as refuseOfRoster } from '../../roster/model.ts';
import type { Roster } from '../../roster/service.ts';
import type { Tasks } from '../../tasks/service.ts';
import { releaseFiles } from './files.ts';
import { COVER, nameIn } from './keys.ts';
import { releaseLocks, retryOnConflict } from './lock.ts';
import {
  type FullRelease,
  type Lacking,
  type ListedRelease,
  type Release,
  type ReleaseColumn,
  type ReleaseData,
  type ReleaseFilters,
  type ReleaseStatus,
  refuse,
} from './model.ts';
import { releaseNotes } from './notes.ts';
import { partStores } from './parts-store.ts';
import { releaseDays } from './release-day.ts';
import { releaseStore } from './store.ts';
import { releaseTracks } from './tracks.ts';

export type Releases = ReturnType<typeof releaseService>;

/** Changes of a release; absent fields stay. `coverKey`: the key or name of its cover's file. */
export type ReleaseChanges = Partial<Omit<ReleaseData, 'cover'>> & { coverKey?: string | null };

const BLANK: Omit<Release, 'id' | 'artistId' | 'createdAt'> = {
  ...{ status: 'draft', message: '', name: null, type: null, date: null, cover: null },
  ...{ feat: [], authors: null, upc: null },
};

const AFTER_REVIEW: readonly ReleaseStatus[] = ['approved', 'delivered', 'finalized'];

/** Releases, from the draft to the catalogue, with their tracks, files and notes. */
export function releaseService(
  db: Database,
  media: Media,
  roster: Pick<Roster, 'artists' | 'lockStageName'>,
  catalogue: Pick<Catalogue, 'releases'>,
  tasks: Pick<Tasks, 'schedule'>,
) {
  const store = releaseStore(db);
  const { files, tracks, notes } = partStores(db);
  const { lock, lockDraft, lockChangeable } = releaseLocks(store);
  const { onStatusChange, onReleaseDay } = releaseDays(db, roster, catalogue, tasks);

  /** Creates a draft. @throws not_found of the roster (`artist`), conflict (`draft_exists`) */
  async function make(caller: Account, artistId: Id): Promise<ListedRelease> {
    const [artist] = await roster.artists([artistId]);
    if (!artist) throw refuseOfRoster('artist');
    const createdAt = Date.now();
    const release: Release = { id: newId(createdAt), artistId, createdAt, ...BLANK };
    await db
      .write(async (tx) => {
        await store.insert(tx, release);
        await addHistory(tx, caller, release);
      })
      .catch((error) => {
        if (isUniqueViolation(error)) throw refuse('draft_exists');
        throw isForeignKeyViolation(error) ? refuseOfRoster('artist') : error;
      });
    return { ...release, stageName: artist.stageName };
  }

  const addHistory = (tx: Handle, { id, login }: Account, { id: releaseId, status, message }: Release): Promise<void> =>
    store.addHistory(tx, releaseId, { status, message, editor: id, editorLogin: login, createdAt: Date.now() });

  /** Sets the status of a locked release, adds it to the history, and publishes or withdraws. @throws conflict (`draft_exists`) */
  async function changeStatus(
    tx: Handle,
    caller: Account,
    before: Release,
    status: ReleaseStatus,
    message = '',
  ): Promise<void> {
    if (status === 'draft' && (await store.hasDraft(tx, before.artistId, before.id))) throw refuse('draft_exists');
    const release = { ...before, status, message };
    await store.update(tx, release.id, { status, message });
    await addHistory(tx, caller, release);
    await onStatusChange(tx, release, before.status, status);
  }

  async function full(on: Handle, id: Id): Promise<FullRelease> {
    const release = await store.byId(on, id);
    if (!release) throw refuse('release');
    return { ...release, history: await store.historyOf(on, id), tracks: await tracks.of(on, id) };
  }

  /**
   * Changes a release, which becomes a draft again.
   * @throws not_found (`release`), conflict (`not_changeable`, `draft_exists`, `upc_taken`), invalid (`not_its_cover`)
   */
  async function change(caller: Account, id: Id, { coverKey, ...changes }: ReleaseChanges): Promise<FullRelease> {
    return retryOnConflict(db, async (tx) => {
      const release = await lockChangeable(tx, id);
      if (changes.upc && (await store.hasUpc(tx, changes.upc, id))) throw refuse('upc_taken');
      const cover = coverKey == null ? coverKey : await coverOf(tx, release, coverKey);
      await store.update(tx, id, { ...changes, ...(cover === undefined ? {} : { cover }) });
      if (release.status !== 'draft') await changeStatus(tx, caller, release, 'draft');
      return full(tx, id);
    });
  }

  async function coverOf(tx: Handle, release: Release, key: string): Promise<string> {
    if (nameIn(release, key) !== COVER || !(await files.find(tx, release.id, COVER, 'original')))
      throw refuse('not_its_cover');
    return COVER;
  }

  /**
   * Submits a release: its status becomes pending.
   * @throws not_found (`release`), conflict (`not_changeable`), invalid (`incomplete`)
   */
  async function save(caller: Account, id: Id): Promise<FullRelease> {
    return db.write(async (tx) => {
      const release = await lockChangeable(tx, id);
      await checkComplete(tx, release);
      if (release.status !== 'pending') await changeStatus(tx, caller, release, 'pending');
      return full(tx, id);
    });
  }

  /** @throws invalid (`incomplete`) with all that the release lacks */
  async function checkComplete(tx: Handle, { id, name, type, date, cover, authors }: Release): Promise<void> {
    const hasAuthors = authors !== null && authors.lyricists.length + authors.producers.length > 0;
    const present = { name, type, date, cover, authors: hasAuthors ? authors : null };
    const list = await tracks.of(tx, id);
    const stored = new Set((await files.of(tx, id)).map((file) => file.name));
    const lacking: Lacking[] = [
      ...(Object.keys(present) as (keyof typeof present)[]).filter((field) => present[field] === null),
      ...(list.length === 0 ? ['tracks' as const] : []),
      ...list.flatMap(({ file, position }) => (stored.has(file) ? [] : (`audio ${position}` as const))),
    ];
    if (lacking.length > 0) throw refuse('incomplete', { problems: lacking });
  }

  /**
   * Sets any status. From `approved` on the release must be complete, as for `save`.
   * @throws not_found (`release`), conflict (`draft_exists`), invalid (`incomplete`)
   */
  async function setStatus(caller: Account, id: Id, status: ReleaseStatus, message?: string): Promise<FullRelease> {
    return retryOnConflict(db, async (tx) => {
      const release = await lock(tx, id);
      if (AFTER_REVIEW.includes(status)) await checkComplete(tx, release);
      await changeStatus(tx, caller, release, status, message);
      return full(tx, id);
    });
  }

  /** Deletes a draft with all that belongs to it. @throws not_found (`release`), conflict (`not_draft`, `release_in_use`) */
  async function remove(id: Id): Promise<void> {
    const work = async (tx: Handle, drop: (stored: string[]) => Promise<void>): Promise<void> => {
      await lockDraft(tx, id);
      const stored = await files.delete(tx, id);
      await catalogue.releases.detachFiles(tx, stored);
      await catalogue.releases.removeTracks(
        tx,
        (await tracks.of(tx, id)).map((track) => track.id),
      );
      await catalogue.releases.removeAlbum(tx, id);
      await tracks.deleteAll(tx, id);
      await notes.delete(tx, id);
      await store.delete(tx, id);
      await drop(stored);
    };
    await media.write([], work).catch((error) => {
      throw isForeignKeyViolation(error) ? refuse('release_in_use') : error;
    });
  }

  /** Whose release it is. @throws not_found (`release`) */
  async function ownerOf(id: Id): Promise<Id> {
    const owner = await store.ownerOf(db.read, id);
    if (owner === undefined) throw refuse('release');
    return owner;
  }

  /** @throws not_found (`release`) */
  const get = (id: Id): Promise<FullRelease> => full(db.read, id);

  /** Releases, by default by status, pending ones first, and then newest first. @param artistIds absent: of all artists */
  const list = (
    request: ListRequest<ReleaseColumn, ReleaseFilters>,
    artistIds?: Id[],
  ): Promise<Listed<ListedRelease>> => store.list(db.read, request, artistIds);

  return {
    ...{ make, change, save, setStatus, remove, ownerOf, get, list, onReleaseDay },
    files: releaseFiles(db, media, catalogue),
    tracks: releaseTracks(db, media, catalogue),
    notes: releaseNotes(db),
  };
}
