import type { Database, Handle } from '../../db/database.ts';
import { isForeignKeyViolation } from '../../db/engines.ts';
import { invalid } from '../../errors.ts';
import type { Id } from '../../lib/ids.ts';
import type { Listed, ListRequest } from '../../lib/list-request.ts';
import { type Page, type PageRequest, pageOf } from '../../lib/page.ts';
import type { Account } from '../accounts/model.ts';
import type { Events } from '../events.ts';
import {
  type Artist,
  type ArtistColumn,
  type LabelRole,
  type ManagerColumn,
  type Person,
  type PersonData,
  refuse,
  type Standing,
  type User,
  type UserColumn,
} from './model.ts';
import { artistKey, rosterStore } from './store.ts';

const LONGEST_STAGE_NAME = 200;

export type Roster = ReturnType<typeof rosterService>;

/** Whether accounts of this role have a place at the label. */
export function isLabelRole(role: Account['role']): role is LabelRole {
  return role === 'artist' || role === 'manager' || role === 'root';
}

/** The label's people: who they are, what artists are called on stage, and who looks after them. */
export function rosterService(db: Database, events: Events) {
  const store = rosterStore(db);

  /** In the transaction that makes an account: its place at the label, if the role has one. */
  async function join(tx: Handle, { id, role, login, createdAt }: Account): Promise<void> {
    if (isLabelRole(role)) await store.insert(tx, { id, role, createdAt, stageName: role === 'artist' ? login : '' });
  }

  /** Where these people stand, for access; who has no place at the label is left out. */
  const standings = (ids: readonly Id[]): Promise<Standing[]> => store.standings(db.read, ids);

  /** Who looks after an artist: `null` for nobody, `undefined` for who is no artist. */
  async function managerOf(artistId: Id): Promise<Id | null | undefined> {
    const [standing] = await store.standings(db.read, [artistId]);
    return standing?.role === 'artist' ? standing.managerId : undefined;
  }

  /** A manager's artists, by stage name. */
  async function artistsOf(managerId: Id, page: PageRequest): Promise<Page<Artist>> {
    return pageOf(await store.artistsOf(db.read, managerId, page), page.limit, artistKey);
  }

  /** People in the order of the ids; ids of nobody at the label are left out. */
  const users = (ids: readonly Id[]): Promise<User[]> => store.users(db.read, ids);

  /** Artists in the order of the ids; ids of others are left out. */
  const artists = (ids: readonly Id[]): Promise<Artist[]> => store.artists(db.read, ids);

  const listUsers = (request: ListRequest<UserColumn, { role: LabelRole }>): Promise<Listed<User>> =>
    store.listUsers(db.read, request);

  const listArtists = (request: ListRequest<ArtistColumn, { managerId: Id }>): Promise<Listed<Artist>> =>
    store.listArtists(db.read, request);

  /** Everybody who may look after artists: managers and root. */
  const listManagers = (request: ListRequest<ManagerColumn>): Promise<Listed<Person>> =>
    store.listManagers(db.read, request);

  /** Changes what is given of a person's data; `null` takes it away. @throws not_found (`person`) */
  async function update(id: Id, data: Partial<PersonData>): Promise<PersonData> {
    const updated = await db.write((tx) => store.update(tx, id, data));
    if (!updated) throw refuse('person');
    return updated;
  }

  /** What an artist is called on stage, which nobody changes until the transaction ends. */
  const lockStageName = (tx: Handle, id: Id): Promise<string | undefined> => store.lockStageName(tx, id);

  /** What an artist is called on stage; empty or `undefined` for others. */
  const stageNameOf = (on: Handle, id: Id): Promise<string | undefined> => store.stageName(on, id);

  /** Gives an artist another stage name. @throws invalid (`stageName`), not_found (`artist`) */
  async function rename(id: Id, stageName: string): Promise<Artist> {
    if (
      stageName.length > 2 * LONGEST_STAGE_NAME ||
      stageName.trim() === '' ||
      [...stageName].length > LONGEST_STAGE_NAME
    )
      throw invalid('stageName', `must be 1 to ${LONGEST_STAGE_NAME} characters, not all of them spaces`);
    return db.write(async (tx) => {
      const artist = await change(tx, id, { stageName });
      await events.emit(tx, 'artist.renamed', { account: id });
      return artist;
    });
  }

  /**
   * Puts an artist into the care of a manager or root, or with `null` of nobody.
   * @throws not_found (`artist`), invalid (`not_manager`, `manager_inactive`)
   */
  async function assign(id: Id, managerId: Id | null | undefined): Promise<Artist> {
    if ((await managerOf(id)) === undefined) throw refuse('artist');
    return db
      .write(async (tx) => {
        if (managerId !== null) await lockManager(tx, managerId);
        return change(tx, id, { managerId: managerId as Id | null });
      })
      .catch((error) => {
        // Somebody deleted the manager's account in between.
        throw isForeignKeyViolation(error) ? refuse('not_manager') : error;
      });
  }

  /** Sees to it that somebody may look after artists until the transaction ends. @throws invalid (`not_manager`, `manager_inactive`) */
  async function lockManager(tx: Handle, id: Id | undefined): Promise<void> {
    const [standing] = id === undefined ? [] : await store.standings(tx, [id]);
    if (!standing || standing.role === 'artist') throw refuse('not_manager');
    if (!(await store.lockActive(tx, standing.id))) throw refuse('manager_inactive');
  }

  /** @throws not_found (`artist`) */
  async function change(tx: Handle, id: Id, changes: { stageName?: string; managerId?: Id | null }): Promise<Artist> {
    const isThere = await store.changeArtist(tx, id, changes);
    const [artist] = isThere ? await store.artists(tx, [id]) : [];
    if (!artist) throw refuse('artist');
    return artist;
  }

  return {
    ...{ join, standings, managerOf, artistsOf },
    ...{ users, artists, listUsers, listArtists, listManagers },
    ...{ update, rename, assign, lockStageName, stageNameOf },
  };
}
