import type { Database, Handle } from '../../../db/database.ts';
import { isForeignKeyViolation, isUniqueViolation } from '../../../db/engines.ts';
import { type Id, newId } from '../../../lib/ids.ts';
import type { Listed, ListRequest } from '../../../lib/list-request.ts';
import type { Account } from '../../accounts/model.ts';
import type { Catalogue } from '../../catalogue/service.ts';
import type { Events } from '../../events.ts';
import type { Media } from '../../media/service.ts';
import { refuse as refuseOfRoster } from '../../roster/model.ts';
import type { Roster } from '../../roster/service.ts';
import type { Tasks } from '../../tasks/service.ts';
import type { Codes } from '../codes/service.ts';
import { announce } from './announce.ts';
import { codeGiver } from './codes.ts';
import { lackingOf } from './complete.ts';
import { type Deliverable, deliverables } from './deliverable.ts';
import { releaseFiles } from './files.ts';
import { releaseHearings } from './hearing.ts';
import { COVER, nameIn } from './keys.ts';
import { releaseLocks, retryOnConflict } from './lock.ts';
import {
  type FullRelease,
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
  ...{ feat: [], authors: null, upc: null, version: null, genre: null, subgenre: null, language: null },
  ...{ pLine: null, cLine: null, labelName: null, catalogueNumber: null, originalDate: null },
  ...{ territories: [], contributors: [] },
};

/** How often saving tries to get codes that nobody else writes at the same time. */
const MOST_TRIES = 10;

const AFTER_REVIEW: readonly ReleaseStatus[] = ['approved', 'delivered', 'finalized'];

/** Releases, from the draft to the catalogue, with their tracks, files and notes. @param secret seals tickets to hear them */
export function releaseService(
  db: Database,
  media: Media,
  roster: Pick<Roster, 'artists' | 'lockStageName'>,
  catalogue: Pick<Catalogue, 'releases'>,
  tasks: Pick<Tasks, 'schedule'>,
  codes: Pick<Codes, 'give'>,
  events: Events,
  secret: string,
) {
  const store = releaseStore(db);
  const { files, tracks, notes } = partStores(db);
  const { lock, lockDraft, lockChangeable } = releaseLocks(store);
  const giveCodes = codeGiver(db, codes);
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
   * Submits a release: its status becomes pending, and it gets the codes that it lacks.
   * @throws not_found (`release`), conflict (`not_changeable`; of the codes `isrc_spent`, `upc_spent`), invalid (`incomplete`)
   */
  async function save(caller: Account, id: Id): Promise<FullRelease> {
    const work = async (tx: Handle) => {
      const release = await lockChangeable(tx, id);
      await checkComplete(tx, release);
      await giveCodes(tx, release);
      if (release.status !== 'pending') await changeStatus(tx, caller, release, 'pending');
      return full(tx, id);
    };
    // Others may be typing by hand the codes that are next.
    return retryOnConflict(db, work, MOST_TRIES);
  }

  /** @throws invalid (`incomplete`) with all that the release lacks */
  async function checkComplete(tx: Handle, release: Release): Promise<void> {
    const stored = new Set((await files.of(tx, release.id)).map((file) => file.name));
    const lacking = lackingOf(release, await tracks.of(tx, release.id), stored);
    if (lacking.length > 0) throw refuse('incomplete', { problems: lacking });
  }

  /**
   * Sets any status. From `approved` on the release must be complete, as for `save`.
   * @throws not_found (`release`), conflict (`draft_exists`), invalid (`incomplete`)
   */
  async function setStatus(caller: Account, id: Id, status: ReleaseStatus, message?: string): Promise<FullRelease> {
    return retryOnConflict(db, async (tx) => give(tx, caller, await lock(tx, id), status, message));
  }

  /** Gives a locked release a status. @throws conflict (`draft_exists`), invalid (`incomplete`) */
  async function give(
    tx: Handle,
    caller: Account,
    release: Release,
    status: ReleaseStatus,
    message?: string,
  ): Promise<FullRelease> {
    if (AFTER_REVIEW.includes(status)) await checkComplete(tx, release);
    await changeStatus(tx, caller, release, status, message);
    await announce(events, tx, release, status, message);
    return full(tx, release.id);
  }

  /**
   * Approves or rejects what is under review: of two who decide at once the second is told.
   * @throws not_found (`release`), conflict (`not_pending`), invalid (`incomplete`)
   */
  async function decide(
    caller: Account,
    id: Id,
    verdict: 'approved' | 'rejected',
    message: string,
  ): Promise<FullRelease> {
    return db.write(async (tx) => {
      const release = await lock(tx, id);
      if (release.status !== 'pending') throw refuse('not_pending');
      return give(tx, caller, release, verdict, message);
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

  const withFiles = deliverables(db, media);
  /** A release with its files, for shops. @throws not_found (`release`), invalid (`incomplete`) with all that it lacks for them */
  const deliverable = async (id: Id): Promise<Deliverable> => withFiles(await full(db.read, id));

  /** Releases, by default by status, pending ones first, and then newest first. @param artistIds absent: of all artists */
  const list = (
    request: ListRequest<ReleaseColumn, ReleaseFilters>,
    artistIds?: Id[],
  ): Promise<Listed<ListedRelease>> => store.list(db.read, request, artistIds);

  const parts = { files: releaseFiles(db, media, catalogue), tracks: releaseTracks(db, media, catalogue) };
  return {
    ...{ make, change, save, setStatus, decide, remove, ownerOf, get, deliverable, list, onReleaseDay },
    ...parts,
    notes: releaseNotes(db),
    hearings: releaseHearings(media, parts, secret),
  };
}
