import { type TSchema, Type as t } from '@sinclair/typebox';
import { APP_KEY, emailOf, PEOPLE, UPLOADS } from '../../lib/examples.ts';
import { type Id, toUuid } from '../../lib/ids.ts';

/** Answers, for the documentation and the types of the mappers. The examples are of the demo's data. */

export const PAGED = 'A list that is cut off goes on at the address in `Link`.';

const id = (example: Id) => t.String({ examples: [example] });
const uuid = (example: Id) => t.String({ format: 'uuid', examples: [toUuid(example)] });
const text = (example: string) => t.String({ examples: [example] });
const maybe = (example: string) => t.Optional(text(example));
const texts = (...examples: string[]) => t.Array(t.String(), { examples: [examples] });
const count = (example: number) => t.Integer({ examples: [example] });
const flag = (example: boolean) => t.Boolean({ examples: [example] });
const moment = t.String({ format: 'date-time', examples: ['2026-01-15T00:00:00.000Z'] });
const address = (path: string) => `http://localhost:3000/media/${path}`;

const Success = t.Literal(true, { examples: [true] });
export const ErrorAnswer = t.Object({
  success: t.Literal(false, { examples: [false] }),
  error: text('User not found'),
});
export const DoneAnswer = t.Object({ success: Success });
export const ChangedAnswer = t.Object({
  success: Success,
  appKeys: t.Integer({ description: 'how many app keys the account has', examples: [0] }),
});
/** A success whose content stands in a field of that name. */
export const namedAnswer = <Name extends string, Shape extends TSchema>(name: Name, shape: Shape) =>
  t.Object({ success: Success, [name]: shape });
export const dataAnswer = <Shape extends TSchema>(data: Shape) => namedAnswer('data', data);

const role = t.Union([t.Literal('musician'), t.Literal('listener'), t.Literal('admin')], { examples: ['listener'] });
export const SignedInAnswer = t.Object({
  success: Success,
  user: t.Object({
    id: uuid(PEOPLE.listener),
    email: t.String({
      description: 'empty for an account that was made without one',
      examples: [emailOf('listener')],
    }),
    username: text('listener'),
    role,
  }),
  accessToken: text('eyJhbGciOiJIUzI1NiJ9.eyJ0eXBlIjoiYWNjZXNzIn0.4rnx3F5TJgS8xKIrNq2vCtXCmqXTPoGJKtAjOxoS6Xs'),
  refreshToken: text('a-refresh-token-that-is-used-once-0000000001'),
});

const appKey = {
  id: uuid(APP_KEY.id),
  name: text(APP_KEY.name),
  createdAt: moment,
};
const bytes = t.Integer({ description: 'bytes of the largest file', examples: [5_242_880] });
const key = t.String({ description: 'the key itself', examples: [APP_KEY.key] });
const AppKeyDocument = t.Object({
  ...appKey,
  hint: t.String({ description: 'its last four characters', examples: [APP_KEY.key.slice(-4)] }),
  lastUsedAt: t.Union([moment, t.Null()], { description: 'to the hour', examples: [null] }),
  lastClient: t.Union([t.String(), t.Null()], { description: 'what the player calls itself', examples: [null] }),
});
export const NewAppKeyAnswer = t.Object({ success: Success, appKey: t.Object({ ...appKey, key }) });
export const AppKeysAnswer = t.Object({
  success: Success,
  appKeys: t.Array(AppKeyDocument),
  needsPassword: t.Boolean({ description: 'whether the caller needs the password to make one', examples: [false] }),
});
export const LimitsAnswer = t.Object({
  success: Success,
  limits: t.Object({ avatar: bytes, cover: bytes, track: bytes }),
});
export const AppKeyAnswer = t.Object({ success: Success, key });

