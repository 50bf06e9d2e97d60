import type { Database, Handle } from '../../db/database.ts';
import { isForeignKeyViolation } from '../../db/dialect.ts';
import { invalid } from '../../errors.ts';
import type { Id } from '../../lib/ids.ts';
import type { Listed, ListRequest } from '../../lib/listing.ts';
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

  /** Who looks after an artist: `null` for nobody, `undefined` when he is no artist. */
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
  async function tell(id: Id, data: Partial<PersonData>): Promise<PersonData> {
    const told = await db.write((tx) => store.tell(tx, id, data));
    if (!told) throw refuse('person');
    return told;
  }

  /** What an artist is called on stage, which nobody changes until the transaction ends. */
  const holdStageName = (tx: Handle, id: Id): Promise<string | undefined> => store.heldStageName(tx, id);

  /** What an artist is called on stage; empty or `undefined` for others. */
  const stageNameOf = (on: Handle, id: Id): Promise<string | undefined> => store.stageName(on, id);

  /** Gives an artist another stage name. @throws invalid (`stageName`), not_found (`artist`) */
  async function rename(id: Id, stageName: string): Promise<Artist> {
    if (stageName.trim() === '' || stageName.length > LONGEST_STAGE_NAME)
      throw invalid('stageName', `must be 1 to ${LONGEST_STAGE_NAME} characters, not all of them spaces`);
    return change(id, { stageName });
  }

  /** Puts an artist into a manager's or root's care. @throws not_found (`artist`), invalid (`not_manager`) */
  async function assign(id: Id, managerId: Id | undefined): Promise<Artist> {
    const standing = await managerOf(id);
    if (standing === undefined) throw refuse('artist');
    const [manager] = managerId === undefined ? [] : await store.standings(db.read, [managerId]);
    if (!manager || manager.role === 'artist') throw refuse('not_manager');
    return change(id, { managerId: manager.id }).catch((error) => {
      // Somebody deleted the manager's account in between.
      throw isForeignKeyViolation(error) ? refuse('not_manager') : error;
    });
  }

  async function change(id: Id, changes: { stageName?: string; managerId?: Id }): Promise<Artist> {
    const artist = await db.write(async (tx) => {
      if (!(await store.changeArtist(tx, id, changes))) return undefined;
      if (changes.stageName !== undefined) await events.tell(tx, 'artist.renamed', { account: id });
      return (await store.artists(tx, [id]))[0];
    });
    if (!artist) throw refuse('artist');
    return artist;
  }

  return {
    ...{ join, standings, managerOf, artistsOf },
    ...{ users, artists, listUsers, listArtists, listManagers },
    ...{ tell, rename, assign, holdStageName, stageNameOf },
  };
}
