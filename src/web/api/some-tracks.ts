import { drawn } from './chance.ts';
import { ask } from './client.ts';
import type { Linked } from './linked.ts';
import { LongList } from './long-list.ts';
import type { Listed, Track } from './types.ts';

/** Ids in one question. */
const AT_ONCE = 100;
/** Tracks that are known by their ids, so that a list which changes by one entry is not read again. */
const known = new Map<string, Track>();
const MOST_KNOWN = 2000;

/** The tracks of some ids, in their order; what is gone keeps an empty place. */
class SomeTracks extends LongList<Track> {
  readonly #ids: () => readonly string[];
  readonly #reach: (count: number) => Promise<void>;

  /** @param reach waits until so many ids are known, or all there are */
  constructor(ids: () => readonly string[], reach = (_: number) => Promise.resolve()) {
    super('');
    this.#ids = ids;
    this.#reach = reach;
  }

  override some(size: number): Promise<Track[]> {
    return tracksByIds(drawn(this.#ids(), size));
  }

  protected override async read(offset: number, limit: number, signal?: AbortSignal): Promise<Listed<Track>> {
    // One more than are shown: so it is known whether the list goes on.
    await this.#reach(offset + limit + 1);
    const entries = (await named(this.#ids().slice(offset, offset + limit), signal)) as Track[];
    return { total: this.#ids().length, entries };
  }
}

/** Those of these tracks that there are, in that order. @throws Failure */
export async function tracksByIds(ids: readonly string[], signal?: AbortSignal): Promise<Track[]> {
  const tracks = await named(ids, signal);
  return tracks.filter((track) => track !== undefined);
}

/** These tracks, each at the place of its id; none where there is none. */
async function named(ids: readonly string[], signal?: AbortSignal): Promise<(Track | undefined)[]> {
  const unknown = [...new Set(ids)].filter((id) => !known.has(id));
  for (let at = 0; at < unknown.length; at += AT_ONCE) {
    const some = unknown.slice(at, at + AT_ONCE);
    const { entries } = await ask<Listed<Track>>(`/browse/tracks?ids=${some.join(',')}`, { signal });
    for (const track of entries) known.set(track._id, track);
  }
  const tracks = ids.map((id) => known.get(id));
  for (const id of known.keys()) {
    if (known.size <= MOST_KNOWN) break;
    known.delete(id);
  }
  return tracks;
}

const lists = new Map<string, { ids: string; list: SomeTracks }>();

/** The list of these ids; the same one for the same ids, so that Back finds it as it was. @param name of the room that shows it */
export function someTracks(name: string, ids: readonly string[]): SomeTracks {
  const joined = ids.join();
  const kept = lists.get(name);
  if (kept?.ids === joined) return kept.list;
  const list = new SomeTracks(() => ids);
  lists.set(name, { ids: joined, list });
  return list;
}

const linked = new WeakMap<object, { at: number; list: SomeTracks }>();

/** The tracks whose ids a list of the server tells, page by page; another one once that has been read anew. */
export function tracksOf<Answer>(ids: Linked<Answer, string>): SomeTracks {
  const kept = linked.get(ids);
  if (kept?.at === ids.at) return kept.list;
  const list = new SomeTracks(
    () => ids.entries.peek() ?? [],
    async (count) => {
      while ((ids.entries.peek()?.length ?? 0) < count && ids.next.peek() !== undefined) {
        await ids.more();
        const failure = ids.failure.peek();
        if (failure) throw failure;
      }
    },
  );
  linked.set(ids, { at: ids.at, list });
  return list;
}

/** Forgets what somebody has seen who has left. */
export function forgetTracks(): void {
  known.clear();
  lists.clear();
}
