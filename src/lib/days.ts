/** A day, `YYYY-MM-DD`. Days compare as texts. */
export type Day = string;

const DAY = 24 * 3600 * 1000;
const LAST: Day = '9999-12-31';

/** Whether a text is a day of the calendar, of the years 1000 to 9999. */
export function isDay(text: string): boolean {
  if (!/^[1-9]\d{3}-\d\d-\d\d$/.test(text)) return false;
  // The 31st of a shorter month is read as the first of the next.
  const moment = Date.parse(text);
  return !Number.isNaN(moment) && dayOf(moment) === text;
}

/** The UTC day of a moment in milliseconds since the epoch. */
export const dayOf = (moment: number): Day => new Date(moment).toISOString().slice(0, 10);

export const dayBefore = (day: Day): Day => dayOf(Date.parse(day) - DAY);
/** Null for the last day that can be written. */
export const dayAfter = (day: Day): Day | null => (day === LAST ? null : dayOf(Date.parse(day) + DAY));

/** Whether a day lies between two, which count; null: no bound. */
export const isWithin = (day: Day, from: Day | null, to: Day | null): boolean =>
  (from === null || from <= day) && (to === null || day <= to);
