/** Asks `/livez` again and again, on a thread of its own, and tells when the server was frozen. */
import { readFileSync } from 'node:fs';
import { FROZEN, type Freeze, type Watch } from './freeze.ts';

declare const self: Worker;

/** Milliseconds between two looks at this thread's own clock. */
const BEAT = 10;
/** Milliseconds between an answer and the next question. */
const REST = 20;

let slowestBeat = 0;
let last = performance.now();
setInterval(() => {
  const now = performance.now();
  slowestBeat = Math.max(slowestBeat, now - last - BEAT);
  last = now;
}, BEAT);

self.onmessage = async ({ data }: MessageEvent<Watch>) => {
  for (;;) {
    const waiting = waitedForCpu(data.pid);
    slowestBeat = 0;
    const start = performance.now();
    const ok = await fetch(`${data.origin}/livez`).then(
      (response) => response.ok,
      () => false,
    );
    const took = performance.now() - start;
    // Neither this thread's own lateness counts, nor the time in which the machine gave the server no core.
    const frozen = took - slowestBeat - (waitedForCpu(data.pid) - waiting);
    if (ok && frozen > FROZEN) self.postMessage({ took, frozen } satisfies Freeze);
    await Bun.sleep(REST);
  }
};

/** Milliseconds that the server's main thread was ready to run and was not run (Linux). */
function waitedForCpu(pid: number | undefined): number {
  if (pid === undefined) return 0;
  try {
    return Number(readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').split(' ')[1]) / 1e6;
  } catch {
    return 0;
  }
}
