import type { Database } from '../../db/database.ts';
import { feedService } from './feed.ts';
import { followService } from './follows.ts';
import { type Published, profileService } from './profiles.ts';

export type Social = ReturnType<typeof socialService>;

/** Profiles, who follows whom, and what those one follows did. */
export function socialService(db: Database, published: Published) {
  const { profileChanged, ...feed } = feedService(db);
  const profiles = profileService(db, published, profileChanged);
  const { isSeen, ...shown } = profiles;
  return { ...shown, ...followService(db, profiles), ...feed };
}
