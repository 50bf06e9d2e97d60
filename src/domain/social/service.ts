import type { Database } from '../../db/database.ts';
import { feedService } from './feed.ts';
import { followService } from './follows.ts';
import { type Hide, profileService } from './profiles.ts';

export type Social = ReturnType<typeof socialService>;

/** Profiles, who follows whom, and what those one follows did. */
export function socialService(db: Database, hide: Hide) {
  const { profileChanged, ...feed } = feedService(db);
  const profiles = profileService(db, hide, profileChanged);
  const { isSeen, ...shown } = profiles;
  return { ...shown, ...followService(db, profiles), ...feed };
}
