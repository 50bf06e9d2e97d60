import { Type as t } from '@sinclair/typebox';
import { type ReleaseStatus, type ReleaseType, ROLES, STATUSES } from '../../domain/label/releases/model.ts';
import { DRAFT, LEAVER_DRAFT, PEOPLE, PERSONS, RELEASE_NAMES, RELEASES } from '../../lib/examples.ts';
import { MOST_TERRITORIES } from '../../lib/territories.ts';
import { moment, oneOf, sample, sampleTexts, text, textOrNone } from './shapes.ts';

/** Bodies and answers of the chapters «Релизы» and «Треки». */

export const DATE = 'дата в формате ГГГГ-ММ-ДД';
export const UPC = '12 или 13 цифр с верной контрольной';
export const ISRC = '12 символов по ISO 3901: две буквы, три буквы или цифры, семь цифр';
const LONGEST_SECONDS = 86_400;
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

/** What shops are told besides. `null` and an empty text take away what was told. */

export const LANGUAGE = 'код языка по ISO 639-1, например ru';
export const TERRITORIES = 'список кодов стран по ISO 3166-1 (alpha-2) или ["WW"]';
export const ISNI = '16 знаков с верным контрольным';
const told = (example: string) => t.Optional(textOrNone(200, { examples: [example] }));
const language = t.Optional(textOrNone(10, { description: LANGUAGE, examples: ['ru'] }));
const contributors = t.Optional(
  t.Array(
    t.Object({
      name: text(200),
      role: t.Union(
        ROLES.map((role) => t.Literal(role)),
        { description: `одно из значений ${ROLES.join(', ')}` },
      ),
      isni: t.Optional(textOrNone(30, { description: ISNI })),
      spotify: t.Optional(textOrNone(200)),
      apple: t.Optional(textOrNone(200)),
    }),
    {
      maxItems: 50,
      description: 'список до 50 объектов с полями name, role, isni, spotify, apple',
      examples: [[{ name: 'Композитор', role: 'Composer' }]],
    },
  ),
);

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
  version: told('Ремастер'),
  genre: told('Поп'),
  subgenre: told('Инди-поп'),
  language,
  p_line: told('2026 Тонарм'),
  c_line: told('2026 Тонарм'),
  label_name: told('Тонарм'),
  catalogue_number: told('TNRM-001'),
  original_date: t.Optional(textOrNone(40, { description: DATE, examples: ['2026-12-01'] })),
  territories: t.Optional(
    t.Array(t.String({ maxLength: 10, refusal: `Поле territories: ${TERRITORIES}` }), {
      maxItems: MOST_TERRITORIES,
      description: TERRITORIES,
      examples: [['WW']],
    }),
  ),
  contributors,
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
  version: told('Концерт'),
  language,
  lyrics_language: language,
  p_line: told('2026 Тонарм'),
  contributors,
  preview_start: t.Optional(
    t.Union([t.Integer({ minimum: 0, maximum: LONGEST_SECONDS }), t.Null()], {
      description: 'целое число секунд в пределах длительности трека',
      examples: [0],
    }),
  ),
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

const Contributors = t.Array(
  t.Object({
    name: sample('Композитор'),
    role: oneOf(ROLES, 'Composer'),
    isni: sample(''),
    spotify: sample(''),
    apple: sample(''),
  }),
);

/** What shops are told of a release, and of a track. */
export const ReleaseTold = t.Object({
  version: sample('Ремастер'),
  genre: sample('Поп'),
  subgenre: sample('Инди-поп'),
  language: sample('ru'),
  p_line: sample('2026 Тонарм'),
  c_line: sample('2026 Тонарм'),
  label_name: sample('Тонарм'),
  catalogue_number: sample('TNRM-001'),
  original_date: sample('2026-12-01'),
  territories: sampleTexts('WW'),
  contributors: Contributors,
});
export const TrackTold = t.Object({
  version: sample('Концерт'),
  language: sample('ru'),
  lyrics_language: sample('ru'),
  p_line: sample('2026 Тонарм'),
  contributors: Contributors,
  preview_start: t.Union([t.Integer(), t.Null()], { examples: [0] }),
});

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
