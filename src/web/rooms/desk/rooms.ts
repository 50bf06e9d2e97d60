import type { ComponentType } from 'preact';
import type { Role } from '../../app/place.ts';
import { later } from '../later.tsx';

export interface DeskRoom {
  /** In the address, and the word for it. */
  name: 'releases' | 'roster' | 'contracts' | 'documents' | 'royalties' | 'reports' | 'people';
  who: readonly Role[];
  /** At `#/desk/<name>`. */
  Room: ComponentType;
  /** At `#/desk/<name>/<id>`; it reads the id from the address, as `route.value.part`. */
  Thing?: ComponentType;
}

/** The rooms of the desk, in the order of the links: to whom each is open, and where its code is. */
export const DESK_ROOMS: readonly DeskRoom[] = [
  {
    name: 'releases',
    who: ['artist', 'manager', 'root'],
    Room: later(async () => (await import('./releases/releases.tsx')).Releases),
    Thing: later(async () => (await import('./releases/release.tsx')).Release),
  },
];
