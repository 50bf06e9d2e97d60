import { effect, signal } from '@preact/signals';
import { ask, Failure } from '../api/client.ts';
import { member } from './session.ts';

export type Role = 'artist' | 'manager' | 'root';

/** What somebody is at the label; what the server says of it is `src/surfaces/label/desk.ts`. */
export interface Place {
  id: string;
  login: string;
  /** Empty: they are not of the label. */
  role: Role | '';
  stage_name: string;
  /** Of the label's books, ISO 4217. */
  currency: string;
}

/** The place of whoever is signed in. Unknown until it is told, and for strangers. */
export const place = signal<Place | undefined>(undefined);
/** Why it is not known. */
export const placeFailure = signal<Failure | undefined>(undefined);

/** Asks for the place whenever somebody has signed in, and forgets it when they leave. */
export function startPlace(): void {
  effect(() => {
    const who = member.value;
    place.value = undefined;
    if (who) void learnPlace();
  });
}

/** Asks for the place of whoever is signed in. */
export async function learnPlace(): Promise<void> {
  const id = member.peek()?.id;
  placeFailure.value = undefined;
  const told = await ask<Place>('/v1/desk').catch((error) =>
    error instanceof Failure ? error : new Failure('failed', 0, String(error)),
  );
  // They may have left meanwhile, or somebody else may be here.
  if (id === undefined || member.peek()?.id !== id) return;
  if (told instanceof Failure) placeFailure.value = told;
  else place.value = told;
}
