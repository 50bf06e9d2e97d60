import { signal } from '@preact/signals';
import { ask } from '../api/client.ts';
import { say } from '../words/words.ts';
import { tell } from './notices.ts';

/** Ids of tracks, the newest first. */
export const favourites = signal<ReadonlySet<string>>(new Set());

/** Favourites that are known here at most. */
const MOST = 10_000;
const PAGE = 1000;
const UUID = /^(.{8})-(.{4})-8(.{3})-8(.{3})-(.{6})000000$/;

interface Answer {
  tracks: { track_id: string; created_at: string }[];
}

/** What was changed while favourites are read: it comes over what is read. */
let changes: Map<string, boolean> | undefined;

/** @throws TypeError when there is no way to the server */
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
    const response: Response = await fetch(address);
    if (!response.ok) break;
    const { tracks }: Answer = await response.json();
    ids.push(...tracks.map(({ track_id: id }) => shortened(id)));
    const next: string | undefined = /<[^>]*?(\/user\/[^>]*)>; rel="next"/.exec(
      response.headers.get('link') ?? '',
    )?.[1];
    address = next;
  }
  return ids;
}

/** Members spell ids as UUIDs, the catalogue the same bits as 24 digits. */
const shortened = (id: string): string => id.replace(UUID, '$1$2$3$4$5');

/** Makes a track a favourite, or takes that back: shown at once, and undone when the server would not have it. */
export async function setFavourite(id: string, isOne: boolean): Promise<void> {
  change(id, isOne);
  try {
    await ask(`/user/track/favorite?track_id=${id}`, { method: isOne ? 'POST' : 'DELETE' });
  } catch {
    change(id, !isOne);
    tell(say('failed'));
  }
}

function change(id: string, isOne: boolean): void {
  changes?.set(id, isOne);
  const rest = [...favourites.peek()].filter((other) => other !== id);
  favourites.value = new Set(isOne ? [id, ...rest] : rest);
}
