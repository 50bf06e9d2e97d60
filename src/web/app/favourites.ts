import { signal } from '@preact/signals';
import { ask, askPage, type Paged } from '../api/client.ts';
import { shortened } from '../api/ids.ts';
import { switching } from './switching.ts';

/** Ids of tracks, the newest first. */
export const favourites = signal<ReadonlySet<string>>(new Set());

/** Favourites that are known here at most. */
const MOST = 10_000;
const PAGE = 1000;

interface Answer {
  tracks: { track_id: string; created_at: string }[];
}

/** What was changed while favourites are read: it comes over what is read. */
let changes: Map<string, boolean> | undefined;

/** @throws Failure */
export async function loadFavourites(): Promise<void> {
  changes = new Map();
  try {
    favourites.value = new Set(await readFavourites());
  } finally {
    const meanwhile = changes;
    changes = undefined;
    for (const [id, isOne] of meanwhile) change(id, isOne);
  }
}

async function readFavourites(): Promise<string[]> {
  const ids: string[] = [];
  let address: string | undefined = `/user/track/favorite?limit=${PAGE}`;
  while (address !== undefined && ids.length < MOST) {
    const { answer, next }: Paged<Answer> = await askPage<Answer>(address);
    ids.push(...answer.tracks.map(({ track_id: id }) => shortened(id)));
    address = next;
  }
  return ids;
}

/** Makes a track a favourite, or takes that back: shown at once, and undone when the server would not have it. */
export const setFavourite = switching({
  show: change,
  send: async (id, isOne) => {
    await ask(`/user/track/favorite?track_id=${id}`, { method: isOne ? 'POST' : 'DELETE' });
  },
});

function change(id: string, isOne: boolean): void {
  changes?.set(id, isOne);
  const rest = [...favourites.peek()].filter((other) => other !== id);
  favourites.value = new Set(isOne ? [id, ...rest] : rest);
}
