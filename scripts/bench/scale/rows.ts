/** SQL that makes rows by their numbers, from 0: the same text for both engines. */

export type Engine = 'sqlite' | 'postgres';

/** Kinds of things, by which their ids differ. */
const KINDS = [
  'account',
  'person',
  'artist',
  'album',
  'track',
  'other',
  'release',
  'song',
  'contract',
  'payee',
] as const;
export type Kind = (typeof KINDS)[number];

/** Digits of a number in an id: it sorts as the number does. */
const FIRST = 10 ** 9;

/** The id of the thing of a kind with this number. @param number an SQL expression, or a number */
export function id(kind: Kind, number: string | number): string {
  const stem = `650000${String(KINDS.indexOf(kind)).padStart(2, '0')}000000`;
  return typeof number === 'number' ? `${stem}${FIRST + number}` : `('${stem}' || cast(${FIRST} + ${number} as text))`;
}

/** Inserts `count` rows of these columns, each an SQL expression of `i`. */
export function rows(engine: Engine, table: string, count: number, columns: Record<string, string | number>): string {
  const numbers =
    engine === 'postgres'
      ? `generate_series(0, ${count - 1}) as n(i)`
      : `(with recursive n(i) as (select 0 union all select i + 1 from n where i < ${count - 1}) select i from n) as n`;
  // SQLite takes `on conflict` or a join otherwise: a condition ends the `from`.
  return `insert into ${table} (${Object.keys(columns).join(', ')}) select ${Object.values(columns).join(', ')} from ${numbers} where true`;
}

/** One of so many, mixed: neighbours are far from each other. */
export const mixed = (factor: number, most: number) => `cast((i + 1) * cast(${factor} as bigint) % ${most} as integer)`;

/** A moment later with each row. */
export const moment = (step = 1000) => `cast(1650000000000 + i * cast(${step} as bigint) as bigint)`;

const WORDS = 2000;
const SYLLABLES = 'ka lo mi ren ta su vel or an der quo pi lux sha mon eri bal tu nes fin'.split(' ');

/** A table of words for names; to be dropped by `DROP_WORDS`. */
export function wordRows(): string[] {
  const words = Array.from({ length: WORDS }, (_, at) => {
    const [one, two, three] = [at % 20, Math.floor(at / 20) % 20, Math.floor(at / 400) % 20];
    return `(${at}, '${SYLLABLES[one]}${SYLLABLES[two]}${SYLLABLES[three]}')`;
  });
  return [
    'create table bench_words (n integer primary key, word text)',
    `insert into bench_words values ${words.join(', ')}`,
  ];
}
export const DROP_WORDS = 'drop table bench_words';

/** A name of two words; one in five begins with an article. */
export const name = (factor: number) =>
  `case when i % 5 = 0 then 'The ' else '' end || (select word from bench_words where n = ${mixed(factor, WORDS)}) || ' ' || (select word from bench_words where n = ${mixed(factor * 31 + 7, 1999)})`;
