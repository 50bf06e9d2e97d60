import type { Database, Handle } from '../../db/database.ts';
import { DomainError, invalid } from '../../errors.ts';
import { type Id, newId } from '../../lib/ids.ts';
import { fold } from '../../lib/text.ts';
import type { Visibility } from '../access/service.ts';
import type { Account } from '../accounts/model.ts';
import { checkLength, checkText, noThing } from './model.ts';
import { type Draft, MOST_ENTRIES, playlistChanging } from './playlist-changing.ts';
import { type Entry, playlistEntryStore } from './playlist-entries-store.ts';
import { type FullPlaylist, playlistReading } from './playlist-reading.ts';
import { type PlaylistRow, playlistStore } from './playlists-store.ts';
import type { Seen } from './seen-store.ts';

const MOST_PLAYLISTS = 1000;
/** Deleted tracks, and playlists that they are taken out of, in one statement. */
const TRACKS_AT_ONCE = 500;
const PLAYLISTS_AT_ONCE = 50;
const LONGEST_NAME = 200;
const LONGEST_COMMENT = 2000;

/** Changes of a playlist; absent fields stay. */
export interface PlaylistChanges {
  name?: string;
  comment?: string;
  isPublic?: boolean;
  /** Places, from 0, among the songs that the viewer is shown. Unknown ones are ignored. */
  remove?: readonly number[];
  /** Songs that are added at the end, after that. */
  add?: readonly Id[];
}

/** Where an entry is moved: to a side of another one, which its name tells. */
export interface Beside {
  side: 'before' | 'after';
  of: number;
}

/**
 * Playlists. The owner finds them, and others the public ones, unless the owner's profile is private. Entries of songs that
 * a viewer may not find are not shown, and keep their places.
 */
