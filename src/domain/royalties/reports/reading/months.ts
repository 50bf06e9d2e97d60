/** With a time after it, which does not count but has to be one. */
const TIME =
  /^(.*?)(?:T|\s+)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?\s*(?:[ap]m)?\s*(?:Z|UTC|GMT|[-+](\d{2}):?(\d{2}))?$/i;
/** The end of a day may be written as its last hour; a minute may have a leap second. */
const MOST_OF_TIME = [24, 59, 60, 23, 59];
const YEAR_FIRST = /^(\d{4})[-/](\d{1,2})(?:[-/](\d{1,2}))?$/;
const DAY_FIRST = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/;
const OF_ORCHARD = /^(\d{4})M(\d{1,2})$/i;
const MONTH_FIRST = /^(\d{1,2})\/(\d{1,2})\/(\d{2}|\d{4})$/;
const LONGEST = 50;

/** The month of a day or month in one of the forms that reports have. @returns `YYYY-MM`; `undefined` when it is none */
export function readMonth(given: string): string | undefined {
  const text = given.trim();
  if (text.length > LONGEST) return undefined;
  const [, date = text, ...time] = TIME.exec(text) ?? [];
  if (time.some((part, at) => Number(part ?? 0) > (MOST_OF_TIME[at] as number))) return undefined;
  if (time[0] === '24' && Number(time[1]) + Number(time[2] ?? 0) > 0) return undefined;
  const [year, month, day] = partsOf(date) ?? [];
  if (year === undefined || month === undefined) return undefined;
  const isYear = year >= 1900 && year <= 2999;
  if (!isYear || month < 1 || month > 12) return undefined;
  if (day !== undefined && (day < 1 || day > new Date(Date.UTC(year, month, 0)).getUTCDate())) return undefined;
  return `${year}-${String(month).padStart(2, '0')}`;
}

function partsOf(date: string): [year: number, month: number, day?: number] | undefined {
  const numbers = (match: RegExpExecArray) =>
    match.slice(1).map((part) => (part === undefined ? undefined : Number(part)));
  const yearFirst = YEAR_FIRST.exec(date) ?? OF_ORCHARD.exec(date);
  if (yearFirst) return numbers(yearFirst) as [number, number, number?];
  const dayFirst = DAY_FIRST.exec(date);
  if (dayFirst) {
    const [day, month, year] = numbers(dayFirst) as [number, number, number];
    return [year, month, day];
  }
  const monthFirst = MONTH_FIRST.exec(date);
  if (monthFirst) {
    const [month, day, year] = numbers(monthFirst) as [number, number, number];
    return [year < 100 ? 2000 + year : year, month, day];
  }
  return undefined;
}
