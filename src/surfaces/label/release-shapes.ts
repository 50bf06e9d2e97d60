import { Type as t } from '@sinclair/typebox';
import { type ReleaseStatus, type ReleaseType, STATUSES } from '../../domain/label/releases/model.ts';
import { DRAFT, LEAVER_DRAFT, PEOPLE, PERSONS, RELEASE_NAMES, RELEASES } from '../../lib/examples.ts';
import { moment, oneOf, sample, sampleTexts, text, textOrNone } from './shapes.ts';
import { DATE, LONGEST_SECONDS, ReleaseTold, ReleaseToldBody, TrackTold, TrackToldBody } from './told-shapes.ts';

/** Bodies and answers of the chapters «Релизы» and «Треки». */

export const UPC = '12 или 13 цифр с верной контрольной';
export const ISRC = '12 символов по ISO 3901: две буквы, три буквы или цифры, семь цифр';
const TYPES: readonly ReleaseType[] = ['single', 'ep', 'album'];

const names = (...examples: string[]) =>
  t.Array(text(200), { maxItems: 100, description: 'список до 100 строк от 1 до 200 символов', examples: [examples] });
const authors = t.Object(
  { lyricists: t.Optional(names('Автор слов')), producers: t.Optional(names('Продюсер')) },
  { description: 'объект с полями lyricists и producers' },
);
/** A product code; `null` and an empty text remove it. */
const code = (description: string, example: string) =>
  t.Union([t.String({ maxLength: 40 }), t.Null()], { description, examples: [example] });

export const ReleaseBody = t.Object({
  name: t.Optional(text(200, { examples: [RELEASE_NAMES.draft] })),
  type: t.Optional(
    t.Union(
      TYPES.map((type) => t.Literal(type)),
      { description: `одно из значений ${TYPES.join(', ')}`, examples: ['single'] },
    ),
  ),
  date: t.Optional(t.String({ description: DATE, maxLength: 40, examples: ['2026-12-01'] })),
  cover_key: t.Optional(text(300, { examples: ['cover.jpg'] })),
  feat: t.Optional(names('Гость')),
  authors: t.Optional(authors),
  upc: t.Optional(code(UPC, '036000291452')),
  ...ReleaseToldBody,
});

export const StatusBody = t.Object({
  status: t.Union(
    STATUSES.map((status) => t.Literal(status)),
    { refusal: 'Недопустимый статус релиза', examples: ['approved'] },
  ),
  userId: t.Optional(
    t.Union([t.String({ maxLength: 100 }), t.Null()], { description: 'ID пользователя', examples: [null] }),
  ),
  message: t.Optional(textOrNone(2000, { examples: ['Отличный релиз'] })),
});

export const NewTrackBody = t.Object({
  fileKey: text(500, { examples: [DRAFT.spareFile] }),
  duration: t.Optional(
    t.Number({
      description: `секунды, число больше 0 и не больше ${LONGEST_SECONDS}`,
      exclusiveMinimum: 0,
      maximum: LONGEST_SECONDS,
      examples: [2],
    }),
  ),
});

const lyricsText = (longest: number, example: string) => t.Optional(textOrNone(longest, { examples: [example] }));
const LONGEST_LYRICS = 50_000;

export const TrackBody = t.Object({
  name: t.Optional(text(200, { examples: ['Снегопад'] })),
  feat: t.Optional(names('Гость')),
  authors: t.Optional(authors),
  lyrics: t.Optional(
    t.Union(
      [t.Object({ text: lyricsText(LONGEST_LYRICS, ''), ttml_key: lyricsText(500, '') }), textOrNone(LONGEST_LYRICS)],
      {
        description: `строка до ${LONGEST_LYRICS} символов или объект с полями text и ttml_key`,
        examples: [{ text: 'Снег идёт, снег идёт', ttml_key: 'snegopad.ttml' }],
      },
    ),
  ),
  explicit: t.Optional(t.Boolean({ description: 'true или false', examples: [false] })),
  isrc: t.Optional(code(ISRC, 'RUAGT2600001')),
  ...TrackToldBody,
});

export const OrderBody = t.Object({
  newOrder: t.Array(t.String({ description: 'ID трека', maxLength: 100 }), {
    description: 'список ID треков',
    absence: 'Новый порядок треков не может быть пустым',
    maxItems: 10_000,
    examples: [LEAVER_DRAFT.tracks.toReversed()],
  }),
});

/** Answers, for the documentation. */

const label = (example: ReleaseStatus) => oneOf(STATUSES, example);
export const StatusDocument = t.Object({ label: label('pending'), message: sample('') });
const Names = sampleTexts('Гость');
export const AuthorsDocument = t.Object({ lyricists: sampleTexts('Автор слов'), producers: sampleTexts('Продюсер') });
const key = (name: string) => sample(`${PEOPLE.artist}/releases/${RELEASES.draft}/${name}`);
export const FileDocument = t.Object({ key: key(DRAFT.files[0]), duration: t.Number({ examples: [2] }) });

/** The fields that both documents of a track share. */
export const TrackShared = t.Object({
  index: t.Integer({ examples: [1] }),
  feat: Names,
  authors: AuthorsDocument,
  lyrics: t.Object({ text: sample('Снег идёт, снег идёт'), ttml_key: sample('snegopad.ttml') }),
  explicit: t.Boolean({ examples: [false] }),
  isrc: sample('RUAGT2600001'),
  ...TrackTold.properties,
});

export const TrackDocument = t.Object({
  _id: sample(DRAFT.tracks[0]),
  release: sample(RELEASES.draft),
  name: sample('Снегопад'),
  file: FileDocument,
  ...TrackShared.properties,
});

/** A track as its release shows it. */
export const FullTrackDocument = t.Object({
  id: sample(DRAFT.tracks[0]),
  title: sample('Снегопад'),
  duration: t.Number({ examples: [2] }),
  file: t.Object({ ...FileDocument.properties, fileName: sample(DRAFT.files[0]) }),
  ...TrackShared.properties,
});

export const DraftDocument = t.Object({
  id: sample(RELEASES.draft),
  artist: t.Object({ stage_name: sample(PERSONS.stageName), user_id: sample(PEOPLE.newcomer) }),
});

/** The fields that both documents of a release share. */
export const ReleaseShared = t.Object({
  name: sample(RELEASE_NAMES.draft),
  type: sample('single'),
  cover: key('cover.jpg'),
  date: sample('2026-12-01'),
  feat: Names,
});

export const ReleaseDocument = t.Object({
  id: sample(RELEASES.draft),
  ...ReleaseShared.properties,
  artist: t.Object({ stageName: sample(PERSONS.stageName), userId: sample(PEOPLE.artist) }),
  authors: AuthorsDocument,
  upc: sample('036000291452'),
  ...ReleaseTold.properties,
  createdAt: moment,
  status: t.Object({
    ...StatusDocument.properties,
    history: t.Array(
      t.Object({
        editor: sample(PEOPLE.artist),
        editorLogin: sample('artist'),
        status: StatusDocument,
        createdAt: moment,
      }),
    ),
  }),
  tracks: t.Array(FullTrackDocument),
});

export const ListedReleaseDocument = t.Object({
  id: sample(RELEASES.draft),
  ...ReleaseShared.properties,
  artist: sample(PERSONS.stageName),
  status: label('draft'),
});
