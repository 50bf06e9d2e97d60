import { signal } from '@preact/signals';
import { ask, Failure } from '../../api/client.ts';
import { isOneOf, stored } from '../../app/stored.ts';
import { type Entry, type Said, stepOf } from './entry.ts';
import { loadLimits } from './limits.ts';
import { entries, stand } from './list.ts';
import { pump, refuse } from './queue.ts';

/** Milliseconds: a large file is copied before it is read, and before it is stored. */
const PATIENCE = 180_000;
/** Uploads that are looked into at once. */
const AT_ONCE = 2;

/** Whether tracks are one's own, or those of the artists in their tags. */
export const publishAs = stored('publish-as', 'own' as 'own' | 'tags', isOneOf(['own', 'tags'] as const));
export const isPublishing = signal(false);

/** What `/tracks/import/:id` answers; the server's side of it is `src/surfaces/catalogue/uploaded.ts`. */
interface Looked extends Record<keyof Said, string | null> {
  problem: string | null;
  sha256: string;
  cover: string | null;
  track: { name: string; album: { _id: string } } | null;
}
interface Made {
  track: { album: { _id: string } };
}

const toRead: Entry[] = [];
let reading = 0;

/** Looks into an upload that has come as a whole, when its turn has come. */
export function lookInto(entry: Entry): void {
  toRead.push(entry);
  readNext();
}

function readNext(): void {
  while (reading < AT_ONCE) {
    const entry = toRead.shift();
    if (!entry) return;
    reading++;
    void read(entry).finally(() => {
      reading--;
      readNext();
    });
  }
}

async function read(entry: Entry): Promise<void> {
  if (stepOf(entry) !== 'reading') return;
  try {
    const looked = await ask<Looked>(`/tracks/import/${entry.upload}`, { patience: PATIENCE });
    if (stepOf(entry) !== 'reading') return;
    if (looked.problem !== null) return await refuse(entry, { word: 'refusedSound' });
    const { sha256, cover, track } = looked;
    const { said } = entry.standing.peek();
    const isSaid = Object.values(said).some((text) => text !== '');
    const [title, artist, album] = [looked.title ?? '', looked.artist ?? '', looked.album ?? ''];
    stand(entry, {
      step: 'ready',
      read: { sha256, cover, held: track ? { name: track.name, album: track.album._id } : undefined },
      said: isSaid ? said : { title, artist, album, year: looked.year ?? '', genre: looked.genre ?? '' },
    });
  } catch (error) {
    if (stepOf(entry) !== 'reading') return;
    if (error instanceof Failure && error.reason === 'absent') lose(entry);
    else stand(entry, { step: 'failed', problem: { word: 'unread' } });
  }
}

const YEAR = /^(\d{4})?$/;
export const isYear = (text: string): boolean => YEAR.test(text.trim());

/** What can be published now. */
export const readyOnes = (): Entry[] => entries.peek().filter((entry) => stepOf(entry) === 'ready');

/**
 * Publishes what is ready, one after another, so that an album keeps its order. Once, however often it is pressed.
 * @returns how many were published
 */
export async function publishAll(): Promise<number> {
  if (isPublishing.peek()) return 0;
  isPublishing.value = true;
  const ready = readyOnes().filter(({ standing }) => isYear(standing.peek().said.year));
  for (const entry of ready) stand(entry, { step: 'publishing', problem: undefined });
  let published = 0;
  try {
    // What follows is no better when the way to the server is gone.
    let isAway = false;
    for (const entry of ready) {
      if (stepOf(entry) !== 'publishing') continue;
      if (isAway) stand(entry, { step: 'ready' });
      else isAway = (await publish(entry)) === 'away';
      if (stepOf(entry) === 'published') published++;
    }
  } finally {
    isPublishing.value = false;
    pump();
  }
  return published;
}

async function publish(entry: Entry): Promise<'away' | undefined> {
  const { title, artist, album, year, genre } = entry.standing.peek().said;
  const isOwn = publishAs.peek() === 'own';
  const body = { title, album, year: year.trim(), genre, ...(isOwn ? { own: true } : { artist }) };
  try {
    const sent = { method: 'POST', body, patience: PATIENCE };
    const { track } = await ask<Made>(`/tracks/import/${entry.upload}`, sent);
    stand(entry, { step: 'published', album: track.album._id, problem: undefined });
    return undefined;
  } catch (error) {
    const { reason, message } = error instanceof Failure ? error : new Failure('failed', 0, String(error));
    // Its answer may have been lost.
    if (reason !== 'refused' && (await isGone(entry))) {
      const album = await albumOf(entry);
      if (album === undefined) lose(entry);
      else stand(entry, { step: 'published', album, problem: undefined });
      return undefined;
    }
    stand(entry, { step: 'ready', problem: { word: 'unpublished', values: { why: message } } });
    return reason === 'offline' ? 'away' : undefined;
  }
}

async function isGone({ upload }: Entry): Promise<boolean> {
  try {
    return !(await loadLimits()).uploads.some(({ id }) => id === upload);
  } catch {
    return false;
  }
}

/** What has come of a file was too long ago: its bytes have to be chosen again. What was said of it stays. */
function lose(entry: Entry): void {
  entry.upload = undefined;
  stand(entry, { step: 'lost', sent: 0, read: undefined, problem: undefined });
}

/** The album of the track that has the bytes of an entry. */
async function albumOf({ standing }: Entry): Promise<string | undefined> {
  const path = `/tracks?sha256=${standing.peek().read?.sha256}`;
  const [found] = await ask<{ album: string }[]>(path).catch(() => []);
  return found?.album;
}
