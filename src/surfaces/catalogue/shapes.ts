import { type Static, type TProperties, type TSchema, Type as t } from '@sinclair/typebox';
import type { Album, Artist, Track } from '../../domain/catalogue/model.ts';
import { UploadField } from '../../http/body/bodies.ts';
import { Text } from '../../http/body/text-schema.ts';
import { CATALOGUE, PASSWORD } from '../../lib/examples.ts';
import { NAME_RULE } from '../../lib/login-names.ts';

/** A schema for each field of an entry but those excluded: a forgotten field does not compile. */
type Fields<Row, Without extends keyof Row> = Record<Exclude<keyof Row, Without>, TSchema>;

/** Request bodies. A description completes "<field> must be …" in errors, and is shown by Swagger UI. */

/** An entry by its id, or by the whole document that an answer had. */
export const reference = (what: string, example: string) => {
  const id = t.String({ minLength: 1, maxLength: 64 });
  const description = `the id of ${what}, or the ${what.replace(/^an? /, '')} as it was shown`;
  return t.Union([id, t.Object({ _id: id })], { description, examples: [example] });
};
export type Reference = Static<ReturnType<typeof reference>>;

const name = (example: string) =>
  Text({
    description: 'a text of 1 to 300 characters',
    minLength: 1,
    maxLength: 300,
    pattern: '\\S',
    examples: [example],
  });
const nothing = t.Null();

const MUSICBRAINZ_ID = '^([0-9A-Fa-f]{8}-([0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12})?$';

/** A number from 1 to 9999. */
const ordinal = (of: string) =>
  t.Union([t.String({ pattern: '^0{0,3}[1-9]\\d{0,3}$' }), t.Integer({ minimum: 1, maximum: 9999 })], {
    description: `a whole number from 1 to 9999, ${of}`,
    examples: [1],
  });

const picture = UploadField('a JPEG, PNG or WebP file');

const credentials = (username: string, password: string) =>
  t.Object({
    username: t.String({
      description: NAME_RULE,
      examples: [username],
    }),
    password: t.String({ description: 'a text of 8 to 256 characters', examples: [password] }),
  });
export const NewCredentials = credentials('newcomer-7', 'another brick');
export const Credentials = credentials('listener', PASSWORD);

export const ArtistBody = t.Object({
  name: name('Pink Floyd'),
  info: t.Optional(
    t.Union([Text({ maxLength: 20_000 }), nothing], {
      description: 'a text of at most 20000 characters',
      examples: ['Rock band'],
    }),
  ),
  image: t.Optional(picture),
} satisfies Fields<Artist, 'id'>);

export const AlbumBody = t.Object({
  name: name('A Momentary Lapse of Reason'),
  artist: reference('an artist', CATALOGUE.artist),
  year: t.Optional(
    t.Union([t.String({ pattern: '^(\\d{4})?$' }), t.Integer({ minimum: 1000, maximum: 9999 }), nothing], {
      description: 'four digits',
      examples: ['1987'],
    }),
  ),
  image: t.Optional(picture),
  musicbrainz_id: t.Optional(
    t.Union([t.String({ pattern: MUSICBRAINZ_ID }), nothing], {
      description: 'the id of the release at MusicBrainz, a UUID',
      examples: ['a1b2c3d4-0123-4567-89ab-0123456789ab'],
    }),
  ),
} satisfies Fields<Album, 'id' | 'musicbrainzId'> & { musicbrainz_id: TSchema });

export const TrackBody = t.Object({
  name: name('Learning To Fly'),
  album: reference('an album', CATALOGUE.album),
  duration: t.Optional(
    t.Union(
      [
        t.String({ pattern: '^(\\d{1,5}:[0-5]\\d|\\d{1,4}:[0-5]\\d:[0-5]\\d|\\d{1,7}|)$' }),
        t.Number({ minimum: 0, maximum: 5_999_999 }),
        nothing,
      ],
      {
        description: 'mm:ss, h:mm:ss, or seconds',
        examples: ['04:25'],
      },
    ),
  ),
  disc: t.Optional(ordinal('of the disc; without it the last disc of the album')),
  position: t.Optional(ordinal('of the track on its disc; without it the last place')),
  image: t.Optional(picture),
  audio: t.Optional(UploadField('an MP3, WAV, OGG, M4A or FLAC file')),
  genre: t.Optional(
    t.Union([t.String({ maxLength: 200 }), nothing], {
      description: 'a text of at most 200 characters; several genres are separated by ;',
      examples: ['Progressive Rock; Art Rock'],
    }),
  ),
} satisfies Fields<Track, 'id'>);

export const HistoryBody = t.Object({ track: reference('a track', CATALOGUE.track) });

