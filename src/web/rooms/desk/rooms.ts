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
  {
    name: 'roster',
    who: ['manager', 'root'],
    Room: later(async () => (await import('./roster/roster.tsx')).Roster),
  },
  {
    name: 'contracts',
    who: ['artist', 'manager', 'root'],
    Room: later(async () => (await import('./contracts/contracts.tsx')).Contracts),
    Thing: later(async () => (await import('./contracts/contract.tsx')).ContractRoom),
  },
  {
    name: 'documents',
    who: ['artist', 'manager', 'root'],
    Room: later(async () => (await import('./documents/documents.tsx')).Documents),
  },
  {
    name: 'royalties',
    who: ['artist', 'manager', 'root'],
    Room: later(async () => (await import('./royalties/royalties.tsx')).RoyaltiesRoom),
    Thing: later(async () => (await import('./royalties/account.tsx')).AccountRoom),
  },
  {
    name: 'reports',
    who: ['root'],
    Room: later(async () => (await import('./reports/reports.tsx')).Reports),
    Thing: later(async () => (await import('./reports/report.tsx')).ReportRoom),
  },
  {
    name: 'people',
    who: ['root'],
    Room: later(async () => (await import('./people/people.tsx')).People),
  },
];
