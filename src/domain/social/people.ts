import type { Database, Handle } from '../../db/database.ts';
import { invalid } from '../../errors.ts';
import { personKeyOf, soughtWords } from '../../lib/folding.ts';
import type { Id } from '../../lib/ids.ts';
import { type Page, type PageRequest, pageOf } from '../../lib/page.ts';
import { isLongerThan } from '../../lib/text.ts';
import type { Visibility } from '../access/service.ts';
import { type Account, noAccount } from '../accounts/model.ts';
import type { Tasks } from '../tasks/service.ts';
import type { Person } from './model.ts';
import { type PersonRow, peopleStore } from './people-store.ts';
import type { Profiles } from './profiles.ts';
import { followStore, profileStore } from './store.ts';

/** The topic, and the lane, of the tasks that find words for the profiles of an older database. */
export const NAME_PEOPLE = 'name_people';
/** Profiles of one transaction. Other writers wait for it. */
const AT_ONCE = 200;
/** Characters of a search. */
const LONGEST_QUERY = 500;

/**
 * Lists of people, with what a list shows of each. Whoever's profile is private to the viewer is in none of them: neither
 * found, nor told of as a follower.
 */
export function peopleService(
  db: Database,
  { sql }: Pick<Visibility, 'sql'>,
  profiles: Profiles,
  tasks: Pick<Tasks, 'schedule'>,
) {
  const store = peopleStore(db, sql);
  const { names } = profileStore(db);
  const { followedAmong } = followStore(db);

  /** Adds to rows whether the viewer follows each. */
  async function withFollows<Row extends Omit<Person, 'isFollowed'>>(
    viewer: Account | undefined,
    { entries, next }: Page<Row>,
  ): Promise<Page<Person>> {
    const ids = entries.map(({ account }) => account);
    const followed = viewer && ids.length > 0 ? await followedAmong(db.read, viewer.id, ids) : new Set<Id>();
    return {
      entries: entries.map((entry) => ({ ...entry, isFollowed: followed.has(entry.account) })),
      ...(next && { next }),
    };
  }

  /**
   * People of the community by name. With a query those whose names have all its words, each as the beginning of one of
   * theirs; a query of separators alone finds nobody.
   * @throws invalid (`query`) when it is longer than 500 characters; invalid (`cursor`)
   */
  async function people(
    viewer: Account | undefined,
    query: string | undefined,
    page: PageRequest,
  ): Promise<Page<Person>> {
    if (query !== undefined && isLongerThan(query, LONGEST_QUERY))
      throw invalid('query', `must have at most ${LONGEST_QUERY} characters`);
    const words = query === undefined ? [] : soughtWords(query);
    if (query !== undefined && words.length === 0) return { entries: [] };
    const rows = await store.called(db.read, viewer?.id, words, page);
    return withFollows(
      viewer,
      pageOf(rows, page.limit, ({ nameKey, account }) => [nameKey, account]),
    );
  }

  /**
   * Somebody, whoever asks, and whether the viewer may see the profile: of one that is private no more is told.
   * @throws not_found
   */
  async function person(viewer: Account | undefined, account: Id): Promise<Person & { isVisible: boolean }> {
    const found = await store.one(db.read, account);
    if (!found) throw noAccount();
    const isVisible = await profiles.isSeen(viewer, account);
    const [entry] = (await withFollows(viewer, { entries: [found] })).entries as [Person];
    return isVisible ? { ...entry, isVisible } : { ...entry, avatar: null, tracks: 0, followers: 0, isVisible };
  }

  /** @throws not_found, forbidden when the profile is private to the viewer; invalid (`cursor`) */
  async function related(
    read: typeof store.followersOf,
    viewer: Account | undefined,
    account: Id,
    page: PageRequest,
  ): Promise<Page<Person>> {
    await profiles.checkSeen(viewer, account);
    const rows = await read(db.read, viewer?.id, account, page);
    const key = ({ since, follow }: PersonRow) => [since, follow];
    return withFollows(viewer, pageOf(rows, page.limit, key));
  }

  /** Brings the words by which somebody is found up to date, after a name of theirs has changed. */
  async function rename(tx: Handle, account: Id): Promise<void> {
    const found = await names(tx, account);
    if (found) await store.setNameKeys(tx, [{ account, nameKey: personKeyOf(found.displayName, found.login) }]);
  }

  /** Finds words for profiles of an older version, if there are any. To be called at each start. */
  async function nameOld(): Promise<void> {
    if ((await store.unnamed(db.read, 1)).length > 0)
      await db.write((tx) => tasks.schedule(tx, NAME_PEOPLE, NAME_PEOPLE, {}, 0));
  }

  /** Handles tasks: finds words for some, and asks for the next ones. */
  async function onNamePeople(tx: Handle): Promise<void> {
    const found = await store.unnamed(tx, AT_ONCE);
    await store.setNameKeys(
      tx,
      found.map(({ account, login, displayName }) => ({ account, nameKey: personKeyOf(displayName, login) })),
    );
    if (found.length === AT_ONCE) await tasks.schedule(tx, NAME_PEOPLE, NAME_PEOPLE, {}, 0);
  }

  return {
    ...{ people, person, rename, nameOld, onNamePeople },
    /** Who follows the account, newest first. */
    followersAmongPeople: (viewer: Account | undefined, account: Id, page: PageRequest) =>
      related(store.followersOf, viewer, account, page),
    /** Whom the account follows, newest first. */
    followedAmongPeople: (viewer: Account | undefined, account: Id, page: PageRequest) =>
      related(store.followedBy, viewer, account, page),
  };
}
