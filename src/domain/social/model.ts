import type { FeedAction, SocialLinks } from '../../db/schema/social.ts';
import type { Id } from '../../lib/ids.ts';
import type { Role } from '../accounts/model.ts';

export type { FeedAction, SocialLinks };

/** What a person decides about his profile. */
export interface Preferences {
  emailNotifications: boolean;
  showOnlineStatus: boolean;
  /** Seen by himself, his followers and root only. */
  isPrivate: boolean;
}

/** A person as he shows himself. Moments are milliseconds since the epoch. */
export interface Profile extends Preferences {
  account: Id;
  login: string;
  role: Role;
  displayName: string | null;
  bio: string | null;
  location: string | null;
  genres: string[];
  instruments: string[];
  links: SocialLinks;
  /** Ids of uploads. */
  avatar: string | null;
  cover: string | null;
  tracks: number;
  followers: number;
  following: number;
  plays: number;
  createdAt: number;
  updatedAt: number;
}
