import type { Database, Handle } from '../../db/database.ts';
import { DomainError } from '../../errors.ts';
import type { Id } from '../../lib/ids.ts';
import { mayActFor } from '../access/service.ts';
import type { Account } from '../accounts/model.ts';
import { noThing } from './model.ts';
import type { Entry, PlaylistEntryStore } from './playlist-entries-store.ts';
import type { PlaylistRow, PlaylistStore } from './playlists-store.ts';
import type { Seen } from './seen-store.ts';

/** Most entries of a playlist. */
export const MOST_ENTRIES = 10_000;

/** An entry as a playlist is to have it; one that is added has no name yet. */
export type Draft = Pick<Entry, 'track'> & Partial<Entry>;

/** What a change makes of a playlist. */
interface Outcome {
  /** All its entries; absent: they stay. */
  entries?: { before: readonly Entry[]; after: readonly Draft[] };
  described?: Partial<PlaylistRow>;
}

/** Changes playlists, one change at a time. */
export function playlistChanging(db: Database, seen: Seen, store: PlaylistStore, entries: PlaylistEntryStore) {
  /**
   * Changes a playlist that is locked, and says when it was changed, if it was.
   * @param songs that are added
   * @throws not_found for the playlist or a song, forbidden when it is another's, too_large; what `change` throws
   */
  async function changing(
    viewer: Account,
    id: Id,
    songs: readonly Id[],
    change: (tx: Handle, before: PlaylistRow) => Promise<Outcome>,
  ): Promise<void> {
    await db.write(async (tx) => {
      // Before the playlist is locked: whoever deletes a track locks the track first.
      await seen.keepTracks(tx, songs);
      const before = await lockChangeable(tx, viewer, id);
      await checkSongs(tx, viewer, songs);
      const { entries: differing, described } = await change(tx, before);
      const all = { ...(differing && (await rewrite(tx, before, differing))), ...described };
      if (Object.keys(all).length === 0) return;
      await store.update(tx, id, { ...all, changedAt: Math.max(Date.now(), before.changedAt + 1) });
    });
  }

  /** Writes what differs of a playlist's entries. @returns the next name that is given; none: it has the same songs */
  async function rewrite(
    tx: Handle,
    { id, nextEntry }: PlaylistRow,
    { before, after }: Required<Outcome>['entries'],
  ): Promise<Partial<PlaylistRow>> {
    if (after.length > Math.max(MOST_ENTRIES, before.length))
      throw new DomainError('too_large', `A playlist has at most ${MOST_ENTRIES} songs`);
    const isSame = before.length === after.length && before.every(({ track }, at) => track === after[at]?.track);
    if (isSame) return {};
    let from = 0;
    while (from < before.length && before[from]?.name === after[from]?.name) from++;
    // Without another number of entries those behind the last one that differs keep their places.
    let to = before.length === after.length ? after.length : undefined;
    while (to !== undefined && to > from && before[to - 1]?.name === after[to - 1]?.name) to--;
    let next = nextEntry;
    const named = after.slice(from, to).map(({ track, name }) => ({ track, name: name ?? next++ }));
    await entries.replaceFrom(tx, id, from, named, to);
    return { nextEntry: next };
  }

  /** Locks a playlist until the transaction ends. @throws not_found, forbidden when it is another's */
  async function lockChangeable(tx: Handle, viewer: Account, id: Id): Promise<PlaylistRow> {
    const [row] = await store.lock(tx, [id]);
    if (row && mayActFor(viewer, row.owner)) return row;
    if (!row || !(await store.among(tx, viewer.id, [id])).has(id)) throw noThing('playlist');
    throw new DomainError('forbidden', 'The playlist is somebody else’s', { subject: 'playlist' });
  }

  /** Whether the viewer may find all of the songs. @throws not_found */
  async function checkSongs(tx: Handle, viewer: Account, tracks: readonly Id[]): Promise<void> {
    const wanted = [...new Set(tracks)];
    await seen.keepTracks(tx, wanted);
    if ((await seen.among(tx, 'track', viewer.id, wanted)).size < wanted.length) throw noThing('track');
  }

  return { changing, lockChangeable, checkSongs };
}
