import { Type as t } from '@sinclair/typebox';
import { LINE_FIELDS, LINE_STATUSES, REPORT_STATES } from '../../domain/royalties/reports/model.ts';
import { UploadField } from '../../http/body/bodies.ts';
import { Text } from '../../http/body/text-schema.ts';
import { PEOPLE, RELEASES, REPORTS } from '../../lib/examples.ts';
import { moment, oneOf, sample, text, textOrNone } from './shapes.ts';

/** Bodies and answers of chapter «Отчёты». */

const LONGEST_HEADER = 200;
const LONGEST_VALUE = 300;
/** Of a mapping: columns whose values skip lines, and values of each. */
const [MOST_SKIPS, MOST_VALUES] = [20, 100];
/** Rates of one request: more than there are currencies. */
const MOST_RATES = 400;

const currencyRule = 'код валюты ISO 4217, например USD';
const periodRule = 'месяц ГГГГ-ММ';

export const ReportForm = t.Object({
  file: UploadField('CSV, TSV или TXT, или ZIP с одним таким файлом'),
  source: t.Optional(textOrNone(64, { examples: ['distrokid'] })),
  currency: t.Optional(textOrNone(3, { description: currencyRule, examples: ['USD'] })),
  rate: t.Optional(
    textOrNone(LONGEST_VALUE * 10, {
      description: 'курс единственной иностранной валюты, или USD=92.5;EUR=101',
      examples: ['92.5'],
    }),
  ),
  period: t.Optional(textOrNone(7, { description: periodRule, examples: ['2026-02'] })),
});

export const ReportChanges = t.Object({
  rates: t.Optional(
    t.Record(t.String({ maxLength: 3 }), t.Union([t.String({ maxLength: 20 }), t.Number()]), {
      description: 'курсы по кодам валют: десятичное число больше 0, не более 8 знаков после точки',
      maxProperties: MOST_RATES,
      examples: [{ USD: '92.5' }],
    }),
  ),
  period: t.Optional(Text({ description: periodRule, maxLength: 7, examples: ['2026-02'] })),
});

const header = (example: string) => text(LONGEST_HEADER, { examples: [example] });
const optionalHeaders = Object.fromEntries(
  LINE_FIELDS.filter((field) => field !== 'net' && field !== 'sale_period').map((field) => [
    field,
    t.Optional(text(LONGEST_HEADER)),
  ]),
);
const constants = Object.fromEntries(LINE_FIELDS.map((field) => [field, t.Optional(text(LONGEST_VALUE))]));

const MAPPING = {
  columns: { net: 'Сумма', sale_period: 'Месяц', title: 'Трек', artist: 'Артист', quantity: 'Эфиры' },
  constants: { store: 'Радио', country: 'RU', currency: 'RUB' },
  delimiter: ';',
  decimal: ',',
  skip: { Тип: ['итого'] },
};

export const MappingBody = t.Object(
  {
    columns: t.Object(
      { ...optionalHeaders, net: header('Сумма'), sale_period: header('Месяц'), title: t.Optional(header('Трек')) },
      {
        description: 'заголовок столбца для каждого поля; обязательны net, sale_period и одно из isrc, upc, title',
        examples: [{ net: 'Сумма', sale_period: 'Месяц', title: 'Трек', artist: 'Артист' }],
      },
    ),
    constants: t.Optional(
      t.Object(constants, {
        description: 'значения полей, которых нет в файле',
        examples: [{ store: 'Радио', currency: 'RUB' }],
      }),
    ),
    delimiter: t.Optional(
      t.Union([t.Literal(','), t.Literal(';'), t.Literal('\t')], {
        description: 'запятая, точка с запятой или табуляция',
      }),
    ),
    encoding: t.Optional(
      t.Union([t.Literal('utf-8'), t.Literal('utf-16le'), t.Literal('windows-1251')], {
        description: 'utf-8, utf-16le или windows-1251',
      }),
    ),
    decimal: t.Optional(t.Union([t.Literal('.'), t.Literal(',')], { description: 'точка или запятая' })),
    skip: t.Optional(
      t.Record(
        t.String({ minLength: 1, maxLength: LONGEST_HEADER }),
        t.Array(Text({ maxLength: LONGEST_VALUE }), { maxItems: MOST_VALUES }),
        {
          description: 'значения столбцов, строки с которыми не учитываются',
          maxProperties: MOST_SKIPS,
          examples: [{}],
        },
      ),
    ),
  },
  { examples: [MAPPING] },
);

export const AssignmentBody = t.Object(
  {
    track: t.Optional(t.String({ description: 'ID трека', maxLength: 64 })),
    release: t.Optional(t.String({ description: 'ID релиза', maxLength: 64 })),
    label: t.Optional(t.Boolean({ description: 'true: всё принадлежит лейблу' })),
  },
  { description: 'одно из трёх', examples: [{ release: RELEASES.finalized }] },
);

