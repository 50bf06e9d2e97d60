import { shownLanguage } from '../../words/words.ts';

/** A moment of ISO 8601 as "1 Dec 2026, 14:05", where somebody is. */
export const when = (text: string): string =>
  new Intl.DateTimeFormat(shownLanguage.value === 'ru' ? 'ru' : 'en-GB', {
    dateStyle: 'medium',
    timeStyle: 'short',
  }).format(new Date(text));

/** Bytes as "5 MB", as the settings count them. */
export const megabytes = (bytes: number): string =>
  new Intl.NumberFormat(shownLanguage.value, {
    style: 'unit',
    unit: 'megabyte',
    maximumFractionDigits: 1,
  }).format(bytes / 1024 / 1024);
