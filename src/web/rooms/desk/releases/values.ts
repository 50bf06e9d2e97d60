import { say } from '../../../words/words.ts';
import type { Faults } from '../fields.tsx';
import type { WholeRelease } from './types.ts';

/** What the fields of the editor hold, by their names; the title of a track is `title-<id>`. */
export type Values = Readonly<Record<string, string>>;

/** A field that somebody has changed: what it holds now, and what it held when they began. */
export interface Edit {
  value: string;
  from: string;
}
export type Edits = Readonly<Record<string, Edit>>;

const MOST_NAMES = 100;
const LONGEST_NAME = 200;

export const titleOf = (trackId: string): string => `title-${trackId}`;

/** What the fields hold when nobody has changed them. */
export function valuesOf({ name, type, date, authors, tracks }: WholeRelease): Values {
  const { lyricists, producers } = authors;
  return {
    ...{ name, type, date, lyricists: joined(lyricists), producers: joined(producers) },
    ...Object.fromEntries(tracks.map(({ id, title }) => [titleOf(id), title])),
  };
}

/** Names as they are typed: with commas between, or semicolons where a name has a comma. */
const joined = (names: readonly string[]): string =>
  names.join(names.some((name) => name.includes(',')) ? '; ' : ', ') + (isOneWithComma(names) ? ';' : '');

const isOneWithComma = (names: readonly string[]): boolean => names.length === 1 && names[0]?.includes(',') === true;

function namesIn(text: string): string[] {
  const names = text.split(text.includes(';') ? ';' : ',').map((name) => name.trim());
  return [...new Set(names.filter(Boolean))];
}

/** The fields that hold something else than the server knows; those of tracks that are gone are none. */
export const changedIn = (edits: Edits, known: Values): string[] =>
  Object.keys(edits).filter((field) => field in known && edits[field]?.value.trim() !== known[field]);

/** The fields that were changed here and, since, elsewhere too, to something else. */
export const contested = (edits: Edits, known: Values): string[] =>
  changedIn(edits, known).filter((field) => edits[field]?.from !== known[field]);

/** What the server takes of these fields. */
export function bodyOf(values: Values, changed: readonly string[]): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const field of ['name', 'type', 'date']) if (changed.includes(field)) body[field] = values[field]?.trim();
  // Both halves are replaced together.
  if (changed.includes('lyricists') || changed.includes('producers'))
    body.authors = { lyricists: namesIn(values.lyricists ?? ''), producers: namesIn(values.producers ?? '') };
  return body;
}

/** Why what was changed cannot be saved: what has been told can be told anew, but not taken back. */
export function faultsToSave(values: Values, changed: readonly string[]): Faults {
  const faults: Record<string, string> = {};
  for (const field of changed) {
    const value = values[field]?.trim() ?? '';
    if (field === 'lyricists' || field === 'producers') {
      const names = namesIn(value);
      if (names.length > MOST_NAMES || names.some((name) => name.length > LONGEST_NAME))
        faults[field] = say('longNames');
    } else if (value === '') faults[field] = say('required');
  }
  return faults;
}

/** What a release lacks before it may be submitted. */
export function faultsToSubmit(values: Values, { cover, tracks }: WholeRelease): Faults {
  const faults: Record<string, string> = {};
  for (const field of ['name', 'type', 'date', ...tracks.map(({ id }) => titleOf(id))])
    if (!values[field]?.trim()) faults[field] = say('required');
  if (namesIn(`${values.lyricists},${values.producers}`.replaceAll(';', ',')).length === 0)
    faults.lyricists = say('authorsRequired');
  if (!cover) faults.cover = say('coverRequired');
  if (tracks.length === 0) faults.tracks = say('tracksRequired');
  return faults;
}

/** The fields that the server names otherwise. @param faults as the server tells them */
export function faultsHere(faults: Faults, { tracks }: WholeRelease): Faults {
  const named = (field: string): string => {
    if (field === 'cover_key') return 'cover';
    if (field.startsWith('authors')) return 'lyricists';
    const [, at] = /^tracks\.(\d+)\./.exec(field) ?? [];
    const track = at === undefined ? undefined : tracks[Number(at) - 1];
    return track ? titleOf(track.id) : field;
  };
  return Object.fromEntries(Object.entries(faults).map(([field, fault]) => [named(field), fault]));
}
