import type { Id } from '../../lib/ids.ts';
import { yieldTurn } from '../../lib/yield-turn.ts';

/** Entries that are worked on at once. */
const AT_ONCE = 250;

/** Does long work some entries at a time: readers are served in between. */
export async function inPieces(ids: ReadonlySet<Id>, work: (some: Id[]) => Promise<void>): Promise<void> {
  const all = [...ids];
  for (let at = 0; at < all.length; at += AT_ONCE) {
    // Readers are served between the pieces of a long one.
    if (at > 0) await yieldTurn();
    await work(all.slice(at, at + AT_ONCE));
  }
}