const count = (example: number) => t.Integer({ examples: [example] });
const exact = (example: string) => t.String({ description: 'точная десятичная дробь', examples: [example] });
const orNull = <Shape extends ReturnType<typeof sample>>(shape: Shape) =>
  t.Union([shape, t.Null()], { examples: shape.examples });
const momentOrNull = orNull(moment);
const currency = sample('USD');
const money = t.Number({ examples: [100.5] });
const idOrNull = (example: string) => orNull(sample(example));

const BookingDocument = t.Object({
  ...{ total: money, label: money, earned: money, recouped: money, costs: money, income: money },
  currency: sample('RUB'),
});

export const ReportDocument = t.Object({
  id: sample(REPORTS.draft),
  source: sample('distrokid'),
  file: sample('february.csv'),
  sha256: sample('9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'),
  state: oneOf(REPORT_STATES, 'draft'),
  period: orNull(sample('2026-02')),
  from: orNull(sample('2026-01')),
  to: orNull(sample('2026-02')),
  ...{
    lines: count(3),
    matched: count(2),
    unmatched: count(1),
    faulty: count(0),
    ignored: count(0),
    rounded: count(0),
  },
  reasons: t.Object({ not_found: count(1), title: count(0), ambiguous: count(0) }),
  errors: t.Array(t.Object({ line: count(5), field: sample('net'), message: sample('сумма не читается') })),
  currencies: t.Array(t.Object({ currency, lines: count(3), net: exact('1.25'), rate: orNull(exact('92.5')) })),
  ...{ done: count(3), total: count(3) },
  ...{ createdAt: moment, bookedAt: momentOrNull, reversedAt: momentOrNull },
  booking: t.Union([BookingDocument, t.Null()], { examples: [null] }),
  failure: t.Union([t.String(), t.Null()], {
    description: 'почему последнее проведение не удалось; null, если такого не было',
    examples: [null],
  }),
});

export const SourceDocument = t.Object({
  name: sample('radio'),
  builtin: t.Boolean({ examples: [false] }),
  columns: t.Record(t.String(), t.String(), { examples: [MAPPING.columns] }),
  constants: t.Optional(t.Record(t.String(), t.String(), { examples: [MAPPING.constants] })),
  delimiter: t.Optional(sample(';')),
  encoding: t.Optional(sample('utf-8')),
  decimal: t.Optional(sample(',')),
  skip: t.Optional(t.Record(t.String(), t.Array(t.String()), { examples: [MAPPING.skip] })),
});

export const LineDocument = t.Object({
  line: count(2),
  report: sample(REPORTS.draft),
  source: sample('distrokid'),
  sale_period: orNull(sample('2026-02')),
  report_period: orNull(sample('2026-03')),
  ...{ store: sample('Spotify'), country: sample('RU'), isrc: sample(''), upc: sample('') },
  ...{ title: sample('Первый снег'), artist: sample('Северный ветер'), sale_type: sample('stream') },
  quantity: count(120),
  gross: orNull(exact('1.5')),
  net: exact('1.05'),
  currency,
  ...{ track: idOrNull(''), release: idOrNull(RELEASES.finalized), artist_id: idOrNull(PEOPLE.artist) },
  status: oneOf(LINE_STATUSES, 'matched'),
});

export const GroupDocument = t.Object({
  group: orNull(sample('Spotify')),
  title: orNull(sample('Spotify')),
  currency,
  lines: count(2),
  quantity: count(240),
  net: exact('2.1'),
});

/** With `groupBy` a group, else a line. */
export const LineOrGroup = t.Union([LineDocument, GroupDocument], {
  examples: [
    {
      ...{ line: 2, report: REPORTS.draft, source: 'distrokid', sale_period: '2026-02', report_period: '2026-03' },
      ...{ store: 'Spotify', country: 'RU', isrc: '', upc: '', title: 'Первый снег', artist: 'Северный ветер' },
      ...{ sale_type: 'stream', quantity: 120, gross: null, net: '1.05', currency: 'USD', track: null },
      ...{ release: RELEASES.finalized, artist_id: PEOPLE.artist, status: 'matched' },
    },
  ],
});

export const UnmatchedDocument = t.Object({
  key: sample(REPORTS.unmatched),
  ...{ isrc: sample(''), upc: sample(''), title: sample('Чужая песня'), artist: sample('Кто-то') },
  reason: oneOf(['not_found', 'title', 'ambiguous'], 'not_found'),
  lines: count(1),
  sums: t.Array(t.Object({ currency, net: exact('0.2') })),
  reports: t.Array(sample(REPORTS.draft)),
});

export const AssignedDocument = t.Object({
  key: sample(REPORTS.unmatched),
  track: idOrNull(''),
  release: idOrNull(RELEASES.finalized),
  label: t.Boolean({ examples: [false] }),
  lines: count(1),
});
