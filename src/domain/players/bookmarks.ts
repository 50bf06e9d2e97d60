import type { Database } from '../../db/database.ts';
import { isForeignKeyViolation } from '../../db/engines.ts';
import { DomainError } from '../../errors.ts';
import type { Id } from '../../lib/ids.ts';
import type { Account } from '../accounts/model.ts';
import { type BookmarkRow, bookmarkStore } from './bookmarks-store.ts';
import { checkPosition, checkText, noThing } from './model.ts';
import type { Seen } from './seen-store.ts';

const MOST_BOOKMARKS = 1000;
const LONGEST_COMMENT = 1000;

/** A place in a song where somebody stopped. `position` in milliseconds, the moments since the epoch. */
export type Bookmark = Omit<BookmarkRow, 'account'>;

/** Bookmarks: at most one in a song for each account. */
export function bookmarkService(db: Database, seen: Seen) {
  const store = bookmarkStore(db, seen);

  /**
   * Sets the viewer's bookmark in a song. One that is there is replaced, and keeps the moment it was created.
   * @throws invalid (`position`, `comment`), not_found when the viewer may find no such song, conflict when they have 1,000
   */
  async function setBookmark(viewer: Account, track: Id, position: number, comment: string): Promise<void> {
    checkPosition(position);
    checkText('comment', comment, LONGEST_COMMENT);
    await db
      .write(async (tx) => {
        await seen.lockAccount(tx, viewer.id);
        if (!(await seen.among(tx, 'track', viewer.id, [track])).has(track)) throw noThing('track');
        if ((await store.others(tx, viewer.id, track)) >= MOST_BOOKMARKS)
          throw new DomainError('conflict', `There are ${MOST_BOOKMARKS} bookmarks already, delete one first`);
        const now = Date.now();
        await store.put(tx, { account: viewer.id, track, position, comment, createdAt: now, changedAt: now });
      })
      .catch((error) => {
        // The track was deleted meanwhile.
        throw isForeignKeyViolation(error) ? noThing('track') : error;
      });
  }

  /** Removes the viewer's bookmark in a song, if there is one. */
  const removeBookmark = (viewer: Account, track: Id): Promise<void> =>
    db.write((tx) => store.remove(tx, viewer.id, track));

  /** The viewer's bookmarks in songs that they may find, the one changed last first. */
  async function bookmarks(viewer: Account): Promise<Bookmark[]> {
    return (await store.of(db.read, viewer.id)).map(({ account, ...bookmark }) => bookmark);
  }

  /** The positions of the viewer's bookmarks in songs; those without one are absent. */
  async function bookmarksOf(viewer: Account, tracks: readonly Id[]): Promise<Map<Id, number>> {
    const rows = await store.among(db.read, viewer.id, tracks);
    return new Map(rows.map(({ id, position }) => [id, position]));
  }

  return { setBookmark, removeBookmark, bookmarks, bookmarksOf };
}
