import type { Static } from '@sinclair/typebox';
import type { Account, AppKey, Role } from '../../domain/accounts/model.ts';
import type {
  FeedEntry,
  Following,
  FullProfile,
  Person,
  ProfileChanges,
  SocialLinks,
} from '../../domain/social/model.ts';
import { invalid } from '../../errors.ts';
import { toUuid } from '../../lib/ids.ts';
import { instant } from '../../lib/time.ts';
import type {
  AppKeysAnswer,
  FeedDocument,
  FollowDocument,
  NewAppKeyAnswer,
  PersonDocument,
  ProfileDocument,
  SignedInAnswer,
} from './answers.ts';
import type { ProfileBody as ProfileShape } from './shapes.ts';

type ProfileBody = Static<typeof ProfileShape>;

/**
 * Domain to wire: ids as UUIDs; `_id` is the same id in the spelling of MongoDB. What is not set is absent, as the
 * document's types have it.
 */

/** The first field of every answer but refusals. */
export const DONE = { success: true } as const;
export const dataOf = <Data>(data: Data) => ({ ...DONE, data });

const ROLES = {
  listener: 'listener',
  musician: 'musician',
  artist: 'musician',
  manager: 'listener',
  root: 'admin',
} as const satisfies Record<Role, string>;

export const userDocument = ({ id, email, login, role }: Account): Static<typeof SignedInAnswer>['user'] => ({
  id: toUuid(id),
  // The document promises a text; accounts of other dialects may have none.
  email: email ?? '',
  username: login,
  role: ROLES[role],
});

export const newAppKeyDocument = ({
  id,
  name,
  key,
  createdAt,
}: AppKey & { key: string }): Static<typeof NewAppKeyAnswer>['appKey'] => ({
  id: toUuid(id),
  name,
  key,
  createdAt: instant(createdAt),
});

export const appKeyDocument = (key: AppKey): Static<typeof AppKeysAnswer>['appKeys'][number] => ({
  id: toUuid(key.id),
  name: key.name,
  hint: key.hint,
  createdAt: instant(key.createdAt),
  lastUsedAt: key.lastUsedAt === null ? null : instant(key.lastUsedAt),
  lastClient: key.lastClient,
});

const avatarUrl = (origin: string, account: string) => `${origin}/media/avatar/${toUuid(account)}`;

/** @param origin of its URLs */
export const profileDocument =
  (origin: string) =>
  (profile: FullProfile): Static<typeof ProfileDocument> => ({
    _id: profile.account,
    userId: toUuid(profile.account),
    username: profile.login,
    displayName: profile.displayName ?? undefined,
    bio: profile.bio ?? undefined,
    avatarUrl: profile.avatar === null ? undefined : avatarUrl(origin, profile.account),
    coverImageUrl: profile.cover === null ? undefined : `${origin}/media/file/${toUuid(profile.cover)}`,
    location: profile.location ?? undefined,
    genres: profile.genres,
    instruments: profile.instruments,
    socialLinks: profile.links,
    stats: {
      tracksCount: profile.tracks,
      followersCount: profile.followers,
      followingCount: profile.following,
      totalPlays: profile.plays,
    },
    preferences: {
      emailNotifications: profile.emailNotifications,
      showOnlineStatus: profile.showOnlineStatus,
      privateProfile: profile.isPrivate,
    },
    role: ROLES[profile.role],
    following: profile.followed.map(toUuid),
    createdAt: instant(profile.createdAt),
    updatedAt: instant(profile.updatedAt),
  });

export const followDocument = ({ id, follower, followed, createdAt }: Following): Static<typeof FollowDocument> => ({
  _id: id,
  followerId: toUuid(follower),
  followingId: toUuid(followed),
  createdAt: instant(createdAt),
});

/** @param origin of its URLs */
export const personDocument =
  (origin: string) =>
  (person: Person): Static<typeof PersonDocument> => ({
    userId: toUuid(person.account),
    username: person.login,
    displayName: person.displayName ?? undefined,
    avatarUrl: person.avatar === null ? undefined : avatarUrl(origin, person.account),
    role: ROLES[person.role],
    tracksCount: person.tracks,
    followersCount: person.followers,
    privateProfile: person.isPrivate,
    isFollowing: person.isFollowed,
  });

/** @param origin of its URLs */
export const feedDocument =
  (origin: string) =>
  ({ actor, login, displayName, avatar, action, track, title, createdAt }: FeedEntry): Static<typeof FeedDocument> => ({
    userId: toUuid(actor),
    username: login,
    displayName: displayName ?? undefined,
    avatarUrl: avatar === null ? undefined : avatarUrl(origin, actor),
    action,
    trackId: track === null ? undefined : toUuid(track),
    trackTitle: title ?? undefined,
    createdAt: instant(createdAt),
  });

/** Wire to domain. White space alone clears a text. @throws invalid as `readLinks` */
export function readProfile({ socialLinks, preferences, ...body }: ProfileBody): ProfileChanges {
  const { emailNotifications, showOnlineStatus, privateProfile } = preferences || {};
  return {
    displayName: readText(body.displayName),
    bio: readText(body.bio),
    location: readText(body.location),
    genres: body.genres,
    instruments: body.instruments,
    links: socialLinks && readLinks(socialLinks),
    emailNotifications: chosen(emailNotifications),
    showOnlineStatus: chosen(showOnlineStatus),
    isPrivate: chosen(privateProfile),
  };
}

const readText = (text: string | null | undefined) => (text?.trim() === '' ? null : text);

/** Wire to domain: `null` and an empty text count as absent. */
export const chosen = <Value>(value: Value | null | '' | undefined): Value | undefined =>
  value === null || value === '' ? undefined : value;

/** @throws invalid naming an unknown kind of link */
function readLinks({ youtube, vk, telegram, ...others }: NonNullable<ProfileBody['socialLinks']>): SocialLinks {
  const [unknown] = Object.keys(others);
  if (unknown !== undefined)
    throw invalid(`socialLinks.${unknown.slice(0, 50)}`, 'is not known: give youtube, vk and telegram');
  const links = Object.entries({ youtube, vk, telegram }).filter(([, link]) => readText(link) != null);
  return Object.fromEntries(links);
}
