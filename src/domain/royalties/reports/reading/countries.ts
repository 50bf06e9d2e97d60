// As texts, which are read at the first use: as objects they would be made at each start.
import codes from 'i18n-iso-countries/codes.json' with { type: 'text' };
import english from 'i18n-iso-countries/langs/en.json' with { type: 'text' };
import russian from 'i18n-iso-countries/langs/ru.json' with { type: 'text' };
import { lazy } from '../../../../lib/lazy.ts';

/** Of no country, or of one that cannot be read. */
const NO_COUNTRY = 'ZZ';

/** Names that neither list has, as reports write them. */
const ALSO: Readonly<Record<string, string>> = {
  uk: 'GB',
  россия: 'RU',
  сша: 'US',
  великобритания: 'GB',
  'южная корея': 'KR',
  'south korea': 'KR',
  'north korea': 'KP',
  kosovo: 'XK',
  косово: 'XK',
  белоруссия: 'BY',
  туркмения: 'TM',
  киргизия: 'KG',
  молдавия: 'MD',
};
const LONGEST = 100;

const fold = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replaceAll('&', 'and')
    .replace(/[^\p{L}]+/gu, '');

/** TypeScript takes every JSON file for what is in it. */
const read = <Content>(text: unknown): Content => JSON.parse(text as string);

/** All codes and names, English and Russian ones: of the library, and those that the platform shows (CLDR). */
const countries = lazy((): Map<string, string> => {
  const found = new Map<string, string>();
  const add = (name: string | undefined, code: string) => {
    if (name !== undefined && !found.has(fold(name))) found.set(fold(name), code);
  };
  const assigned = read<[string, string][]>(codes);
  for (const [two, three] of assigned) {
    add(two, two);
    add(three, two);
  }
  const shown = ['en', 'ru'].flatMap((locale) =>
    (['long', 'short'] as const).map(
      (style) => new Intl.DisplayNames(locale, { type: 'region', style, fallback: 'none' }),
    ),
  );
  for (const [two] of assigned) for (const names of shown) add(names.of(two), two);
  const listed = [english, russian].map(read<{ countries: Record<string, string | string[]> }>);
  for (const { countries } of listed)
    for (const [two, names] of Object.entries(countries)) for (const name of [names].flat()) add(name, two);
  for (const [name, two] of Object.entries(ALSO)) add(name, two);
  return found;
});

/** The two letters of a country by its code of two or three letters, or its English or Russian name; else `ZZ`. */
export function readCountry(text: string): string {
  if (text.length > LONGEST) return NO_COUNTRY;
  return countries().get(fold(text)) ?? NO_COUNTRY;
}
