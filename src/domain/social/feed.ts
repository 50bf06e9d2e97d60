import type { Database, Handle } from '../../db/database.ts';
import type { Id } from '../../lib/ids.ts';
import { type Page, type PageRequest, pageOf } from '../../lib/page.ts';
import type { Visibility } from '../access/service.ts';
import { feedStore } from './feed-store.ts';
import type { FeedEntry } from './model.ts';

/** What those one follows did, as far as one may see their profiles. */
export function feedService(db: Database, { sql }: Pick<Visibility, 'sql'>) {
  const store = feedStore(db, sql);

  const announce = (tx: Handle, actor: Id, action: FeedEntry['action'], track: Id | null, createdAt: number) =>
    store.insert(tx, { id: Bun.randomUUIDv7('hex', createdAt), actor, action, track, createdAt });

  /**
   * Tells the followers of a track that its maker has published, once the track is in the catalogue. The event goes with
   * the track, and shows the name that the track has when it is read.
   */
  const announceTrack = (tx: Handle, account: Id, track: Id) =>
    announce(tx, account, 'track_published', track, Date.now());

  /** Tells the followers that a profile has changed; an earlier word of it gives way to this one. */
  async function profileChanged(tx: Handle, account: Id, changedAt: number): Promise<void> {
    await store.deleteProfileUpdates(tx, account);
    await announce(tx, account, 'profile_updated', null, changedAt);
  }

  /** What those the account follows did, newest first. */
  async function feed(account: Id, page: PageRequest): Promise<Page<FeedEntry>> {
    return pageOf(await store.newest(db.read, account, page), page.limit, ({ id }) => [id]);
  }

  return { announceTrack, profileChanged, feed };
}
