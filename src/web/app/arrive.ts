import type { Focus } from './places.ts';
import { arrival, placeNow, type Route } from './router.ts';

/** How long a room may take to grow as tall as it was. */
const PATIENCE = 4000;
let leaving = new AbortController();

/** After a room has changed: scrolls to where it was left, or to its top, and puts the focus there. */
export function arrive(_route: Route): void {
  leaving.abort();
  leaving = new AbortController();
  if (arrival === 'typed') return;
  const place = placeNow();
  const isFirst = arrival === 'first';
  if (!place) {
    if (!isFirst) scrollTo(0, 0);
    if (!isFirst) focusHeading();
    return;
  }
  returnTo(place.y, place.focus, leaving.signal);
}

function returnTo(y: number, focus: Focus | undefined, signal: AbortSignal): void {
  const until = performance.now() + PATIENCE;
  const stop = () => leaving.abort();
  // Whoever moves has arrived.
  for (const type of ['wheel', 'touchstart', 'keydown', 'pointerdown'])
    addEventListener(type, stop, { signal, once: true, passive: true });
  const step = () => {
    if (signal.aborted) return;
    const isTall = document.documentElement.scrollHeight >= y + innerHeight - 1;
    if (isTall || performance.now() > until) {
      scrollTo(0, y);
      // Rows come into the document with the scrolling.
      requestAnimationFrame(() => requestAnimationFrame(() => !signal.aborted && focusOn(focus)));
      return;
    }
    requestAnimationFrame(step);
  };
  step();
}

function focusOn(focus: Focus | undefined): void {
  const quoted = focus && CSS.escape(focus.name);
  const inside = focus?.row === undefined ? 'main' : `main [aria-rowindex="${CSS.escape(focus.row)}"]`;
  const found =
    quoted && document.querySelector<HTMLElement>(`${inside} [href="${quoted}"], ${inside} [aria-label="${quoted}"]`);
  if (found) found.focus({ preventScroll: true });
  else focusHeading();
}

function focusHeading(): void {
  document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true });
}