/** Answers, for the documentation and the types of the mappers. */

const orNull = <Shape extends TSchema>(shape: Shape) => t.Union([shape, nothing]);
const document = <Fields extends TProperties>(fields: Fields) =>
  t.Object({ _id: t.String({ examples: [CATALOGUE.album] }), ...fields, __v: t.Integer({ examples: [0] }) });
const storedName = orNull(t.String({ description: 'name of a stored file', examples: ['n4eNH4_b4J5kpU-bf6UUW.jpg'] }));

export const ErrorAnswer = t.Object({ error: t.String({ examples: ['name is required'] }) });
export const UserDocument = document({
  username: t.String(),
  token: t.String({ examples: ['mYKDveswA8d1mNb0b016r'] }),
});
export const TokenAnswer = t.Object({ token: t.String({ examples: ['5enDI2paOqusPavVWOnwB'] }) });

const artist = { name: t.String(), info: orNull(t.String()), image: storedName } satisfies Fields<Artist, 'id'>;
export const ArtistDocument = document(artist);

const year = orNull(t.String({ examples: ['1987'] }));
const album = { name: t.String(), year, image: storedName } satisfies Fields<Album, 'id' | 'artist' | 'musicbrainzId'>;
export const AlbumDocument = document({ ...album, artist: t.String() });

const duration = orNull(t.String({ description: 'mm:ss', examples: ['04:25'] }));
type OwnFields = Fields<Track, 'id' | 'album' | 'disc' | 'position'>;
const genre = orNull(t.String({ examples: ['Progressive Rock; Art Rock'] }));
const track = { name: t.String(), duration, image: storedName, audio: storedName, genre } satisfies OwnFields;
export const TrackDocument = document({
  ...track,
  album: t.String(),
  sha256: t.Optional(t.String({ description: 'of the audio; only where it was asked by that' })),
});
export const FullTrackDocument = document({ ...track, album: document({ ...album, artist: ArtistDocument }) });

/** What has become of a file that was imported. */
export const ImportAnswer = t.Object({
  added: t.Boolean({ description: '`false`: its bytes were there already, as this track' }),
  track: FullTrackDocument,
});

/** What a search has found, of each kind as its own documents. */
export const FoundAnswer = t.Object({
  artists: t.Array(ArtistDocument),
  albums: t.Array(AlbumDocument),
  tracks: t.Array(TrackDocument),
});

const datetime = t.String({ format: 'date-time' });
export const HistoryDocument = document({ user: t.String(), track: t.String(), datetime });
export const FullHistoryDocument = document({
  user: t.Object({ _id: t.String(), username: t.String() }),
  track: t.Object({ _id: t.String(), name: t.String(), album: t.String(), duration }),
  datetime,
});

const correction = (most: number, description: string, example: string) =>
  t.Optional(
    t.Union([Text({ maxLength: most, description }), nothing], {
      description: `${description} of at most ${most} characters`,
      examples: [example],
    }),
  );

/** What is searched for. */
export const Words = t.String({
  description: 'a text of 1 to 500 characters',
  minLength: 1,
  maxLength: 500,
  examples: ['first light'],
});

/** What a track is to be called in place of its tags; what is absent, or `null`, is as they say, an empty text nothing. */
export const UploadedBody = t.Object({
  title: correction(300, 'a text', 'Learning To Fly'),
  artist: correction(300, 'a text', 'Pink Floyd'),
  album: correction(300, 'a text', 'A Momentary Lapse of Reason'),
  year: t.Optional(
    t.Union([t.String({ pattern: '^(\\d{4})?$' }), nothing], { description: 'four digits', examples: ['1987'] }),
  ),
  genre: correction(200, 'a text', 'Progressive Rock; Art Rock'),
  own: t.Optional(
    t.Boolean({
      description: 'true or false: whether it is a track of your own profile, whoever the artist of its tags is',
      examples: [false],
    }),
  ),
});

const tag = orNull(t.String());

/** What a finished upload is, as its bytes and tags say. */
export const UploadedAnswer = t.Object({
  problem: orNull(t.String({ description: 'why it is no track; the rest is empty then' })),
  ...{ title: tag, artist: tag, album: tag, year: tag, genre: tag },
  duration: orNull(t.Number({ description: 'seconds' })),
  format: orNull(t.String({ description: 'the usual ending of such files', examples: ['flac'] })),
  sha256: orNull(t.String({ description: 'of the bytes, hexadecimal' })),
  cover: orNull(t.String({ description: 'the address of the picture in its tags' })),
  track: t.Union([FullTrackDocument, nothing], { description: 'the one that you have brought with the same bytes' }),
});
