import { computed } from '@preact/signals';
import { shownLanguage } from './words.ts';

const relative = computed(() => new Intl.RelativeTimeFormat(shownLanguage.value, { numeric: 'auto' }));
const full = computed(() => new Intl.DateTimeFormat(shownLanguage.value, { dateStyle: 'long', timeStyle: 'short' }));

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Each unit with its seconds, from the longest on. */
const UNITS = [
  ['year', 365 * DAY],
  ['month', 30 * DAY],
  ['week', 7 * DAY],
  ['day', DAY],
  ['hour', HOUR],
  ['minute', MINUTE],
] as const;

/** A moment as "3 hours ago". @param now milliseconds, like the moment */
export function ago(moment: number, now: number): string {
  // The clock of the server may be ahead.
  const seconds = Math.max(0, (now - moment) / 1000);
  for (const [unit, length] of UNITS)
    if (seconds >= length) return relative.value.format(-Math.floor(seconds / length), unit);
  return relative.value.format(0, 'second');
}

/** A moment with day and minute. */
export const atMoment = (moment: number): string => full.value.format(moment);
