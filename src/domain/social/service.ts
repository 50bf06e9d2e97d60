import type { Database } from '../../db/database.ts';
import type { Visibility } from '../access/service.ts';
import type { Events } from '../events.ts';
import type { Tasks } from '../tasks/service.ts';
import { feedService } from './feed.ts';
import { followService } from './follows.ts';
import { peopleService } from './people.ts';
import { profileService } from './profiles.ts';

export type Social = ReturnType<typeof socialService>;

/**
 * Profiles, follows, people, and the feed.
 * @param flushPlays writes the plays counted so far to the profiles
 */
export function socialService(
  db: Database,
  visibility: Visibility,
  events: Events,
  tasks: Pick<Tasks, 'schedule'>,
  flushPlays: () => Promise<void>,
) {
  const { profileChanged, ...feed } = feedService(db, visibility);
  const profiles = profileService(db, visibility, events, flushPlays, profileChanged);
  const { isSeen, ...shown } = profiles;
  return { ...shown, ...followService(db, profiles), ...peopleService(db, visibility, profiles, tasks), ...feed };
}