export const ProfileDocument = t.Object({
  _id: id(PEOPLE.musician),
  userId: uuid(PEOPLE.musician),
  username: text('musician'),
  displayName: maybe('Musician'),
  bio: maybe('Plays chords, note by note.'),
  avatarUrl: maybe(address(`avatar/${toUuid(PEOPLE.musician)}`)),
  coverImageUrl: maybe(address(`file/${toUuid(UPLOADS.profileCover)}`)),
  location: maybe('Moscow, Russia'),
  genres: texts('folk'),
  instruments: texts('harp'),
  socialLinks: t.Object({
    youtube: maybe('https://youtube.com/@tonearm-demo'),
    vk: maybe('https://vk.com/tonearm-demo'),
    telegram: maybe('@tonearm_demo'),
  }),
  stats: t.Object({
    tracksCount: count(2),
    followersCount: count(1),
    followingCount: count(1),
    totalPlays: count(3),
  }),
  preferences: t.Object({
    emailNotifications: flag(true),
    showOnlineStatus: flag(true),
    privateProfile: flag(false),
  }),
  role,
  following: t.Array(t.String({ format: 'uuid' }), { examples: [[toUuid(PEOPLE.listener)]] }),
  createdAt: moment,
  updatedAt: moment,
});

const kinds = [t.Literal('avatar'), t.Literal('track'), t.Literal('cover'), t.Literal('other')];
export const FileDocument = t.Object({
  fileId: uuid(UPLOADS.track),
  userId: uuid(PEOPLE.musician),
  type: t.Union(kinds, { examples: ['track'] }),
  originalName: text('Harbour.wav'),
  fileName: text('n4eNH4_b4J5kpU-bf6UUW.wav'),
  mimeType: text('audio/wav'),
  size: count(529_244),
  url: t.String({ format: 'uri', examples: [address(`track/${toUuid(UPLOADS.track)}`)] }),
  metadata: t.Object({
    duration: t.Optional(t.Number({ description: 'seconds', examples: [6] })),
    bitrate: t.Optional(t.Number({ description: 'kbit/s', examples: [706] })),
    format: maybe('wav'),
    width: t.Optional(t.Integer({ description: 'of a picture', examples: [500] })),
    height: t.Optional(t.Integer({ description: 'of a picture', examples: [500] })),
  }),
  createdAt: moment,
  updatedAt: moment,
});

export const PublicProfile = t.Object({
  profile: ProfileDocument,
  tracks: t.Array(FileDocument),
  followersCount: count(1),
  followingCount: count(1),
  isFollowing: flag(true),
  isOwnProfile: flag(false),
});

export const PersonDocument = t.Object({
  userId: uuid(PEOPLE.musician),
  username: text('musician'),
  displayName: maybe('Musician'),
  avatarUrl: maybe(address(`avatar/${toUuid(PEOPLE.musician)}`)),
  role,
  tracksCount: count(2),
  followersCount: count(1),
  privateProfile: flag(false),
  isFollowing: t.Boolean({ description: 'whether the caller follows them', examples: [false] }),
});

export const SeenPersonDocument = t.Object({
  ...PersonDocument.properties,
  isVisible: t.Boolean({ description: 'whether the caller may see the profile', examples: [true] }),
});

export const FollowDocument = t.Object({
  _id: id('6a5c8f1e2b7d4c3a9e8f0d1b'),
  followerId: uuid(PEOPLE.listener),
  followingId: uuid(PEOPLE.musician),
  createdAt: moment,
});

export const FollowingAnswer = t.Object({ isFollowing: flag(true) });

export const FeedDocument = t.Object({
  userId: uuid(PEOPLE.musician),
  username: text('musician'),
  displayName: maybe('Musician'),
  avatarUrl: maybe(address(`avatar/${toUuid(PEOPLE.musician)}`)),
  action: t.Union([t.Literal('track_published'), t.Literal('profile_updated')], { examples: ['track_published'] }),
  trackId: t.Optional(uuid(UPLOADS.track)),
  trackTitle: maybe('Harbour'),
  createdAt: moment,
});
