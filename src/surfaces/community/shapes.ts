import { Type as t } from '@sinclair/typebox';
import { UploadField } from '../../http/body/bodies.ts';
import { Text } from '../../http/body/text-schema.ts';
import { PageQuery } from '../../http/paging.ts';
import { emailOf, type Login, PASSWORD, PEOPLE, REFRESH, UPLOADS } from '../../lib/examples.ts';
import { toUuid } from '../../lib/ids.ts';
import { NAME_RULE } from '../../lib/login-names.ts';

/** Request bodies and queries. A description completes "<field> must be …" in errors, and is shown by Swagger UI. */

/** What counts as absent in a field with a choice. */
const NO_CHOICE = [t.Null(), t.Literal('')] as const;

/** The id of an account. @param login of the account in the example */
const userId = (login: Login) =>
  t.String({ description: 'the id of a user', minLength: 1, maxLength: 64, examples: [toUuid(PEOPLE[login])] });
const choice = (example: boolean) =>
  t.Optional(t.Union([t.Boolean(), ...NO_CHOICE], { description: 'true or false', examples: [example] }));
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

/** The example is an account whose sessions no other example needs, and keeps its password. */
export const PasswordBody = t.Object({
  userId: userId('guest'),
  oldPassword: t.String({ description: 'a text', examples: [PASSWORD] }),
  newPassword: secret(PASSWORD),
  revokeAppKeys: choice(false),
});

export const AppKeyBody = t.Object({
  name: Text({
    description: 'a text of 1 to 100 characters',
    pattern: '\\S',
    maxLength: 100,
    examples: ['Phone'],
  }),
  password: t.String({ description: 'a text', examples: [PASSWORD] }),
});
export const RecentAppKeyBody = t.Object({ name: AppKeyBody.properties.name });
export const RevealBody = t.Object({ password: AppKeyBody.properties.password });
export const AppKeysQuery = t.Object({
  userId: t.Optional(t.String({ description: 'the id of a user', maxLength: 64, examples: [toUuid(PEOPLE.listener)] })),
});

/** A text that `null` or white space clears. @param most characters */
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
      // So that `readLinks` can refuse unknown links by name, in place of dropping them.
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

const optionalUserId = t.Optional(t.String({ description: 'the id of a user', examples: [toUuid(PEOPLE.listener)] }));
export const ViewerQuery = t.Object({ viewerId: optionalUserId });
export const ProfilesQuery = t.Object({ ...PageQuery, excludeUserId: optionalUserId });
export const PeopleQuery = t.Object({
  ...PageQuery,
  q: t.Optional(
    t.String({ description: 'a text of 1 to 500 characters', minLength: 1, maxLength: 500, examples: ['mus'] }),
  ),
});
export const FeedQuery = t.Object({ ...PageQuery, userId: userId('listener') });

export const FollowBody = t.Object({ followerId: userId('listener') });
/** Without `followerId` the caller unfollows. */
export const UnfollowBody = t.Object({ followerId: t.Optional(userId('musician')) });

/** `file` is optional in the schema, as the document has a text of its own for its absence. */
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
export const TrackForm = t.Object({
  ...upload('an MP3, WAV, OGG, M4A or FLAC file', 'track'),
  title: t.Optional(Text({ description: 'a text of at most 300 characters', maxLength: 300, examples: ['Harbour'] })),
});
