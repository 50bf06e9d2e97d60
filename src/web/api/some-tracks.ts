import { LongList } from './long-list.ts';
import type { Listed, Track } from './types.ts';

/** Ids in one question. */
const AT_ONCE = 100;
/** Tracks that are known by their ids, so that a list which changes by one entry is not read again. */
const known = new Map<string, Track>();
const MOST_KNOWN = 2000;

/** The tracks of these ids, in their order; what is gone keeps an empty place. */
class SomeTracks extends LongList<Track> {
  readonly #ids: readonly string[];

  constructor(ids: readonly string[]) {
    super('');
    this.#ids = ids;
  }

  protected override async read(offset: number, limit: number, signal?: AbortSignal): Promise<Listed<Track>> {
    const ids = this.#ids.slice(offset, offset + limit);
    const unknown = [...new Set(ids)].filter((id) => !known.has(id));
    for (let at = 0; at < unknown.length; at += AT_ONCE) {
      const some = unknown.slice(at, at + AT_ONCE);
      const { entries } = await this.ask(`/browse/tracks?ids=${some.join(',')}`, signal);
      for (const track of entries) known.set(track._id, track);
    }
    const entries = ids.map((id) => known.get(id) as Track);
    for (const id of known.keys()) {
      if (known.size <= MOST_KNOWN) break;
      known.delete(id);
    }
    return { total: this.#ids.length, entries };
  }
}

const lists = new Map<string, { ids: string; list: SomeTracks }>();

/** The list of these ids; the same one for the same ids, so that Back finds it as it was. @param name of the room that shows it */
export function someTracks(name: string, ids: readonly string[]): SomeTracks {
  const joined = ids.join();
  const known = lists.get(name);
  if (known?.ids === joined) return known.list;
  const list = new SomeTracks(ids);
  lists.set(name, { ids: joined, list });
  return list;
}

/** Forgets what somebody has seen who has left. */
export function forgetTracks(): void {
  known.clear();
  lists.clear();
}
