import type { Database } from '../../db/database.ts';
import type { Visibility } from '../access/service.ts';
import type { Events } from '../events.ts';
import { feedService } from './feed.ts';
import { followService } from './follows.ts';
import { profileService } from './profiles.ts';

export type Social = ReturnType<typeof socialService>;

/**
 * Profiles, follows, and the feed.
 * @param flushPlays writes the plays counted so far to the profiles
 */
export function socialService(db: Database, visibility: Visibility, events: Events, flushPlays: () => Promise<void>) {
  const { profileChanged, ...feed } = feedService(db, visibility);
  const profiles = profileService(db, visibility, events, flushPlays, profileChanged);
  const { isSeen, ...shown } = profiles;
  return { ...shown, ...followService(db, profiles), ...feed };
}
