import { ask, Failure } from '../../api/client.ts';
import { unique } from '../../app/unique.ts';
import { say } from '../../words/words.ts';

const NAME = 'tonearm.once.';
/** Milliseconds before each new try, when nobody knows what came of the one before. */
const PAUSES = [500, 1500, 3000, 5000];
/** Milliseconds for an answer: a month of a large label is closed in one. */
const PATIENCE = 120_000;
/** What the server says while the first request with a key is under way. */
const UNDER_WAY = /Idempotency-Key/;

/**
 * Sends something that may be booked once only, however often it is pressed and whatever becomes of the answers. All tries
 * have one key, by which the server knows them, until what came of it is known: also those after a reload.
 * @param name of what is booked: one at a time
 * @throws Failure
 */
export async function sendOnce<Answer>(name: string, path: string, body: object): Promise<Answer> {
  const key = keyOf(name);
  for (let tries = 0; ; tries++) {
    try {
      const answer = await ask<Answer>(path, {
        ...{ method: 'POST', body, patience: PATIENCE },
        headers: { 'Idempotency-Key': key },
      });
      forget(name);
      return answer;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const pause = PAUSES[tries];
      if (!isUnknown(error)) {
        // Who is nobody any more has booked nothing, nor is it known of the tries before.
        if (error.reason !== 'stranger') forget(name);
        throw error.status === 422 ? new Failure('refused', 422, say('bookedOtherwise')) : error;
      }
      if (pause === undefined || !navigator.onLine) throw new Failure('refused', 0, say('askAgain'));
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

const isUnknown = ({ reason, status, message }: Failure): boolean =>
  reason === 'offline' || reason === 'failed' || (status === 409 && UNDER_WAY.test(message));

/** Where storage is switched off: until the page is left. */
const keys = new Map<string, string>();

function keyOf(name: string): string {
  const known = keys.get(name) ?? stored(() => sessionStorage.getItem(NAME + name));
  const key = known ?? unique();
  keys.set(name, key);
  stored(() => sessionStorage.setItem(NAME + name, key));
  return key;
}

function forget(name: string): void {
  keys.delete(name);
  stored(() => sessionStorage.removeItem(NAME + name));
}

function stored<Value>(act: () => Value): Value | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
