import { type TSchema, Type as t } from '@sinclair/typebox';
import { NAME_RULE } from '../../lib/login-names.ts';

/** Request bodies. A description completes "<field> must be …" in errors, and is what Swagger UI shows. */

export const userId = t.String({ description: 'the id of a user', minLength: 1, maxLength: 64 });
const secret = t.String({ description: 'a text of 8 to 256 characters' });
const token = t.String({ description: 'a token', minLength: 1, maxLength: 4096 });

export const RegisterBody = t.Object({
  email: t.String({ description: 'an e-mail address', maxLength: 254 }),
  username: t.String({ description: NAME_RULE }),
  password: secret,
  role: t.Optional(
    t.Union([t.Literal('musician'), t.Literal('listener')], { description: '"musician" or "listener"' }),
  ),
});

export const LoginBody = t.Object({
  email: t.String({ description: 'an e-mail address, or a user name', minLength: 1 }),
  password: t.String({ description: 'a text' }),
});

export const RefreshBody = t.Object({ refreshToken: token });

export const PasswordBody = t.Object({ userId, oldPassword: t.String({ description: 'a text' }), newPassword: secret });

/** At most so many characters; `null` (or nothing but white space) clears it. */
const clearable = (most: number, description = `a text of at most ${most} characters`) =>
  t.Optional(t.Union([t.String({ maxLength: most }), t.Null()], { description }));
const words = t.Optional(
  t.Array(t.String({ pattern: '\\S', maxLength: 100, description: 'a text of 1 to 100 characters' }), {
    maxItems: 50,
    description: 'a list of at most 50 texts',
  }),
);
const link = clearable(500, 'an http(s) link of at most 500 characters');
const choice = t.Optional(t.Boolean({ description: 'true or false' }));

export const ProfileBody = t.Object({
  displayName: clearable(100),
  bio: clearable(5000),
  location: clearable(200),
  genres: words,
  instruments: words,
  socialLinks: t.Optional(
    t.Object(
      { youtube: link, vk: link, telegram: clearable(500, '@name or an http(s) link of at most 500 characters') },
      { description: 'an object with youtube, vk and telegram' },
    ),
  ),
  preferences: t.Optional(
    t.Object(
      { emailNotifications: choice, showOnlineStatus: choice, privateProfile: choice },
      { description: 'an object with emailNotifications, showOnlineStatus and privateProfile' },
    ),
  ),
});

export const ViewerQuery = t.Object({ viewerId: t.Optional(t.String({ description: 'the id of a user' })) });

export const FollowBody = t.Object({ followerId: userId });

/** Answers, for the documentation. */

const uuid = t.String({ format: 'uuid' });

export const ErrorAnswer = t.Object({ success: t.Literal(false), error: t.String() });
export const DoneAnswer = t.Object({ success: t.Literal(true) });
export const dataAnswer = <Shape extends TSchema>(data: Shape) => t.Object({ success: t.Literal(true), data });

const role = t.Union([t.Literal('musician'), t.Literal('listener'), t.Literal('admin')]);
const user = t.Object({ id: uuid, email: t.String(), username: t.String(), role });
export const SignedInAnswer = t.Object({
  success: t.Literal(true),
  user,
  accessToken: t.String(),
  refreshToken: t.String(),
});

const text = t.Optional(t.String());
const texts = t.Array(t.String());
const count = t.Integer();
const flag = t.Boolean();
const moment = t.String({ format: 'date-time' });

export const ProfileDocument = t.Object({
  _id: t.String(),
  userId: uuid,
  username: t.String(),
  displayName: text,
  bio: text,
  avatarUrl: text,
  coverImageUrl: text,
  location: text,
  genres: texts,
  instruments: texts,
  socialLinks: t.Object({ youtube: text, vk: text, telegram: text }),
  stats: t.Object({ tracksCount: count, followersCount: count, followingCount: count, totalPlays: count }),
  preferences: t.Object({ emailNotifications: flag, showOnlineStatus: flag, privateProfile: flag }),
  role,
  following: t.Array(uuid),
  createdAt: moment,
  updatedAt: moment,
});

export const FileDocument = t.Object({
  fileId: uuid,
  userId: uuid,
  type: t.Union([t.Literal('avatar'), t.Literal('track'), t.Literal('cover'), t.Literal('other')]),
  originalName: t.String(),
  fileName: t.String(),
  mimeType: t.String(),
  size: count,
  url: t.String({ format: 'uri' }),
  metadata: t.Object({
    duration: t.Optional(t.Number()),
    bitrate: t.Optional(t.Number()),
    format: text,
    width: t.Optional(count),
    height: t.Optional(count),
  }),
  createdAt: moment,
  updatedAt: moment,
});

export const PublicProfile = t.Object({
  profile: ProfileDocument,
  tracks: t.Array(FileDocument),
  followersCount: count,
  followingCount: count,
  isFollowing: flag,
  isOwnProfile: flag,
});

export const FollowDocument = t.Object({ _id: t.String(), followerId: uuid, followingId: uuid, createdAt: moment });

export const FeedDocument = t.Object({
  userId: uuid,
  username: t.String(),
  avatarUrl: text,
  action: t.Union([t.Literal('track_published'), t.Literal('profile_updated')]),
  trackId: t.Optional(uuid),
  trackTitle: text,
  createdAt: moment,
});
