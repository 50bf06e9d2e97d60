import type { Static } from '@sinclair/typebox';
import { refuse as refuseRelease } from '../../domain/label/releases/model.ts';
import type {
  Assigned,
  Assignment,
  BookingFailure,
  Line,
  LineGroup,
  LineProblem,
  Source,
  SourceMapping,
  SummedReport,
  Unmatched,
} from '../../domain/royalties/reports/model.ts';
import type { ReportForm as Form } from '../../domain/royalties/reports/service.ts';
import { invalid } from '../../errors.ts';
import { readRate, showExact } from '../../lib/exact.ts';
import { parseId } from '../../lib/ids.ts';
import { fromMinor } from '../../lib/money.ts';
import { instant } from '../../lib/time.ts';
import type {
  AssignedDocument,
  AssignmentBody,
  GroupDocument,
  LineDocument,
  MappingBody,
  ReportChanges,
  ReportDocument,
  ReportForm,
  SourceDocument,
  UnmatchedDocument,
} from './report-shapes.ts';

/** Mappers of chapter «Отчёты». */

const MONTH = /^(?:19|2\d)\d{2}-(?:0[1-9]|1[0-2])$/;
const RATE = 'десятичное число больше 0, не более 8 знаков после точки';

/** @throws invalid naming the field */
function readMonth(text: string, field: string): string {
  if (MONTH.test(text)) return text;
  throw invalid(field, 'is no month', { rule: 'месяц ГГГГ-ММ' });
}

function readCurrency(text: string, field: string): string {
  const code = text.toUpperCase();
  if (Intl.supportedValuesOf('currency').includes(code)) return code;
  throw invalid(field, 'is no currency', { rule: 'код валюты ISO 4217, например USD' });
}

/** A rate of each foreign currency. @param house the house's own currency, which has none */
function readRates(rates: Iterable<readonly [string, string]>, field: string, house: string): Map<string, string> {
  const read = new Map<string, string>();
  for (const [text, value] of rates) {
    const code = readCurrency(text.trim(), field);
    const rate = readRate(value.trim());
    if (code === house)
      throw invalid(field, 'is of the own currency', { rule: `курсы иностранных валют, не ${house}` });
    if (rate === undefined) throw invalid(field, 'is no rate', { rule: RATE });
    if (read.has(code)) throw invalid(field, 'names a currency twice', { rule: 'курс каждой валюты один раз' });
    read.set(code, rate);
  }
  return read;
}

/** Wire to domain: the fields of the form. Empty ones are absent. @throws invalid naming the field */
export function readForm(
  { source, currency, rate, period }: Omit<Static<typeof ReportForm>, 'file'>,
  house: string,
): Form {
  return {
    source: source || undefined,
    currency: currency ? readCurrency(currency, 'currency') : undefined,
    rate: rate ? readFormRate(rate, house) : undefined,
    period: period ? readMonth(period, 'period') : undefined,
  };
}

function readFormRate(text: string, house: string): Form['rate'] {
  if (!text.includes('=')) {
    const rate = readRate(text);
    if (rate === undefined) throw invalid('rate', 'is no rate', { rule: `${RATE}, или USD=92.5;EUR=101` });
    return rate;
  }
  const parts = text.split(';').filter((part) => part.trim() !== '');
  const pairs = parts.map((part) => {
    const [code = '', ...values] = part.split('=');
    return [code, values.join('=')] as const;
  });
  return readRates(pairs, 'rate', house);
}

/** Wire to domain: what is to be changed. @throws invalid naming the field */
export const readChanges = ({ rates, period }: Static<typeof ReportChanges>, house: string) => ({
  period: period === undefined ? undefined : readMonth(period, 'period'),
  rates:
    rates === undefined
      ? undefined
      : readRates(
          Object.entries(rates).map(([code, rate]) => [code, String(rate)] as const),
          'rates',
          house,
        ),
});

/** Wire to domain: a mapping. @throws invalid naming the field */
export function readMapping({ columns, constants, ...rest }: Static<typeof MappingBody>): SourceMapping {
  const { isrc, upc, title }: SourceMapping['columns'] = columns;
  if (isrc === undefined && upc === undefined && title === undefined)
    throw invalid('columns.isrc', 'is required', { missing: true });
  const currency: string | undefined = (constants as SourceMapping['constants'])?.currency;
  const read = currency === undefined ? {} : { currency: readCurrency(currency, 'constants.currency') };
  return { columns, ...(constants && { constants: { ...constants, ...read } }), ...rest };
}

