import { Type as t } from '@sinclair/typebox';
import { ROLES } from '../../domain/label/releases/model.ts';
import { MOST_TERRITORIES } from '../../lib/territories.ts';
import { oneOf, sample, sampleTexts, text, textOrNone } from './shapes.ts';

export const DATE = 'дата в формате ГГГГ-ММ-ДД';
export const LONGEST_SECONDS = 86_400;

/** Shapes of what shops are told besides. `null` and an empty text take away what was told. */

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

/** Fields of the body of a release, and of a track. */
export const ReleaseToldBody = {
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
};
export const TrackToldBody = {
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
};

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
