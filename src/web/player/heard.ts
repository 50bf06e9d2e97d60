import { ask } from '../api/client.ts';
import { forgetLinked } from '../api/linked.ts';
import type { Track } from '../api/types.ts';
import { member } from '../app/session.ts';

/** Seconds after which a song counts as heard; of a short one half of it. */
const ENOUGH = 30;
let noted: Track | undefined;

/** Notes what a member hears in their history: once each time it plays. */
export function noteHeard(track: Track | undefined, time: number, duration: number): void {
  if (noted && (noted !== track || time < 1)) noted = undefined;
  if (!track || noted || !member.peek() || time < Math.min(ENOUGH, duration / 2 || ENOUGH)) return;
  noted = track;
  void ask('/trackHistory', { method: 'POST', body: { track: track._id } }).then(
    () => forgetLinked('/trackHistory'),
    () => {},
  );
}
