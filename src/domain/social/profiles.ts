import type { Database, Handle } from '../../db/database.ts';
import { DomainError } from '../../errors.ts';
import { personKeyOf } from '../../lib/folding.ts';
import type { Id } from '../../lib/ids.ts';
import { type Page, type PageRequest, pageWithin } from '../../lib/page.ts';
import type { Visibility } from '../access/service.ts';
import { type Account, noAccount } from '../accounts/model.ts';
import type { Events } from '../events.ts';
import { readLinks } from './links.ts';
import type { FullProfile, ProfileChanges } from './model.ts';
import { followStore, profileStore } from './store.ts';

/** Most followed accounts that a profile shows, and each profile of a list. */
const MOST_FOLLOWED = 1000;
const MOST_FOLLOWED_IN_LIST = 100;

export type Profiles = ReturnType<typeof profileService>;

/**
 * Profiles, and who may see them.
 * @param flushPlays writes the plays counted so far to the profiles
 * @param changed called for each change that others can see, in its transaction
 */
export function profileService(
  db: Database,
  visibility: Visibility,
  events: Events,
  flushPlays: () => Promise<void>,
  changed: (tx: Handle, account: Id, changedAt: number) => Promise<void>,
) {
  const store = profileStore(db);
  const follows = followStore(db);

  /** Creates the profile of a new account, in the transaction that creates the account. */
  const join = (
    tx: Handle,
    { id, login, createdAt, role, passwordSetAt }: Account,
    displayName: string | null = null,
  ) =>
    store.insert(tx, {
      account: id,
      nameKey: personKeyOf(displayName, login),
      ...{ displayName, bio: null, location: null, genres: [], instruments: [], links: {} },
      ...{ emailNotifications: true, showOnlineStatus: true, isPrivate: false, avatar: null, cover: null },
      ...{ tracks: 0, followers: 0, following: 0, plays: 0, createdAt, updatedAt: createdAt },
      // An account without a password was made by the recorder, and is not a user of the community.
      listed: role !== 'root' && passwordSetAt !== null,
    });

  /** Deletes the follows of an account that is being deleted, and updates the counts of others. */
  const leave = (tx: Handle, { id }: Account) => follows.deleteAll(tx, id);

  /** Whether the viewer (`undefined`: not signed in) may see what belongs to the profile; true where there is none. */
  const maySee = async (viewer: Account | undefined, owner: Id) =>
    (await visibility.canSeeProfile(viewer, owner)) ?? true;

  /** The same for an account that a request names. @throws not_found */
  async function isSeen(viewer: Account | undefined, owner: Id): Promise<boolean> {
    const isVisible = await visibility.canSeeProfile(viewer, owner);
    if (isVisible === undefined) throw noAccount();
    return isVisible;
  }

  /** @throws not_found, forbidden when the profile is private to the viewer */
  async function checkSeen(viewer: Account | undefined, owner: Id): Promise<void> {
    if (!(await isSeen(viewer, owner)))
      throw new DomainError('forbidden', 'Profile is private', { subject: 'profile' });
  }

  async function full(on: Handle, account: Id): Promise<FullProfile> {
    const profile = await store.byAccount(on, account);
    if (!profile) throw noAccount();
    const followed = await follows.newestFollowed(on, [account], MOST_FOLLOWED);
    return { ...profile, followed: followed.get(account) ?? [] };
  }

  /** A profile. @throws not_found, forbidden when it is private to the viewer */
  async function profile(viewer: Account | undefined, account: Id): Promise<FullProfile> {
    await checkSeen(viewer, account);
    await flushPlays();
    return full(db.read, account);
  }

  /**
   * The profiles of the community, newest accounts first. Those that the viewer may not see are redacted.
   * @param except an account that is left out
   * @throws invalid (`cursor`)
   */
  async function profiles(
    viewer: Account | undefined,
    page: PageRequest,
    except: Id | undefined,
  ): Promise<Page<FullProfile>> {
    const read = async (piece: PageRequest): Promise<FullProfile[]> => {
      const found = await store.list(db.read, piece, except);
      const ids = found.map(({ account }) => account);
      const followed = await follows.newestFollowed(db.read, ids, MOST_FOLLOWED_IN_LIST);
      const hidden = await visibility.hiddenAmong(viewer, found);
      const entries = found.map((entry) => ({ ...entry, followed: followed.get(entry.account) ?? [] }));
      return entries.map((entry) => (hidden.has(entry.account) ? redacted(entry) : entry));
    };
    return pageWithin(read, page, ({ account }) => [account]);
  }

  /**
   * Changes fields of a profile; absent ones stay. Followers see an event if others can see the change.
   * @throws not_found, invalid naming the field
   */
  async function change(account: Id, changes: ProfileChanges): Promise<FullProfile> {
    const wanted = { ...changes, links: changes.links && readLinks(changes.links) };
    const entries = Object.entries(wanted).filter(([, value]) => value !== undefined);
    return db.write(async (tx) => {
      const before = await store.lock(tx, account);
      if (!before) throw noAccount();
      const differing = entries.filter(
        ([field, value]) => !Bun.deepEquals(value, before[field as keyof ProfileChanges]),
      );
      if (differing.length > 0) {
        const updatedAt = Date.now();
        await store.update(tx, account, { ...Object.fromEntries(differing), updatedAt });
        // Before the events: this refers to the account's row, and all transactions lock that row before the artist's.
        if (differing.some(([field]) => !PREFERENCES.has(field))) await changed(tx, account, updatedAt);
        const fields = new Set(differing.map(([field]) => field));
        if (fields.has('isPrivate')) await events.emit(tx, 'profile.visibility', { account });
        if (fields.has('displayName')) await events.emit(tx, 'account.renamed', { account });
      }
      return full(tx, account);
    });
  }

  /** Sets the avatar (the id of an upload), with an event for followers, or removes it (`null`). */
  async function setAvatar(tx: Handle, account: Id, avatar: Id | null): Promise<void> {
    const updatedAt = Date.now();
    await store.update(tx, account, { avatar, updatedAt });
    if (avatar !== null) await changed(tx, account, updatedAt);
  }

  /** Sets or removes the cover picture (the id of an upload). */
  const setCover = (tx: Handle, account: Id, cover: Id | null) =>
    store.update(tx, account, { cover, updatedAt: Date.now() });

  /** Adds to the count of tracks, in the transaction that adds or (negative) deletes them. */
  const countTracks = (tx: Handle, account: Id, by: number) => store.count(tx, account, 'tracks', by);

  /** Adds plays of the account's tracks to its count. */
  const countPlays = (tx: Handle, account: Id, plays: number) => store.count(tx, account, 'plays', plays);

  /** The account's display name, or else its login; `undefined` when there is no such account. */
  async function nameOf(on: Handle, account: Id): Promise<string | undefined> {
    const found = await store.names(on, account);
    return found && (found.displayName ?? found.login);
  }

  return {
    ...{ join, leave, isSeen, checkSeen, maySee, profile, profiles, change },
    ...{ setAvatar, setCover, countTracks, countPlays, nameOf },
  };
}

const PREFERENCES = new Set(['emailNotifications', 'showOnlineStatus', 'isPrivate']);

/** A private profile as lists show it to viewers who may not see it. */
function redacted(profile: FullProfile): FullProfile {
  return { ...profile, bio: null, location: null, links: {}, followed: [] };
}
