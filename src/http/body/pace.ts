import { invalid } from '../../errors.ts';

/** How fast a body has to come. */
interface Pace {
  /** Milliseconds that it may take whatever its size: a connection may stumble. */
  grace: number;
  /** Bytes a second that it has to keep up after that, on the average. */
  least: number;
}

/** A slow honest upload of a MiB a minute is four times as fast. */
const LEAST_PACE: Pace = { grace: 30_000, least: 4096 };

/** When a body that has brought so many bytes is too late with the next, in milliseconds from its beginning. */
const allowance = (received: number, { grace, least }: Pace): number => grace + (received / least) * 1000;

/**
 * The pieces of a body as they come, as long as they keep a minimum pace: half a body would hold its connection, and its
 * file on disk, for as long as the client likes.
 * @throws invalid (`body`) when it has fallen behind; then the rest is no longer waited for
 */
export async function* inPace(body: ReadableStream<Uint8Array>, pace = LEAST_PACE): AsyncGenerator<Uint8Array> {
  const begun = performance.now();
  const reader = body.getReader();
  let received = 0;
  try {
    for (;;) {
      const { done, value } = await before(begun + allowance(received, pace), reader.read());
      if (done) return;
      received += value.length;
      yield value;
    }
  } finally {
    // Also ends a read that is still waiting.
    reader.cancel().catch(() => {});
  }
}

interface Waiting {
  /** As of `performance.now()`. */
  until: number;
  late: () => void;
}

/** Bodies that have not come yet. One clock looks after them all: a timer for each costs more than reading it does. */
const waiting = new Set<Waiting>();
/** Milliseconds between two looks. */
const TICK = 250;
let clock: NodeJS.Timeout | undefined;

function look(): void {
  const now = performance.now();
  for (const one of waiting) if (one.until <= now) one.late();
  if (waiting.size > 0) return;
  clearInterval(clock);
  clock = undefined;
}

/**
 * What is waited for, if it comes in time, give or take a tick.
 * @param until as of `performance.now()`
 * @throws invalid (`body`)
 */
function before<Value>(until: number, coming: Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    const one = { until, late: () => end(() => reject(tooSlow())) };
    const end = (settle: () => void) => {
      waiting.delete(one);
      settle();
    };
    waiting.add(one);
    clock ??= setInterval(look, TICK).unref();
    coming.then(
      (value) => end(() => resolve(value)),
      (error) => end(() => reject(error)),
    );
  });
}

/** All of a body at once, if it comes in time. @param size that it has, in bytes; @throws invalid (`body`) */
export function wholeInPace(request: Request, size: number, pace = LEAST_PACE): Promise<Uint8Array> {
  return before(performance.now() + allowance(size, pace), request.bytes());
}

const tooSlow = () => invalid('body', `arrives too slowly: at least ${LEAST_PACE.least} bytes a second are expected`);
