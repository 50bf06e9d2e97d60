import type { FullStatement, Section, SectionRow } from '../../domain/booking/statements/model.ts';
import { moneyText } from '../../lib/money.ts';
import type { Bar, Chart, Grid, Paper } from '../../lib/pdf/paper.ts';
import { rowsOf } from './statement-wire.ts';

/** A statement as a PDF file shows it. */

const NO_BREAK = '\u00a0';
/** Bars of a chart; what is left is one bar more. */
const BARS = 6;
const REST = 'Остальное';
const TITLES: Readonly<Record<Section, string>> = {
  ...{ release: 'Релизы', track: 'Треки', store: 'Площадки', country: 'Страны' },
};
const MONTHS = 'Январь Февраль Март Апрель Май Июнь Июль Август Сентябрь Октябрь Ноябрь Декабрь'.split(' ');

const monthOf = (period: string): string => `${MONTHS[Number(period.slice(5)) - 1]} ${period.slice(0, 4)}`;
const dayOf = (moment: number): string =>
  new Intl.DateTimeFormat('ru', { dateStyle: 'long', timeZone: 'UTC' }).format(moment);

const grouped = (digits: string): string => digits.replace(/\B(?=(\d{3})+$)/g, NO_BREAK);
const countText = (count: number): string => (count < 0 ? '−' : '') + grouped(String(Math.abs(count)));

/** The sign of a currency, or else its code. */
const signOf = (currency: string): string =>
  new Intl.NumberFormat('ru', { style: 'currency', currency, currencyDisplay: 'narrowSymbol' })
    .formatToParts(0)
    .find(({ type }) => type === 'currency')?.value ?? currency;

/** @param minor in minor units */
function amountText(minor: number, sign = ''): string {
  const [whole = '', hundredths] = moneyText(Math.abs(minor)).split('.');
  return `${minor < 0 ? '−' : ''}${grouped(whole)},${hundredths}${sign && NO_BREAK + sign}`;
}

function chart(title: string, rows: readonly SectionRow[], sign: string): Chart {
  const shown = rows.length > BARS + 1 ? rows.slice(0, BARS) : rows;
  const rest = rows.slice(shown.length).reduce((sum, [, , , amount]) => sum + amount, 0);
  const bar = (label: string, minor: number): Bar => ({ label, value: minor, amount: amountText(minor, sign) });
  return {
    title,
    none: 'Начислений не было',
    bars: [
      ...shown.map(([key, title, , amount]) => bar(title || key, amount)),
      ...(shown.length < rows.length ? [bar(REST, rest)] : []),
    ],
  };
}

function grid(title: string, rows: readonly SectionRow[], earnings: number, sign: string): Grid {
  const quantity = rows.reduce((sum, [, , count]) => sum + count, 0);
  return {
    title,
    columns: ['Название', 'Количество', `Сумма, ${sign}`],
    rows: rows.map(([key, title, count, amount]) => [title || key, countText(count), amountText(amount)]),
    total: ['Итого', countText(quantity), amountText(earnings)],
  };
}

/** Domain to paper. */
export function statementPaper(statement: FullStatement): Paper {
  const { number, name, earnings, closing } = statement;
  const sign = signOf(statement.currency);
  const amount = (minor: number): string => amountText(minor, sign);
  const month = monthOf(statement.period);
  const sections = (['release', 'track', 'store', 'country'] as const).map(
    (by) => [by, rowsOf(statement, by)] as const,
  );
  const rows = Object.fromEntries(sections) as Record<Section, SectionRow[]>;
  const kind = 'Отчёт по роялти';
  const last = 'Остаток на конец периода';
  return {
    title: `${kind} ${number}`,
    subject: `${name}, ${month}`,
    language: 'ru-RU',
    madeAt: statement.closedAt,
    kind: kind.toUpperCase(),
    number: `№ ${number}`,
    heading: name,
    subheading: `${month} · составлен ${dayOf(statement.closedAt)}`,
    result: { label: last, amount: amount(closing) },
    sums: [
      { label: 'Остаток на начало периода', amount: amount(statement.opening) },
      { label: 'Начислено', amount: amount(earnings) },
      { label: 'Удержано в счёт авансов', amount: amount(-statement.recouped) },
      { label: 'Удержано в счёт расходов', amount: amount(-statement.costs) },
      { label: 'Выплачено', amount: amount(-statement.payouts) },
      { label: last, amount: amount(closing), weight: 'total' },
      { label: 'Остаётся удержать из будущих начислений', amount: amount(statement.unrecouped), weight: 'aside' },
    ],
    charts: [chart('По площадкам', rows.store, sign), chart('По странам', rows.country, sign)],
    grids: sections.filter(([, of]) => of.length > 0).map(([by, of]) => grid(TITLES[by], of, earnings, sign)),
    footer: `${kind} № ${number} · ${name}`,
    unknown: `№ ${number} · знаки, показанные как «?», есть в CSV этого отчёта`,
    pageOf: 'Страница {page} из {pages}',
  };
}
