import type { Question } from './load.ts';
import type { World } from './world.ts';

export type Peer = 'bare' | 'express' | 'nginx';

/** What is measured, as a line of the table. */
export interface Row {
  name: string;
  question: Question;
  /** What is written every few milliseconds meanwhile, so that the answer changes. */
  changing?: (round: number) => Question;
  /** The least rate to be content with, as a multiple of each peer's. */
  aims: { [P in Peer]?: number };
}

const MEBIBYTE = 1024 * 1024;

const album = ({ album }: World): Question => ({ method: 'GET', path: `/albums/${album}` });
const list = ({ artist }: World): Question => ({ method: 'GET', path: `/albums?artist=${artist}` });
const heard = ({ token, track }: World): Question => ({
  method: 'POST',
  path: '/trackHistory',
  headers: { token, 'content-type': 'application/json' },
  body: JSON.stringify({ track }),
});
const part = ({ track }: World, bytes: number): Question => ({
  method: 'GET',
  path: `/media/track/${track}`,
  headers: { range: `bytes=${MEBIBYTE}-${MEBIBYTE + bytes - 1}` },
});
const changing =
  ({ album, token }: World) =>
  (round: number): Question => ({
    method: 'PUT',
    path: `/albums/${album}`,
    headers: { token, 'content-type': 'application/json' },
    body: JSON.stringify({ year: String(2000 + (round % 1000)) }),
  });

/** On SQLite. Bare and Express compress nothing, whatever the client takes. */
export const sqliteRows = (world: World): Row[] => [
  { name: 'one album', question: album(world), aims: { bare: 1.3, express: 12 } },
  { name: 'a list of 50 albums', question: list(world), aims: { bare: 3.5, express: 15 } },
  {
    name: 'the list, compressed',
    question: { ...list(world), headers: { 'accept-encoding': 'gzip' } },
    aims: { bare: 3.5, express: 15 },
  },
  {
    name: 'one album, while it changes',
    question: album(world),
    changing: changing(world),
    aims: { bare: 0.9 },
  },
  {
    name: 'the list, while it changes',
    question: list(world),
    changing: changing(world),
    aims: { bare: 0.9 },
  },
  { name: 'one history entry written', question: heard(world), aims: { bare: 1.2, express: 5 } },
  { name: '64 KiB of a file', question: part(world, 64 * 1024), aims: { bare: 0.75, nginx: 0.75 } },
  { name: '1 MiB of a file', question: part(world, MEBIBYTE), aims: { bare: 0.9, nginx: 1, express: 5 } },
];

/** On PostgreSQL, beside bare postgres.js. */
export const postgresRows = (world: World): Row[] => [
  { name: 'PostgreSQL: one album', question: album(world), aims: { bare: 0.9 } },
  { name: 'PostgreSQL: a list of 50 albums', question: list(world), aims: { bare: 0.95 } },
  { name: 'PostgreSQL: one history entry written', question: heard(world), aims: { bare: 0.7 } },
];
