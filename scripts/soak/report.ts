import type { Soak } from './run.ts';

/** What a run has come to, as a table, with what must not happen beneath it. */
export function reportOf({ figures, faults }: Soak, title: string): string {
  const rows = [...NAMES, ...[...figures.keys()].filter((name) => !NAMES.includes(name))].map(
    (name) => `| ${name} | ${figures.get(name) ?? 0} |`,
  );
  return [`| ${title} | |`, '|---|--:|', ...rows, '', ...faults].join('\n');
}

/** In the order of the table; the rest follows. */
const NAMES = [
  'reads of whole files',
  'reads of ranges',
  'uploads by POST',
  'uploads by tus',
  'pieces',
  'plays',
  'plays counted',
  'plays lost with a replica',
  'likes',
  'payouts',
  'kills',
  'retries',
  'wrong bytes',
  'failed reads',
  'lost writes',
  'wrong plays',
  'wrong payouts',
  'files read from each replica',
  'objects',
  'objects without a row before the janitor',
  'objects without a row after the janitor',
  'memory peak of a replica, MB',
];
