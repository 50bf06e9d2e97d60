import { computed } from '@preact/signals';
import { shownLanguage } from './words.ts';

/** Days and months are those of the calendar, wherever somebody is. */
const dates = (options: Intl.DateTimeFormatOptions) =>
  computed(() => new Intl.DateTimeFormat(shownLanguage.value === 'ru' ? 'ru' : 'en-GB', options));
const days = dates({ dateStyle: 'medium', timeZone: 'UTC' });
const months = dates({ month: 'long', year: 'numeric', timeZone: 'UTC' });
const moments = dates({ dateStyle: 'medium', timeStyle: 'short' });

const formatted = (format: Intl.DateTimeFormat, text: string): string => {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? text : format.format(date);
};

/** `2026-12-01` as "1 Dec 2026". */
export const day = (text: string): string => formatted(days.value, text);

/** `2026-12` as "December 2026". */
export const month = (text: string): string => formatted(months.value, text);

/** A moment of ISO 8601 as "1 Dec 2026, 14:05", where somebody is. */
export const moment = (text: string): string => formatted(moments.value, text);

/** An amount, which may be an exact decimal text, as "€1,234.50". @param currency ISO 4217 */
export function money(amount: number | string, currency: string): string {
  // Texts are formatted digit by digit, whatever their length; the type does not know of all of them.
  return moneyFormat(shownLanguage.value, currency).format(amount as number);
}

const moneyFormats = new Map<string, Intl.NumberFormat>();

function moneyFormat(tag: string, currency: string): Intl.NumberFormat {
  const key = `${tag} ${currency}`;
  const known = moneyFormats.get(key) ?? new Intl.NumberFormat(tag, { style: 'currency', currency });
  moneyFormats.set(key, known);
  return known;
}

const percents = computed(
  () => new Intl.NumberFormat(shownLanguage.value, { style: 'unit', unit: 'percent', maximumFractionDigits: 2 }),
);

/** `62.5` as "62.5%". */
export const percent = (share: number): string => percents.value.format(share);

const wholes = computed(() => new Intl.NumberFormat(shownLanguage.value));

/** A number, or an exact decimal text, as "1,234.5". */
export const number = (value: number): string => wholes.value.format(value);

/** An exact decimal text with all its digits, in a currency. */
export function exactMoney(amount: string, currency: string): string {
  return new Intl.NumberFormat(shownLanguage.value, {
    style: 'currency',
    currency,
    minimumFractionDigits: 2,
    maximumFractionDigits: 20,
    // As above.
  }).format(amount as unknown as number);
}

const sizes = computed(
  () => new Intl.NumberFormat(shownLanguage.value, { style: 'unit', unit: 'kilobyte', maximumFractionDigits: 0 }),
);

/** Bytes as "12 kB". */
export const kilobytes = (bytes: number): string => sizes.value.format(Math.max(1, bytes / 1000));

const shortMonths = dates({ month: 'short', timeZone: 'UTC' });

/** `2026-12` as "Dec". */
export const shortMonth = (text: string): string => formatted(shortMonths.value, text).replace(/\.$/, '');

/** What an entry is for: its month where it is one, else as it was told. */
export const period = (text: string): string => (/^\d{4}-(?:0[1-9]|1[0-2])$/.test(text) ? month(text) : text);

/** Bytes as "5 MB", as the settings count them. */
export const megabytes = (bytes: number): string =>
  new Intl.NumberFormat(shownLanguage.value, {
    style: 'unit',
    unit: 'megabyte',
    maximumFractionDigits: 1,
  }).format(bytes / 1024 / 1024);
