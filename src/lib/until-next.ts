/**
 * Waits until a whole multiple of a time has passed since a moment, to some microseconds: timers know whole milliseconds
 * only, so what is left of one passes in turns of the event loop.
 * @param step in milliseconds @param start as `performance.now` gives it
 */
export async function untilNext(step: number, start: number): Promise<void> {
  const now = performance.now();
  const end = start + Math.ceil((now - start) / step) * step;
  if (end - now > 1) await Bun.sleep(Math.floor(end - now) - 1);
  while (performance.now() < end) await new Promise(setImmediate);
}