export function playlistService(db: Database, seen: Seen, visibility: Pick<Visibility, 'sql'>) {
  const store = playlistStore(db, visibility.sql);
  const entries = playlistEntryStore(db, seen);
  const reading = playlistReading(db, store, entries);
  const { playlist } = reading;
  const { changing, lockChangeable, checkSongs } = playlistChanging(db, seen, store, entries);

  /**
   * Makes a playlist, which only its owner finds. Names need not be unique.
   * @throws invalid (`name`), not_found when the viewer may find no such song, too_large, conflict when they have 1,000
   */
  async function createPlaylist(viewer: Account, name: string, tracks: readonly Id[]): Promise<FullPlaylist> {
    checkName(name);
    checkLength(tracks, MOST_ENTRIES, 'songs');
    const now = Date.now();
    const id = newId(now);
    await db.write(async (tx) => {
      await seen.lockAccount(tx, viewer.id);
      if ((await store.countOf(tx, viewer.id)) >= MOST_PLAYLISTS)
        throw new DomainError('conflict', `There are ${MOST_PLAYLISTS} playlists already, delete one first`);
      await checkSongs(tx, viewer, tracks);
      const described = { name, nameKey: fold(name), comment: '', isPublic: false };
      const written = { createdAt: now, changedAt: now, nextEntry: tracks.length };
      await store.insert(tx, { id, owner: viewer.id, ...described, ...written });
      const named = tracks.map((track, name) => ({ track, name }));
      await entries.replaceFrom(tx, id, 0, named);
    });
    return playlist(viewer, id);
  }

  /**
   * Replaces all songs of a playlist, hidden ones too. @param name absent: stays
   * @throws invalid (`name`), not_found for the playlist or a song, forbidden when it is another's, too_large
   */
  async function replacePlaylist(
    viewer: Account,
    id: Id,
    tracks: readonly Id[],
    name: string | undefined,
  ): Promise<FullPlaylist> {
    if (name !== undefined) checkName(name);
    checkLength(tracks, MOST_ENTRIES, 'songs');
    await changing(viewer, id, tracks, async (tx, row) => {
      const before = await entries.all(tx, id);
      return { entries: { before, after: withNames(before, tracks) }, described: differing(row, { name }) };
    });
    return playlist(viewer, id);
  }

  /**
   * Changes a playlist: first songs are removed, then others added.
   * @throws invalid (`name`, `comment`), not_found for the playlist or a song that is added, forbidden when it is another's,
   *   too_large when it would have more than 10,000 entries; then nothing is done
   */
  async function updatePlaylist(viewer: Account, id: Id, changes: PlaylistChanges): Promise<void> {
    const { name, comment, isPublic, add = [], remove = [] } = changes;
    if (name !== undefined) checkName(name);
    if (comment !== undefined) checkText('comment', comment, LONGEST_COMMENT);
    checkLength(add, MOST_ENTRIES, 'songs');
    await changing(viewer, id, add, async (tx, row) => {
      const described = differing(row, { name, comment, isPublic });
      if (add.length + remove.length === 0) return { described };
      const before = await entries.all(tx, id);
      let kept = before;
      if (remove.length > 0) {
        const shown = await entries.shown(tx, id, viewer.id);
        const gone = new Set(remove.map((index) => shown[index]?.place));
        kept = before.filter((_, place) => !gone.has(place));
      }
      return { entries: { before, after: [...kept, ...add.map((track) => ({ track }))] }, described };
    });
  }

  /**
   * Takes one entry out of a playlist, wherever it stands by now.
   * @param name of the entry; @throws not_found for the playlist or the entry, forbidden when the playlist is another's
   */
  const removeEntry = (viewer: Account, id: Id, name: number): Promise<void> =>
    changing(viewer, id, [], async (tx) => {
      const before = await entries.all(tx, id);
      const at = placeOf(before, name);
      return { entries: { before, after: before.toSpliced(at, 1) } };
    });

  /**
   * Moves an entry of a playlist next to another one, wherever the two stand by now.
   * @throws not_found for the playlist or the entry, forbidden when the playlist is another's, conflict when the other entry
   *   is no longer there
   */
  const moveEntry = (viewer: Account, id: Id, name: number, { side, of }: Beside): Promise<void> =>
    changing(viewer, id, [], async (tx) => {
      const before = await entries.all(tx, id);
      const at = placeOf(before, name);
      const rest = before.toSpliced(at, 1);
      const beside = of === name ? at : rest.findIndex((entry) => entry.name === of);
      if (beside === -1)
        throw new DomainError('conflict', 'The entry to stand beside is no longer there: read the playlist again', {
          subject: 'entry',
        });
      const to = beside + (side === 'after' && of !== name ? 1 : 0);
      return { entries: { before, after: [...rest.slice(0, to), ...before.slice(at, at + 1), ...rest.slice(to)] } };
    });

  /** Deletes a playlist. @throws not_found, forbidden when it is another's */
  async function deletePlaylist(viewer: Account, id: Id): Promise<void> {
    await db.write(async (tx) => {
      await lockChangeable(tx, viewer, id);
      await store.delete(tx, id);
    });
  }

  /** Takes deleted tracks out of all playlists. */
  async function forgetTracks(tx: Handle, tracks: readonly Id[]): Promise<void> {
    for (let at = 0; at < tracks.length; at += TRACKS_AT_ONCE) {
      const some = tracks.slice(at, at + TRACKS_AT_ONCE);
      const affected = await entries.playlistsWith(tx, some);
      for (let from = 0; from < affected.length; from += PLAYLISTS_AT_ONCE) {
        const locked = (await store.lock(tx, affected.slice(from, from + PLAYLISTS_AT_ONCE))).map(({ id }) => id);
        if (locked.length === 0) continue;
        await entries.take(tx, locked, some);
        await store.touch(tx, locked, Date.now());
      }
    }
  }

  return {
    ...{ createPlaylist, replacePlaylist, updatePlaylist, deletePlaylist, removeEntry, moveEntry },
    ...{ forgetTracks, playlistsAmong: store.among },
    ...reading,
  };
}

/** Which of the fields change. */
function differing(
  before: PlaylistRow,
  wanted: { name?: string | undefined; comment?: string | undefined; isPublic?: boolean | undefined },
): Partial<PlaylistRow> {
  const { name, comment, isPublic } = wanted;
  return {
    ...(name !== undefined && name !== before.name && { name, nameKey: fold(name) }),
    ...(comment !== undefined && comment !== before.comment && { comment }),
    ...(isPublic !== undefined && isPublic !== before.isPublic && { isPublic }),
  };
}

/** Gives songs the names of the entries that they have already, so that whoever has those before them still means the same. */
function withNames(before: readonly Entry[], tracks: readonly Id[]): Draft[] {
  const names = Map.groupBy(before.toReversed(), ({ track }) => track);
  return tracks.map((track) => names.get(track)?.pop() ?? { track });
}

/** @throws not_found */
function placeOf(entries: readonly Entry[], name: number): number {
  const at = entries.findIndex((entry) => entry.name === name);
  if (at === -1) throw noThing('entry');
  return at;
}

function checkName(name: string): void {
  checkText('name', name, LONGEST_NAME);
  if (name.trim() === '') throw invalid('name', `must have 1 to ${LONGEST_NAME} characters`);
}
