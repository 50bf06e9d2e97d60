import { Random } from '../fuzz/random.ts';
import { Books } from './books.ts';
import { killReplicas, restartDatabase, takeStoreAway } from './chaos.ts';
import { Client } from './client.ts';
import { Content } from './content.ts';
import { judgeAll } from './judging.ts';
import { like, payOut, play, read } from './listening.ts';
import { type Stage, setStage } from './stage.ts';
import { upload, uploadInPieces } from './uploading.ts';
import type { World } from './world.ts';

export interface Soak {
  /** What must not happen, and did. */
  faults: readonly string[];
  figures: ReadonlyMap<string, number>;
}

interface Actor {
  step: (stage: Stage, random: Random) => Promise<void>;
  /** How many do it. */
  clients: number;
  /** Longest rest between two steps, in milliseconds. */
  rest: number;
}

/** Few of each: what is looked for is what goes wrong, not how much is borne. */
const ACTORS: readonly Actor[] = [
  { step: read, clients: 4, rest: 60 },
  { step: upload, clients: 2, rest: 400 },
  { step: uploadInPieces, clients: 2, rest: 500 },
  { step: play, clients: 3, rest: 300 },
  { step: like, clients: 1, rest: 300 },
  { step: payOut, clients: 1, rest: 300 },
];

/** Uploads before anything is killed, so that there is something to read. */
const FIRST_UPLOADS = 8;

/**
 * Loads the world for some seconds while replicas are killed, the store is away once and PostgreSQL crashes once; then
 * compares all that is there with all that was promised. The same seed makes the same choices.
 */
export async function soak(world: World, { seconds, seed }: { seconds: number; seed: number }): Promise<Soak> {
  const books = new Books();
  const stage = await setStage(world, new Client(world.origin, books.figures), books, new Content(seed));
  if (!stage.hasTus) books.fault('missing', 'uploads by tus are not taken');
  const first = new Random(seed);
  while (books.files.filter(({ track }) => track).length < FIRST_UPLOADS) await upload(stage, first);

  const end = Date.now() + seconds * 1000;
  const isOver = () => Date.now() >= end;
  const act = async ({ step, rest }: Actor, random: Random) => {
    while (!isOver()) {
      await step(stage, random);
      await Bun.sleep(random.whole(0, rest));
    }
  };
  const seeds = new Random(seed);
  const nextRandom = () => new Random(seeds.whole(0, 2 ** 31));
  const all = ACTORS.flatMap((actor) => Array.from({ length: actor.clients }, () => act(actor, nextRandom())));
  // All come to their end before any failure is told: what is started again is to be ended by then.
  const ended = await Promise.allSettled([
    ...all,
    killReplicas(world, books, nextRandom(), isOver),
    takeStoreAway(world, books, nextRandom(), end),
    restartDatabase(world, books, end),
  ]);
  const failed = ended.find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
  // What is deferred for a second is written by then.
  await Bun.sleep(2_000);
  await judgeAll(world, stage);
  for (const replica of world.replicas)
    for (const line of replica.complaints().filter((line) => !isOfOutage(line, books)))
      books.fault('complaints in logs', `${replica.origin} ${line}`);
  books.count(
    'memory peak of a replica, MB',
    Math.round(Math.max(...world.replicas.map((one) => one.memoryPeak())) / 1e6),
  );
  return { faults: books.faults, figures: books.figures };
}

/** Milliseconds after an outage in which something may still fail by it. */
const AFTERWARDS = 5_000;

/** Whether a line of the log is of a time when something was away: that is told there, and to be expected. */
function isOfOutage(line: string, { outages, storeOutages }: Books): boolean {
  const at = Number(/"time":(\d+)/.exec(line)?.[1]);
  return [...outages, ...storeOutages].some(({ from, to }) => at >= from && at <= to + AFTERWARDS);
}
