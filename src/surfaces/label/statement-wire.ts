import { type Static, Type as t } from '@sinclair/typebox';
import {
  type ClosedPeriod,
  type FullStatement,
  isMonth,
  SECTIONS,
  type Section,
  type SectionRow,
  type Statement,
} from '../../domain/booking/statements/model.ts';
import { csvFile, figure } from '../../lib/csv-out.ts';
import { PEOPLE, PERSONS, RELEASE_NAMES, RELEASES, STATEMENT } from '../../lib/examples.ts';
import { lazy } from '../../lib/lazy.ts';
import { fromMinor, moneyText } from '../../lib/money.ts';
import { instant } from '../../lib/time.ts';
import { money } from './accounting-wire.ts';
import { idFilter } from './list-wire.ts';
import { moment, oneOf, sample } from './shapes.ts';

/** Shapes and mappers of statements. */

export const CloseBody = t.Object({
  period: t.String({
    maxLength: 100,
    description: 'месяц YYYY-MM, не позже текущего',
    examples: [STATEMENT.nextPeriod],
  }),
});
export const ClosedDocument = t.Object({
  period: sample(STATEMENT.nextPeriod),
  statements: t.Integer({ examples: [1] }),
  closedAt: moment,
});

export const StatementDocument = t.Object({
  id: sample(STATEMENT.id),
  number: sample(`${STATEMENT.period}-001`),
  period: sample(STATEMENT.period),
  payee: sample(PEOPLE.artist),
  kind: oneOf(['artist', 'payee'], 'artist'),
  name: sample(PERSONS.stageName),
  currency: sample('RUB'),
  opening: money(0),
  earnings: money(150.5),
  recouped: money(50),
  costs: money(0),
  payouts: money(10.5),
  closing: money(90),
  unrecouped: money(100),
  closedAt: moment,
});

const TableDocument = (key: string, title: string) =>
  t.Array(
    t.Object({
      key: sample(key),
      title: sample(title),
      quantity: t.Integer({ examples: [1200] }),
      amount: money(150.5),
    }),
  );
export const FullStatementDocument = t.Object({
  ...StatementDocument.properties,
  by_release: TableDocument(RELEASES.finalized, RELEASE_NAMES.finalized),
  by_track: TableDocument('', RELEASE_NAMES.finalized),
  by_store: TableDocument('Spotify', 'Spotify'),
  by_country: TableDocument('RU', 'Россия'),
});

export const closedDocument = ({ period, statements, closedAt }: ClosedPeriod): Static<typeof ClosedDocument> => ({
  period,
  statements,
  closedAt: instant(closedAt),
});

export const statementDocument = (statement: Statement): Static<typeof StatementDocument> => ({
  id: statement.id,
  number: statement.number,
  period: statement.period,
  payee: statement.payeeId,
  kind: statement.kind,
  name: statement.name,
  currency: statement.currency,
  opening: fromMinor(statement.opening),
  earnings: fromMinor(statement.earnings),
  recouped: fromMinor(statement.recouped),
  costs: fromMinor(statement.costs),
  payouts: fromMinor(statement.payouts),
  closing: fromMinor(statement.closing),
  unrecouped: fromMinor(statement.unrecouped),
  closedAt: instant(statement.closedAt),
});

/** What income is called that was typed by hand. */
const OTHER = 'Прочее';
const countries = lazy(() => new Intl.DisplayNames(['ru'], { type: 'region', fallback: 'none' }));
const UNKNOWN = { code: 'ZZ', title: 'Неизвестно' };

const countryOf = (code: string): string =>
  code === UNKNOWN.code ? UNKNOWN.title : (/^[A-Z]{2}$/.test(code) && countries().of(code)) || code;

/** A table of a statement, with what was typed by hand, largest amount first; in minor units. */
export function rowsOf({ sections, typed }: FullStatement, by: Section): SectionRow[] {
  const rows = sections[by].map(([key, title, ...rest]): SectionRow => {
    return [key, by === 'country' ? countryOf(key) : title, ...rest];
  });
  if (typed === 0) return rows;
  return [...rows, ['', OTHER, 0, typed] satisfies SectionRow].sort(([, , , one], [, , , other]) => other - one);
}

export function fullStatementDocument(statement: FullStatement): Static<typeof FullStatementDocument> {
  const table = (by: Section) =>
    rowsOf(statement, by).map(([key, title, quantity, amount]) => ({
      key,
      title,
      quantity,
      amount: fromMinor(amount),
    }));
  return {
    ...statementDocument(statement),
    by_release: table('release'),
    by_track: table('track'),
    by_store: table('store'),
    by_country: table('country'),
  };
}

const COLUMNS = ['section', 'key', 'title', 'quantity', 'amount', 'currency'];
const TOTALS = ['opening', 'earnings', 'recouped', 'costs', 'payouts', 'closing', 'unrecouped'] as const;

export function statementCsv(statement: FullStatement): string {
  const { currency } = statement;
  const totals = TOTALS.map((sum) => ['total', sum, '', '', figure(moneyText(statement[sum])), currency]);
  const rows = SECTIONS.flatMap((by) =>
    rowsOf(statement, by).map(([key, title, quantity, amount]) => [
      ...[by, key, title],
      ...[figure(String(quantity)), figure(moneyText(amount))],
      currency,
    ]),
  );
  return csvFile(COLUMNS, [...totals, ...rows]);
}

/** What a list of statements may be narrowed to. */
export const FILTERS = {
  payeeId: idFilter('artist', PEOPLE.artist),
  period: {
    ...{ parameter: 'period', rule: 'месяц YYYY-MM', example: STATEMENT.period },
    read: (text: string) => (isMonth(text) ? text : undefined),
  },
};
