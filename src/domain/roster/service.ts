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

/** Whether accounts of this role are on the label's roster. */
export function isLabelRole(role: Account['role']): role is LabelRole {
  return role === 'artist' || role === 'manager' || role === 'root';
}

/** The label's people: their personal data, and the stage names and managers of artists. */
export function rosterService(db: Database, events: Events) {
  const store = rosterStore(db);

  /** Adds a new account to the roster if its role belongs there, in the transaction that creates the account. */
  async function join(tx: Handle, { id, role, login, createdAt }: Account): Promise<void> {
    if (isLabelRole(role)) await store.insert(tx, { id, role, createdAt, stageName: role === 'artist' ? login : '' });
  }

  /** Role and manager of these people, for access checks. Ids that are not on the roster are left out. */
  const standings = (ids: readonly Id[], on: Handle = db.read): Promise<Standing[]> => store.standings(on, ids);

  /** An artist's manager: `null` for none, `undefined` when the account is no artist. */
  async function managerOf(artistId: Id): Promise<Id | null | undefined> {
    const [standing] = await store.standings(db.read, [artistId]);
    return standing?.role === 'artist' ? standing.managerId : undefined;
  }

  /** A manager's artists, by stage name. */
  async function artistsOf(managerId: Id, page: PageRequest): Promise<Page<Artist>> {
    return pageOf(await store.artistsOf(db.read, managerId, page), page.limit, artistKey);
  }

  /** The ids of all artists of a manager, in no order. */
  const artistIdsOf = (managerId: Id): Promise<Id[]> => store.artistIdsOf(db.read, managerId);

  /** People in the order of the ids; ids that are not on the roster are left out. */
  const users = (ids: readonly Id[]): Promise<User[]> => store.users(db.read, ids);

  /** Artists in the order of the ids; ids of others are left out. */
  const artists = (ids: readonly Id[]): Promise<Artist[]> => store.artists(db.read, ids);

  const listUsers = (request: ListRequest<UserColumn, { role: LabelRole }>): Promise<Listed<User>> =>
    store.listUsers(db.read, request);

  const listArtists = (request: ListRequest<ArtistColumn, { managerId: Id }>): Promise<Listed<Artist>> =>
    store.listArtists(db.read, request);

  /** Everybody who may manage artists: managers and root. */
  const listManagers = (request: ListRequest<ManagerColumn>): Promise<Listed<Person>> =>
    store.listManagers(db.read, request);

  /** Changes a person's data; absent fields stay, `null` clears. @throws not_found (`person`) */
  async function update(id: Id, data: Partial<PersonData>): Promise<PersonData> {
    const updated = await db.write((tx) => store.update(tx, id, data));
    if (!updated) throw refuse('person');
    return updated;
  }

  /** Locks an artist's stage name until the transaction ends. @returns it, `undefined` when the account is not on the roster */
  const lockStageName = (tx: Handle, id: Id): Promise<string | undefined> => store.lockStageName(tx, id);

  /** An artist's stage name; empty or `undefined` for others. */
  const stageNameOf = (on: Handle, id: Id): Promise<string | undefined> => store.stageName(on, id);

  /** Changes an artist's stage name. @throws invalid (`stageName`), not_found (`artist`) */
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
   * Sets an artist's manager.
   * @param managerId a manager or root; `null`: none; `undefined`: a text that is no id
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
        // The manager's account was deleted meanwhile.
        throw isForeignKeyViolation(error) ? refuse('not_manager') : error;
      });
  }

  /** Checks that an account may manage artists, and locks it until the transaction ends. @throws invalid (`not_manager`, `manager_inactive`) */
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
    ...{ join, standings, managerOf, artistsOf, artistIdsOf },
    ...{ users, artists, listUsers, listArtists, listManagers },
    ...{ update, rename, assign, lockStageName, stageNameOf },
  };
}
