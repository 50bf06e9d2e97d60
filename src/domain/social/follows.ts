import type { Database, Handle } from '../../db/database.ts';
import { isForeignKeyViolation, isUniqueViolation } from '../../db/engines.ts';
import { DomainError, invalid } from '../../errors.ts';
import { type Id, newId } from '../../lib/ids.ts';
import { type Page, type PageRequest, pageWithin } from '../../lib/page.ts';
import { type Account, noAccount } from '../accounts/model.ts';
import type { Following } from './model.ts';
import type { Profiles } from './profiles.ts';
import { followStore, profileStore } from './store.ts';

/** Who follows whom. */
export function followService(db: Database, profiles: Profiles) {
  const store = followStore(db);
  const { count } = profileStore(db);

  /** Updates both counts of a follow, always in one order, so that two accounts that follow each other don't deadlock. */
  async function updateCounts(tx: Handle, follower: Id, followed: Id, by: 1 | -1): Promise<void> {
    const counts = [
      { account: follower, count: 'following' },
      { account: followed, count: 'followers' },
    ] as const;
    for (const one of follower < followed ? counts : counts.toReversed()) await count(tx, one.account, one.count, by);
  }

  /** @throws invalid (`followed`) when both are the same, conflict when already following, not_found when either is missing */
  async function follow(follower: Id, followed: Id): Promise<Following> {
    if (follower === followed) throw invalid('followed', 'must be somebody else: nobody follows themselves');
    const createdAt = Date.now();
    const row = { id: newId(createdAt), follower, followed, createdAt };
    await db
      .write(async (tx) => {
        // The unique and foreign keys check this without another query, and without a race.
        await store.insert(tx, row);
        await updateCounts(tx, follower, followed, 1);
      })
      .catch((error) => {
        if (isUniqueViolation(error)) throw new DomainError('conflict', 'Already following');
        throw isForeignKeyViolation(error) ? noAccount() : error;
      });
    return row;
  }

  /** @throws not_found when not following */
  async function unfollow(follower: Id, followed: Id): Promise<void> {
    await db.write(async (tx) => {
      if (!(await store.delete(tx, follower, followed)))
        throw new DomainError('not_found', 'Not following', { subject: 'follow' });
      await updateCounts(tx, follower, followed, -1);
    });
  }

  const pageOfFollows = (read: (piece: PageRequest) => Promise<Following[]>, page: PageRequest) =>
    pageWithin(read, page, ({ createdAt, id }) => [createdAt, id]);

  /** Newest first. @throws not_found, forbidden when the profile is private to the viewer */
  async function followersOf(viewer: Account | undefined, account: Id, page: PageRequest): Promise<Page<Following>> {
    await profiles.checkSeen(viewer, account);
    return pageOfFollows((piece) => store.followersOf(db.read, account, piece), page);
  }

  /** Newest first. @throws not_found, forbidden when the profile is private to the viewer */
  async function followingOf(viewer: Account | undefined, account: Id, page: PageRequest): Promise<Page<Following>> {
    await profiles.checkSeen(viewer, account);
    return pageOfFollows((piece) => store.followingOf(db.read, account, piece), page);
  }

  const follows = async (follower: Id, followed: Id): Promise<boolean> =>
    (await store.followedAmong(db.read, follower, [followed])).has(followed);

  /**
   * Whether one account follows another. A viewer who may see either profile may know.
   * @throws not_found when either does not exist, forbidden when both are private to the viewer
   */
  async function isFollowing(viewer: Account | undefined, follower: Id, followed: Id): Promise<boolean> {
    const seen = [await profiles.isSeen(viewer, follower), await profiles.isSeen(viewer, followed)];
    if (!seen.includes(true)) await profiles.checkSeen(viewer, followed);
    return follows(follower, followed);
  }

  return { follow, unfollow, followersOf, followingOf, follows, isFollowing };
}
