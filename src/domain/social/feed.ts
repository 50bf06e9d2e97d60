import type { Database, Handle } from '../../db/database.ts';
import type { Id } from '../../lib/ids.ts';
import { type Page, type PageRequest, pageOf } from '../../lib/page.ts';
import type { Visibility } from '../access/service.ts';
import { feedStore } from './feed-store.ts';
import type { FeedEntry } from './model.ts';

/** The feed: what the followed accounts did, as far as the reader may see their profiles. */
export function feedService(db: Database, { sql }: Pick<Visibility, 'sql'>) {
  const store = feedStore(db, sql);

  const add = (tx: Handle, actor: Id, action: FeedEntry['action'], track: Id | null, createdAt: number) =>
    store.insert(tx, { id: Bun.randomUUIDv7('hex', createdAt), actor, action, track, createdAt });

  /**
   * Adds an event for a track that was published, after the track is in the catalogue. It is deleted with the track, and
   * shows the track's current name.
   */
  const announceTrack = (tx: Handle, account: Id, track: Id) => add(tx, account, 'track_published', track, Date.now());

  /** Adds an event for a changed profile, in place of the earlier one. */
  async function profileChanged(tx: Handle, account: Id, changedAt: number): Promise<void> {
    await store.deleteProfileUpdates(tx, account);
    await add(tx, account, 'profile_updated', null, changedAt);
  }

  /** The account's feed, newest first. */
  async function feed(account: Id, page: PageRequest): Promise<Page<FeedEntry>> {
    return pageOf(await store.newest(db.read, account, page), page.limit, ({ id }) => [id]);
  }

  return { announceTrack, profileChanged, feed };
}
