import type { Lacking, Release, Track } from './model.ts';

/** What a release lacks before it can be submitted. @param stored the names of the files it has */
export function lackingOf(
  { name, type, date, cover, authors }: Release,
  tracks: readonly Track[],
  stored: ReadonlySet<string>,
): Lacking[] {
  const hasAuthors = authors !== null && authors.lyricists.length + authors.producers.length > 0;
  return [
    ...absentOf({ name, type, date, cover, authors: hasAuthors ? authors : null }),
    ...(tracks.length === 0 ? ['tracks' as const] : []),
    ...tracks.flatMap(({ file, position }) => (stored.has(file) ? [] : (`audio ${position}` as const))),
  ];
}

/** What it lacks besides before it can be delivered to shops. */
export function lackingForShops(
  { upc, genre, language, labelName, pLine, cLine }: Release,
  tracks: readonly Track[],
): Lacking[] {
  return [
    ...absentOf({ upc, genre, language, labelName, pLine, cLine }),
    ...tracks.flatMap(({ isrc, position }) => (isrc === null ? (`isrc ${position}` as const) : [])),
  ];
}

const absentOf = <Field extends string>(fields: Readonly<Record<Field, unknown>>): Field[] =>
  (Object.keys(fields) as Field[]).filter((field) => fields[field] === null);
