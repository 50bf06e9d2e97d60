import type { Chosen } from './chosen.ts';
import { type Entry, entryOf, sampleOf, stepOf } from './entry.ts';
import { formatsOf, limits, problemOf } from './limits.ts';
import { entries, memory, stand, tellSoon } from './list.ts';
import { pump } from './queue.ts';

/** Files that a list may have. */
export const MOST_ENTRIES = 5000;
/** Milliseconds of work after which the page has a turn. */
const TURN = 30;

/** What became of a choice: files that were known already, and those for which there is no place. */
interface Added {
  known: number;
  over: number;
}

/** Adds files to the list; those that a reload has lost go on. */
export async function add(chosen: readonly Chosen[]): Promise<Added> {
  const told = limits.peek();
  const [fresh, result]: [Entry[], Added] = [[], { known: 0, over: 0 }];
  if (!told || !memory.kept) return result;
  const byShape = Map.groupBy([...entries.peek()], shapeOf);
  const formats = formatsOf(told);
  let since = performance.now();
  for (const { file, path } of chosen) {
    if (performance.now() - since > TURN) {
      await new Promise((resolve) => setTimeout(resolve));
      since = performance.now();
    }
    const likes = byShape.get(shapeOf(file))?.filter((like) => mayBe(like, path)) ?? [];
    if (await isKnown(file, likes)) {
      result.known++;
      continue;
    }
    if (entries.peek().length + fresh.length >= MOST_ENTRIES) {
      result.over++;
      continue;
    }
    const entry = entryOf(file, path);
    const problem = problemOf(file, told, formats);
    if (problem) entry.standing.value = { ...entry.standing.peek(), step: 'refused', problem };
    byShape.set(shapeOf(file), [...(byShape.get(shapeOf(file)) ?? []), entry]);
    fresh.push(entry);
  }
  entries.value = [...entries.peek(), ...fresh];
  tellSoon();
  pump();
  void keepAll(fresh);
  return result;
}

const shapeOf = ({ name, size }: Pick<File, 'name' | 'size'>): string => `${size} ${name}`;

/** Files of two folders are two. */
const mayBe = ({ path }: Entry, other: string): boolean =>
  path === other || !path.includes('/') || !other.includes('/');

/** Whether a file is in the list. One that was lost has its bytes again then. */
async function isKnown(file: File, likes: readonly Entry[]): Promise<boolean> {
  if (likes.length === 0) return false;
  const sample = await sampleOf(file);
  for (const like of likes) {
    const step = stepOf(like);
    const own = like.sample ?? (like.file ? await sampleOf(like.file) : undefined);
    // Of one that has not begun nothing is there that could be mixed up.
    if (own !== sample && !(own === undefined && step === 'lost')) continue;
    if (step === 'lost') {
      like.file = file;
      stand(like, { step: 'waiting' });
    }
    return true;
  }
  return false;
}

async function keepAll(fresh: readonly Entry[]): Promise<void> {
  const mine = memory.kept;
  for (let at = 0; at < fresh.length; at += 100) await mine?.note(fresh.slice(at, at + 100));
  for (const entry of fresh) if (['waiting', 'sending'].includes(stepOf(entry))) await mine?.noteFile(entry);
}
