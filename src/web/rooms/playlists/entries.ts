import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { drawn } from '../../api/chance.ts';
import { ask, Failure } from '../../api/client.ts';
import { LongList } from '../../api/long-list.ts';
import { noteResource, outdateResources } from '../../api/resource.ts';
import type { Listed, Playlist, PlaylistEntry } from '../../api/types.ts';
import { tell } from '../../app/notices.ts';
import { say } from '../../words/words.ts';

export const PLAYLISTS = '/browse/playlists';
export const MINE = `${PLAYLISTS}?whose=mine`;
export const OTHERS = `${PLAYLISTS}?whose=others`;
export const playlistAt = (id: string): string => `${PLAYLISTS}/${encodeURIComponent(id)}`;

/** Entries that some are drawn of. */
const STRETCH = 500;

const elsewhere = new BroadcastChannel('tonearm.playlists');

/** Shows a playlist as it is now, here and in other tabs. */
export function noteChange(playlist: Playlist): void {
  outdateResources(PLAYLISTS);
  noteResource(playlistAt(playlist._id), playlist);
  elsewhere.postMessage(playlist._id);
}

/** Reads a list again when another tab has changed a playlist. */
export function useElsewhere(list: LongList<unknown>): void {
  useEffect(() => {
    const refresh = () => list.refresh();
    elsewhere.addEventListener('message', refresh);
    return () => elsewhere.removeEventListener('message', refresh);
  }, [list]);
}

/**
 * The tracks of a playlist. Changes are shown at once and sent one after another; each names entries, not places, so that
 * it means the same when the playlist was changed elsewhere meanwhile.
 */
export class PlaylistEntries extends LongList<PlaylistEntry> {
  /** Which state of the playlist was read last. */
  readonly changed = signal<string | undefined>(undefined);
  readonly #playlist: string;
  #sending: Promise<void> = Promise.resolve();
  #unsent = 0;

  /** @param path of the entries */
  constructor(path: string) {
    super(path);
    this.#playlist = path.slice(0, path.lastIndexOf('/'));
  }

  /** Takes an entry out, wherever it stands by now. @returns where it stood; -1: it is gone already */
  take(entry: PlaylistEntry): number {
    const at = this.#placeOf(entry);
    if (at === -1) return at;
    this.edit((entries) => void entries.splice(at, 1));
    tell(say('takenOut', { title: entry.name }));
    this.#send('DELETE', entry.entry);
    return at;
  }

  /** Moves an entry by one place from where it stands by now. @returns where it stands then; -1: it cannot be moved so */
  move(entry: PlaylistEntry, by: 1 | -1): number {
    const at = this.#placeOf(entry);
    const other = at === -1 ? undefined : this.at(at + by);
    if (!other) return -1;
    this.edit((entries) => {
      [entries[at], entries[at + by]] = [other, entry];
    });
    tell(say('movedTo', { title: entry.name, place: String(at + by + 1), all: String(this.total.peek()) }));
    this.#send('PUT', entry.entry, { side: by < 0 ? 'before' : 'after', of: other.entry });
    return at + by;
  }

  override refresh(): void {
    // Until all is sent, an answer would show what has been changed as it was.
    if (this.#unsent === 0) super.refresh();
  }

  /** From somewhere in it, another time from somewhere else. */
  override async some(size: number): Promise<PlaylistEntry[]> {
    const total = this.total.peek() ?? 0;
    const from = Math.round(Math.random() * total - STRETCH / 2);
    return drawn(await this.part(Math.max(0, Math.min(from, total - STRETCH)), STRETCH), size);
  }

  protected override async read(offset: number, limit: number, signal?: AbortSignal): Promise<Listed<PlaylistEntry>> {
    const path = `${this.#playlist}/entries?offset=${offset}&limit=${limit}`;
    const part = await ask<Listed<PlaylistEntry> & { changed: string }>(path, { signal });
    const before = this.changed.peek();
    if (before !== undefined && before !== part.changed) this.outdate();
    this.changed.value = part.changed;
    return part;
  }

  /** While a menu is open, the row that it belongs to may have become another one's. */
  #placeOf({ entry }: PlaylistEntry): number {
    for (let at = 0; at < (this.total.peek() ?? 0); at++) if (this.at(at)?.entry === entry) return at;
    return -1;
  }

  #send(method: string, entry: number, body?: object): void {
    this.#unsent++;
    this.#sending = this.#sending.then(async () => {
      const failure = await this.#sendOne(method, entry, body);
      if (failure) tell(say(failure.status === 404 || failure.status === 409 ? 'playlistChanged' : 'notChanged'));
      this.#unsent--;
      this.refresh();
    });
  }

  async #sendOne(method: string, entry: number, body: object | undefined): Promise<Failure | undefined> {
    try {
      noteChange(await ask<Playlist>(`${this.#playlist}/entries/${entry}`, { method, ...(body && { body }) }));
    } catch (error) {
      const isGone = method === 'DELETE' && error instanceof Failure && error.reason === 'absent';
      // Somebody else was faster: it is gone, as it was to be.
      if (!isGone) return error instanceof Failure ? error : new Failure('failed', 0, String(error));
    }
    return undefined;
  }
}
