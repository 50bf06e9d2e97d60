import { signal } from '@preact/signals';
import { ask } from '../../api/client.ts';
import { language } from '../../words/words.ts';
import type { Problem } from './entry.ts';

/** What `GET /uploads` answers; the server's side of it is `src/surfaces/uploads/shapes.ts`. */
export interface Limits {
  formats: { name: string; extensions: string[] }[];
  largest: number;
  most: { uploads: number; bytes: number };
  /** `null`: any number of bytes. */
  left: number | null;
  uploads: { id: string; name: string; length: number; received: number; expires: string }[];
}

export const limits = signal<Limits | undefined>(undefined);

/** @throws Failure */
export async function loadLimits(): Promise<Limits> {
  const told = await ask<Limits>('/uploads');
  limits.value = told;
  return told;
}

/** Why a file would never be taken, as far as its name and size tell. @param formats that are taken, in words */
export function problemOf(
  { name, size }: Pick<File, 'name' | 'size'>,
  told: Limits,
  formats: string,
): Problem | undefined {
  const ending = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  if (!told.formats.some(({ extensions }) => extensions.includes(ending)))
    return { word: 'refusedType', values: { formats } };
  if (size === 0) return { word: 'refusedEmpty' };
  if (size > told.largest) return { word: 'refusedLarge', values: { size: bytes(told.largest) } };
  if (told.left !== null && size > told.left) return { word: 'refusedQuota', values: { size: bytes(told.left) } };
  return undefined;
}

export const formatsOf = ({ formats }: Limits): string =>
  new Intl.ListFormat(language.value, { type: 'disjunction' }).format(formats.map(({ name }) => name));

/** For the dialog in which files are chosen. */
export const endingsOf = ({ formats }: Limits): string =>
  formats.flatMap(({ extensions }) => extensions.map((ending) => `.${ending}`)).join();

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** Bytes as "4.2 MB", of 1024 kB as everywhere in the house. */
export function bytes(number: number): string {
  const power = number < 1024 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log2(number) / 10));
  const value = number / 1024 ** power;
  return new Intl.NumberFormat(language.value, {
    ...{ style: 'unit', unit: UNITS[power] ?? 'byte', unitDisplay: power === 0 ? 'long' : 'short' },
    maximumFractionDigits: value < 10 && power > 0 ? 1 : 0,
  }).format(value);
}
