import { count } from './words.ts';

/** Seconds in words, to the minute; empty below half of one. */
export function lengthOf(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  if (minutes < 1) return '';
  const hours = Math.floor(minutes / 60);
  return [hours > 0 && count('hours', hours), minutes % 60 > 0 && count('minutes', minutes % 60)]
    .filter(Boolean)
    .join(' ');
}
