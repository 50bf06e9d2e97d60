import type { FeedAction, SocialLinks } from '../../db/schema/social.ts';
import type { Id } from '../../lib/ids.ts';
import type { Role } from '../accounts/model.ts';

export type { FeedAction, SocialLinks };

/** A public profile with its preferences. Times are milliseconds since the epoch. */
export interface Profile {
  account: Id;
  login: string;
  role: Role;
  displayName: string | null;
  bio: string | null;
  location: string | null;
  genres: string[];
  instruments: string[];
  links: SocialLinks;
  emailNotifications: boolean;
  showOnlineStatus: boolean;
  /** Seen by its owner, their followers and root only. */
  isPrivate: boolean;
  /** Ids of uploads. */
  avatar: Id | null;
  cover: Id | null;
  tracks: number;
  followers: number;
  following: number;
  plays: number;
  createdAt: number;
  updatedAt: number;
}

/** A profile with the ids of those followed, newest first, as far as they are shown. */
export interface FullProfile extends Profile {
  followed: Id[];
}

/** Somebody as lists of people show them. */
export interface Person extends Pick<Profile, 'account' | 'login' | 'role' | 'displayName' | 'avatar' | 'isPrivate'> {
  tracks: number;
  followers: number;
  /** Whether the viewer follows them. */
  isFollowed: boolean;
}

/** Changes of a profile: absent fields stay, `null` clears. The links are replaced as a whole. */
export interface ProfileChanges {
  emailNotifications?: boolean | undefined;
  showOnlineStatus?: boolean | undefined;
  isPrivate?: boolean | undefined;
  displayName?: string | null | undefined;
  bio?: string | null | undefined;
  location?: string | null | undefined;
  genres?: string[] | undefined;
  instruments?: string[] | undefined;
  links?: SocialLinks | undefined;
}

/** One account follows another, since `createdAt`. */
export interface Following {
  id: Id;
  follower: Id;
  followed: Id;
  createdAt: number;
}

/** An event of a followed account. */
export interface FeedEntry {
  id: string;
  actor: Id;
  login: string;
  displayName: string | null;
  avatar: Id | null;
  action: FeedAction;
  track: Id | null;
  title: string | null;
  createdAt: number;
}
