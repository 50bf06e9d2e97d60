import { Type as t } from '@sinclair/typebox';
import { invalid } from '../../errors.ts';
import { type Day, isDay } from '../../lib/days.ts';
import { type Id, parseId } from '../../lib/ids.ts';
import { fromMinor, toMinor } from '../../lib/money.ts';
import { DATE } from './told-shapes.ts';

/** What the chapters of accounting share: days, money, percentages, ids that may be absent. */

const AMOUNT = `положительное число не больше ${fromMinor(Number.MAX_SAFE_INTEGER)}, не более двух знаков после запятой`;
const PERCENTAGE = 'число от 0 до 100, не более двух знаков после запятой';

export const amount = t.Number({ description: AMOUNT, examples: [150.5] });
export const percentage = t.Number({ description: PERCENTAGE, minimum: 0, maximum: 100, examples: [65] });

const orNone = (description: string, example: string) =>
  t.Optional(t.Union([t.String({ maxLength: 100 }), t.Null()], { description, examples: [example] }));

/** A day that may be absent. */
export const day = (example: string) => orNone(DATE, example);
/** An id that may be absent. */
export const id = (of: string, example: Id) => orNone(`ID ${of}`, example);

/** Of an answer: a text, or null. */
export const nullable = (example: string) => t.Union([t.String(), t.Null()], { examples: [example] });
export const money = (example: number) => t.Number({ examples: [example] });

/** Wire to domain: money in minor units. @throws invalid (`field`) unless it is positive and has two decimals at most */
export function readMoney(field: string, value: number): number {
  const minor = toMinor(value);
  if (minor !== undefined && minor > 0) return minor;
  throw invalid(field, 'is not an amount', { rule: AMOUNT });
}

/** Wire to domain: a percentage as hundredths of one. @throws invalid (`percentage`) when it has more than two decimals */
export function readHundredths(value: number): number {
  const hundredths = toMinor(value);
  if (hundredths !== undefined) return hundredths;
  throw invalid('percentage', 'has more than two decimals', { rule: PERCENTAGE });
}

/** Wire to domain: a day; absent, null or empty is none. @throws invalid (`field`) */
export function readDay(field: string, text: string | null | undefined): Day | null {
  if (text === undefined || text === null || text === '') return null;
  if (!isDay(text)) throw invalid(field, 'must be a day, YYYY-MM-DD', { rule: DATE });
  return text;
}

/** Wire to domain: the days from which and to which something holds. @throws invalid (`from`, `to`) also when they are in the wrong order */
export function readDays(days: { from?: string | null; to?: string | null }): { from: Day | null; to: Day | null } {
  const [from, to] = [readDay('from', days.from), readDay('to', days.to)];
  if (from !== null && to !== null && to < from)
    throw invalid('to', 'is before from', { rule: 'день не раньше, чем в поле from' });
  return { from, to };
}

/** Wire to domain: an id; absent or null is none. @throws `absent` when it is malformed */
export function readIdOrNone(text: string | null | undefined, absent: () => Error): Id | null {
  if (text === undefined || text === null) return null;
  const id = parseId(text);
  if (id === undefined) throw absent();
  return id;
}
