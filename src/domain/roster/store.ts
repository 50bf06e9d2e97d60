import { aliasedTable, and, eq, inArray, or, sql } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import { forUpdate } from '../../db/engines.ts';
import { type Keyset, rowsOfPage } from '../../db/keyset.ts';
import { allOf, idsOfPage, inOrder, type Listing, matches, occursIn, wordsOf } from '../../db/list-query.ts';
import { prepared } from '../../db/query.ts';
import type { Id } from '../../lib/ids.ts';
import type { Listed, ListRequest } from '../../lib/list-request.ts';
import type { PageRequest } from '../../lib/page.ts';
import { searchKey } from '../../lib/text.ts';
import type {
  Artist,
  ArtistColumn,
  LabelRole,
  ManagerColumn,
  Person,
  PersonData,
  Standing,
  User,
  UserColumn,
} from './model.ts';

/** Queries on the label's people. */
export function rosterStore({ engine, tables: { accounts, roster } }: Database) {
  const manager = aliasedTable(roster, 'manager');
  const { surname, firstname, patronymic, contact, role, createdAt, stageName, managerId } = roster;
  const person = { id: roster.accountId, role, surname, firstname, patronymic, contact, createdAt };
  const standing = { id: roster.accountId, role, managerId };
  const { surnameKey, firstnameKey, contactKey, stageNameKey } = roster;
  const byStageName: Keyset = { columns: [stageNameKey, roster.accountId], order: 'asc' };

  const people: Pick<Listing<never>, 'from' | 'id'> = {
    from: (on, fields) => on.select(fields).from(roster),
    id: roster.accountId,
  };
  const newestFirst = [{ by: 'createdAt', direction: 'desc' }] as const;
  const lists = {
    users: { ...people, columns: { createdAt, role }, order: newestFirst } satisfies Listing<UserColumn>,
    managers: {
      ...people,
      columns: { surname: surnameKey, firstname: firstnameKey, createdAt },
      order: newestFirst,
    } satisfies Listing<ManagerColumn>,
    artists: {
      ...people,
      columns: { stageName: stageNameKey, surname: surnameKey, firstname: firstnameKey, createdAt },
      order: newestFirst,
    } satisfies Listing<ArtistColumn>,
  };

  const standings = (ids: readonly unknown[]) => (on: Handle) =>
    on
      .select(standing)
      .from(roster)
      .where(inArray(roster.accountId, ids as Id[]));
  const standingsOfTwo = prepared(standings([sql.placeholder('one'), sql.placeholder('other')]));

  const users = async (on: Handle, ids: readonly Id[]): Promise<User[]> => {
    const { login, email, active } = accounts;
    const rows = await on
      .select({ ...person, login, email, active })
      .from(roster)
      .innerJoin(accounts, eq(accounts.id, roster.accountId))
      .where(inArray(roster.accountId, [...ids]));
    return inOrder(ids, rows);
  };

  const selectArtists = (on: Handle) =>
    on
      .select({
        ...{ ...person, stageName, managerId },
        manager: {
          surname: manager.surname,
          firstname: manager.firstname,
          patronymic: manager.patronymic,
          contact: manager.contact,
        },
        knownManager: manager.accountId,
      })
      .from(roster)
      .leftJoin(manager, eq(manager.accountId, roster.managerId));
  type ArtistRow = Omit<Artist, 'manager'> & { manager: PersonData | null; knownManager: Id | null };
  // drizzle returns null for a joined row whose selected columns are all null: a manager without personal data.
  const artistOf = ({ knownManager, manager: data, ...artist }: ArtistRow): Artist => ({
    ...artist,
    manager: knownManager === null ? null : (data ?? NO_DATA),
  });

  const artists = async (on: Handle, ids: readonly Id[]): Promise<Artist[]> => {
    const rows = await selectArtists(on).where(allOf(inArray(roster.accountId, [...ids]), eq(role, 'artist')));
    return inOrder(ids, rows.map(artistOf));
  };

  return {
    /** Role and manager of these people. Ids that are not on the roster are left out. */
    standings: (on: Handle, ids: readonly Id[]): Promise<Standing[]> =>
      ids.length <= 2 ? standingsOfTwo(on, { one: ids[0], other: ids.at(-1) }) : standings(ids)(on),

    /** In the order of the ids. */
    users,
    artists,

    listUsers: async (on: Handle, request: ListRequest<UserColumn, { role: LabelRole }>): Promise<Listed<User>> => {
      const { search, filters } = request;
      const condition = allOf(
        filters.role && eq(role, filters.role),
        ...wordsOf(search ?? '').map(({ key, folded }) =>
          or(
            occursIn([surnameKey, firstnameKey, contactKey], key),
            inArray(
              roster.accountId,
              on
                .select({ id: accounts.id })
                .from(accounts)
                .where(
                  and(
                    inArray(accounts.role, ['artist', 'manager', 'root']),
                    occursIn([accounts.loginKey, accounts.emailKey], folded),
                  ),
                ),
            ),
          ),
        ),
      );
      const { entries, total } = await idsOfPage(on, lists.users, condition, request);
      return { entries: await users(on, entries), total };
    },

    listArtists: async (on: Handle, request: ListRequest<ArtistColumn, { managerId: Id }>): Promise<Listed<Artist>> => {
      const { search, filters } = request;
      const condition = allOf(
        eq(role, 'artist'),
        filters.managerId !== undefined && eq(managerId, filters.managerId),
        search !== undefined && matches([stageNameKey, surnameKey, firstnameKey], search),
      );
      const { entries, total } = await idsOfPage(on, lists.artists, condition, request);
      return { entries: await artists(on, entries), total };
    },

    listManagers: async (on: Handle, request: ListRequest<ManagerColumn>): Promise<Listed<Person>> => {
      const { search } = request;
      const condition = allOf(
        inArray(role, ['manager', 'root']),
        search !== undefined && matches([surnameKey, firstnameKey], search),
      );
      const { entries, total } = await idsOfPage(on, lists.managers, condition, request);
      const rows = await on.select(person).from(roster).where(inArray(roster.accountId, entries));
      return { entries: inOrder(entries, rows), total };
    },

    /** By stage name, one more than the page holds if there is more. */
    artistsOf: async (on: Handle, manager: Id, page: PageRequest): Promise<Artist[]> =>
      (await rowsOfPage(selectArtists(on), byStageName, page, eq(managerId, manager))).map(artistOf),

    artistIdsOf: async (on: Handle, manager: Id): Promise<Id[]> =>
      (await on.select({ id: roster.accountId }).from(roster).where(eq(managerId, manager))).map(({ id }) => id),

    insert: async (tx: Handle, { id, ...row }: Pick<Person, 'id' | 'role' | 'createdAt'> & { stageName: string }) =>
      void (await tx.insert(roster).values({ accountId: id, ...row, stageNameKey: searchKey(row.stageName) })),

    /** @returns the changed person, `undefined` when there is none */
    update: async (tx: Handle, id: Id, data: Partial<PersonData>): Promise<PersonData | undefined> => {
      const keys = {
        ...(data.surname == null ? {} : { surnameKey: searchKey(data.surname) }),
        ...(data.firstname == null ? {} : { firstnameKey: searchKey(data.firstname) }),
        ...(data.contact == null ? {} : { contactKey: searchKey(data.contact) }),
      };
      const [row] = await tx
        .update(roster)
        .set({ ...data, ...keys })
        .where(eq(roster.accountId, id))
        .returning({ surname, firstname, patronymic, contact });
      return row;
    },

    /** The stage name of an artist, whose row is locked until the transaction ends. */
    lockStageName: async (tx: Handle, id: Id): Promise<string | undefined> =>
      (await forUpdate(engine, tx.select({ stageName }).from(roster).where(eq(roster.accountId, id))))[0]?.stageName,

    /** Whether an account is active; it is locked until the transaction ends. */
    lockActive: async (tx: Handle, id: Id): Promise<boolean> => {
      const { active } = accounts;
      return (
        (await forUpdate(engine, tx.select({ active }).from(accounts).where(eq(accounts.id, id))))[0]?.active ?? false
      );
    },
    stageName: async (on: Handle, id: Id): Promise<string | undefined> =>
      (await on.select({ stageName }).from(roster).where(eq(roster.accountId, id)))[0]?.stageName,

    /** @returns whether there is such an artist */
    changeArtist: async (
      tx: Handle,
      id: Id,
      { stageName, managerId }: { stageName?: string; managerId?: Id | null },
    ): Promise<boolean> => {
      const rows = await tx
        .update(roster)
        .set({ managerId, ...(stageName === undefined ? {} : { stageName, stageNameKey: searchKey(stageName) }) })
        .where(allOf(eq(roster.accountId, id), eq(role, 'artist')))
        .returning({ id: roster.accountId });
      return rows.length > 0;
    },
  };
}

const NO_DATA: PersonData = { surname: null, firstname: null, patronymic: null, contact: null };

/** The sort key by which a manager's artists are paged. */
export const artistKey = ({ stageName, id }: Artist) => [searchKey(stageName), id];
