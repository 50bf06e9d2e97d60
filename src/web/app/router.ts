import { signal } from '@preact/signals';
import { type Focus, recallPlaces, rememberPlaces } from './places.ts';
import { unique } from './unique.ts';

/** What the address says. */
export interface Route {
  /** The first part of the path; empty: home. */
  room: string;
  id: string | undefined;
  /** Of what is in a room of the desk. */
  part: string | undefined;
  query: URLSearchParams;
}

export const route = signal<Route>(parse(location.hash));

/** Where the document was scrolled to, and what had the focus, by the key of an entry of the browser's history. */
const places = recallPlaces();
/** How this address was come to. */
export let arrival: 'first' | 'new' | 'back' | 'typed' = 'first';
let key = '';
/** The address that is shown. */
let shown = location.hash;

/** Whether an entry is being left again to which nobody was to come. */
let isReturning = false;

/**
 * Asks before this place is left; set by a room in which something is not saved. It is given what leaves after all. As long
 * as it is there, the address comes back.
 */
export const leaving: { ask?: ((leave: () => void) => void) | undefined } = {};

export function startRouter(): void {
  history.scrollRestoration = 'manual';
  enter();
  if (places.has(key)) arrival = 'back';
  addEventListener('popstate', () => {
    const isKnown = typeof history.state?.key === 'string';
    if (isReturning) {
      isReturning = false;
      return;
    }
    if (leaving.ask && location.hash !== shown) {
      stay(isKnown);
      return;
    }
    noteFocus();
    enter();
    shown = location.hash;
    arrival = isKnown ? 'back' : 'new';
    route.value = parse(location.hash);
  });
  addEventListener('scroll', () => note({ y: scrollY }), { passive: true });
  // Before a link is followed: afterwards the focus is lost.
  addEventListener('click', noteFocus, { capture: true });
  addEventListener('pagehide', () => rememberPlaces(places));
}

/** Puts the address back that is shown, and asks whether it may be left. @param isKnown whether it was left by Back or Forward */
function stay(isKnown: boolean): void {
  const target = location.hash;
  const ask = leaving.ask;
  if (isKnown) history.pushState({ key }, '', shown);
  else {
    isReturning = true;
    history.back();
  }
  ask?.(() => {
    leaving.ask = undefined;
    if (isKnown) history.back();
    else go(target);
  });
}

/** Where this entry was left, if it has been seen before. */
export const placeNow = () => (arrival === 'back' ? places.get(key) : undefined);

/** Goes to an address, as a link to it would. */
export function go(hash: string): void {
  location.hash = hash;
}

/** Goes to an address in place of this one, to which Back does not return. */
export function replace(hash: string): void {
  location.replace(hash);
}

/** Changes the address in place, while somebody writes: the focus stays where it is. */
export function retype(hash: string): void {
  arrival = 'typed';
  if (route.value.room === parse(hash).room) history.replaceState({ key }, '', hash);
  else {
    key = unique();
    history.pushState({ key }, '', hash);
  }
  shown = hash;
  route.value = parse(hash);
}

/** Gives the entry of the browser's history a key. */
function enter(): void {
  const known: unknown = history.state?.key;
  key = typeof known === 'string' ? known : unique();
  if (known !== key) history.replaceState({ key }, '');
}

function note(part: { y?: number; focus?: Focus }): void {
  places.set(key, { y: scrollY, ...places.get(key), ...part });
}

function noteFocus(): void {
  const { activeElement } = document;
  const name = activeElement?.getAttribute('href') ?? activeElement?.getAttribute('aria-label');
  if (!name || !activeElement?.closest('main')) return;
  const row = activeElement.closest('[aria-rowindex]')?.getAttribute('aria-rowindex') ?? undefined;
  note({ focus: { name, row } });
}

function parse(hash: string): Route {
  const [path = '', query = ''] = (hash.startsWith('#/') ? hash.slice(2) : '').split('?', 2);
  const [room = '', id, part, ...rest] = path.split('/').map(decoded);
  // A longer path is of nothing.
  const isNothing = rest.length > 0 || (part !== undefined && room !== 'desk');
  return {
    room: isNothing ? '?' : room,
    id: id || undefined,
    part: part || undefined,
    query: new URLSearchParams(query),
  };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
