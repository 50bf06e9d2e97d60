import { Type as t } from '@sinclair/typebox';
import { UploadField } from '../../http/body/bodies.ts';
import { Text } from '../../http/body/text-schema.ts';
import { PageQuery } from '../../http/paging.ts';
import { emailOf, type Login, PASSWORD, PEOPLE, REFRESH, UPLOADS } from '../../lib/examples.ts';
import { toUuid } from '../../lib/ids.ts';
import { NAME_RULE } from '../../lib/login-names.ts';

/** Request bodies and queries. A description completes "<field> must be …" in errors, and is what Swagger UI shows. */

/** What counts as absent where one of several things is chosen. */
const NO_CHOICE = [t.Null(), t.Literal('')] as const;

/** The id of an account. @param login whom the example names */
const userId = (login: Login) =>
  t.String({ description: 'the id of a user', minLength: 1, maxLength: 64, examples: [toUuid(PEOPLE[login])] });
const secret = (example: string) => t.String({ description: 'a text of 8 to 256 characters', examples: [example] });

export const RegisterBody = t.Object({
  email: Text({ description: 'an e-mail address', maxLength: 254, examples: ['johndoe@tonearm.example'] }),
  username: t.String({ description: NAME_RULE, examples: ['johndoe'] }),
  password: secret('securePassword123'),
  role: t.Optional(
    t.Union([t.Literal('musician'), t.Literal('listener'), ...NO_CHOICE], {
      description: '"musician" or "listener"',
      examples: ['musician'],
    }),
  ),
});

export const LoginBody = t.Object({
  email: t.String({
    description: 'an e-mail address, or a user name',
    minLength: 1,
    examples: [emailOf('listener')],
  }),
  password: t.String({ description: 'a text', examples: [PASSWORD] }),
});

export const RefreshBody = t.Object({
  refreshToken: t.String({ description: 'a token', minLength: 1, maxLength: 4096, examples: [REFRESH.community] }),
});

/** Of somebody whose sign-ins no other example needs; the password stays what everybody knows. */
export const PasswordBody = t.Object({
  userId: userId('guest'),
  oldPassword: t.String({ description: 'a text', examples: [PASSWORD] }),
  newPassword: secret(PASSWORD),
});

/** At most so many characters; `null` (or nothing but white space) clears it. */
const clearable = (most: number, example: string, description = `a text of at most ${most} characters`) =>
  t.Optional(t.Union([Text({ maxLength: most, description }), t.Null()], { description, examples: [example] }));
const words = (...examples: string[]) =>
  t.Optional(
    t.Array(Text({ pattern: '\\S', maxLength: 100, description: 'a text of 1 to 100 characters' }), {
      maxItems: 50,
      description: 'a list of at most 50 texts',
      examples: [examples],
    }),
  );
const link = (example: string) => clearable(500, example, 'a link of at most 500 characters');
const choice = (example: boolean) =>
  t.Optional(t.Union([t.Boolean(), ...NO_CHOICE], { description: 'true or false', examples: [example] }));

export const ProfileBody = t.Object({
  displayName: clearable(100, 'John Doe'),
  bio: clearable(5000, 'Hears everything, twice.'),
  location: clearable(200, 'Moscow, Russia'),
  genres: words('rock', 'jazz'),
  instruments: words('guitar', 'piano'),
  socialLinks: t.Optional(
    t.Object(
      {
        youtube: link('https://youtube.com/@johndoe'),
        vk: link('https://vk.com/johndoe'),
        telegram: clearable(500, '@johndoe', '@name or a link of at most 500 characters'),
      },
      // The others are not dropped in silence, but refused by name.
      { description: 'an object with youtube, vk and telegram', additionalProperties: t.Unknown() },
    ),
  ),
  preferences: t.Optional(
    t.Union(
      [
        t.Object({
          emailNotifications: choice(true),
          showOnlineStatus: choice(true),
          privateProfile: choice(false),
        }),
        ...NO_CHOICE,
      ],
      {
        description: 'an object with emailNotifications, showOnlineStatus and privateProfile, each true or false',
        examples: [{ emailNotifications: true, showOnlineStatus: true, privateProfile: false }],
      },
    ),
  ),
});

const somebody = t.Optional(t.String({ description: 'the id of a user', examples: [toUuid(PEOPLE.listener)] }));
export const ViewerQuery = t.Object({ viewerId: somebody });
export const ProfilesQuery = t.Object({ ...PageQuery, excludeUserId: somebody });
export const FeedQuery = t.Object({ ...PageQuery, userId: userId('listener') });

export const FollowBody = t.Object({ followerId: userId('listener') });
/** The follower may be left out: the token names them. */
export const UnfollowBody = t.Object({ followerId: t.Optional(userId('musician')) });

/** A file comes in a form, though it may be missing: that has a text of its own. */
const upload = (file: string, kind: string) => ({
  file: t.Optional(UploadField(file)),
  userId: t.Optional(t.String({ description: 'the id of a user', maxLength: 64, examples: [toUuid(PEOPLE.musician)] })),
  type: t.Optional(
    t.String({ description: 'a text; what a file is, its content says', maxLength: 64, examples: [kind] }),
  ),
});
const PICTURE = 'a JPEG, PNG or WebP file';
export const AvatarForm = t.Object(upload(PICTURE, 'avatar'));
export const CoverForm = t.Object({
  ...upload(PICTURE, 'cover'),
  trackId: t.Optional(
    t.String({ description: 'the id of a track of yours', maxLength: 64, examples: [toUuid(UPLOADS.track)] }),
  ),
});
export const TrackForm = t.Object(upload('an MP3, WAV, OGG, M4A or FLAC file', 'track'));