/** Wire to domain: what lines are said to be; exactly one of the three. @throws invalid; not_found for a malformed id */
export function readAssignment({ track, release, label }: Static<typeof AssignmentBody>): Assignment {
  const given = [track, release, label].filter((one) => one !== undefined).length;
  if (given !== 1 || label === false)
    throw invalid('body', 'must have one of the three', { refusal: 'Поле track: одно из track, release, label: true' });
  if (label) return { label: true };
  const id = parseId(track ?? release ?? '');
  if (id === undefined) throw refuseRelease(track === undefined ? 'release' : 'track');
  return track === undefined ? { release: id } : { track: id };
}

const PROBLEMS: Readonly<Record<LineProblem, string>> = {
  quote: 'незакрытая кавычка',
  cells: 'ячеек меньше, чем в заголовке',
  amount: 'сумма не читается',
  too_large: 'сумма должна быть меньше 100000000',
  date: 'дата не читается',
  quantity: 'количество не читается',
  currency: 'валюта не читается',
};

const FAILURES: Readonly<Record<BookingFailure, string>> = {
  interrupted: 'Проведение прервано: сервер остановился. Проведите отчёт ещё раз',
  too_large: 'Отчёт не проведён: сумма получателя больше 90071992547409.91. Проверьте курсы валют',
  unavailable: 'Отчёт не проведён: база данных была недоступна. Проведите отчёт ещё раз',
  unexpected: 'Отчёт не проведён из-за внутренней ошибки: подробности в журнале сервера',
};

const momentOrNull = (time: number | null): string | null => (time === null ? null : instant(time));

/** @param house the house's own currency, whose rate is 1 */
export const reportDocument =
  (house: string) =>
  (report: SummedReport): Static<typeof ReportDocument> => {
    const { notFound, otherTitle, ambiguous, booking } = report;
    return {
      ...{ id: report.id, source: report.source, file: report.file, sha256: report.sha256 },
      // Deleted ones are not shown.
      state: report.state as Static<typeof ReportDocument>['state'],
      ...{ period: report.period, from: report.firstMonth, to: report.lastMonth },
      ...{ lines: report.lines, matched: report.matched, unmatched: notFound + otherTitle + ambiguous },
      ...{ faulty: report.faulty, ignored: report.ignored, rounded: report.rounded },
      reasons: { not_found: notFound, title: otherTitle, ambiguous },
      errors: report.errors.map(({ line, field, problem }) => ({ line, field, message: PROBLEMS[problem] })),
      currencies: report.currencies.map(({ currency, lines, net, rate }) => ({
        ...{ currency, lines, net: showExact(net) },
        rate: currency === house ? '1' : rate,
      })),
      ...{ done: report.done, total: report.total, createdAt: instant(report.createdAt) },
      ...{ bookedAt: momentOrNull(report.bookedAt), reversedAt: momentOrNull(report.reversedAt) },
      booking: booking && {
        ...{ total: fromMinor(booking.total), label: fromMinor(booking.label), earned: fromMinor(booking.earned) },
        ...{ recouped: fromMinor(booking.recouped), costs: fromMinor(booking.costs) },
        ...{ income: fromMinor(booking.income), currency: booking.currency },
      },
      failure: report.failure && FAILURES[report.failure],
    };
  };

export const sourceDocument = ({ name, builtin, mapping }: Source): Static<typeof SourceDocument> => ({
  name,
  builtin,
  ...mapping,
});

export const lineDocument = (line: Line): Static<typeof LineDocument> => ({
  ...{ line: line.line, report: line.report, source: line.source },
  ...{ sale_period: line.month, report_period: line.reportMonth, store: line.store, country: line.country },
  ...{ isrc: line.isrc, upc: line.upc, title: line.title, artist: line.artist, sale_type: line.saleType },
  quantity: line.quantity,
  gross: line.gross === null ? null : showExact(line.gross),
  net: showExact(line.net),
  currency: line.currency,
  ...{ track: line.trackId, release: line.releaseId, artist_id: line.artistId, status: line.status },
});

export const groupDocument = ({ net, ...group }: LineGroup): Static<typeof GroupDocument> => ({
  ...group,
  net: showExact(net),
});

export const unmatchedDocument = ({ sums, ...song }: Unmatched): Static<typeof UnmatchedDocument> => ({
  ...song,
  sums: sums.map(({ currency, net }) => ({ currency, net: showExact(net) })),
});

export const assignedDocument = ({ key, trackId, releaseId, lines }: Assigned): Static<typeof AssignedDocument> => ({
  ...{ key, track: trackId, release: releaseId, label: releaseId === null, lines },
});
