import type { Database, Handle } from '../../db/database.ts';
import { DomainError, invalid } from '../../errors.ts';
import { type Id, newId } from '../../lib/ids.ts';
import { fold } from '../../lib/text.ts';
import { mayActFor, type Visibility } from '../access/service.ts';
import type { Account } from '../accounts/model.ts';
import { checkLength, checkText, noThing } from './model.ts';
import { playlistEntryStore } from './playlist-entries-store.ts';
import { type FullPlaylist, playlistReading } from './playlist-reading.ts';
import { type PlaylistRow, playlistStore } from './playlists-store.ts';
import type { Seen } from './seen-store.ts';

const MOST_ENTRIES = 10_000;
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

/**
 * Playlists. The owner finds them, and others the public ones, unless the owner's profile is private. Entries of songs that
 * a viewer may not find are not shown, and keep their places.
 */
export function playlistService(db: Database, seen: Seen, visibility: Pick<Visibility, 'sql'>) {
  const store = playlistStore(db, visibility.sql);
  const entries = playlistEntryStore(db, seen);
  const reading = playlistReading(db, store, entries);
  const { playlist } = reading;

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
      await store.insert(tx, { id, owner: viewer.id, ...described, createdAt: now, changedAt: now });
      await entries.replaceFrom(tx, id, 0, tracks);
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
    await changing(viewer, id, tracks, async (tx, before) => {
      const isRewritten = await rewrite(tx, id, await entries.all(tx, id), tracks);
      return { isRewritten, described: differing(before, { name }) };
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
    await changing(viewer, id, add, async (tx, before) => {
      const all = add.length + remove.length === 0 ? [] : await entries.all(tx, id);
      let kept = all;
      if (remove.length > 0) {
        const shown = await entries.shown(tx, id, viewer.id);
        const gone = new Set(remove.map((index) => shown[index]?.place));
        kept = all.filter((_, place) => !gone.has(place));
      }
      const isRewritten = await rewrite(tx, id, all, [...kept, ...add]);
      return { isRewritten, described: differing(before, { name, comment, isPublic }) };
    });
  }

  /** Runs changes of a playlist that is locked, with the songs that it is to have. Says when it was changed, if it was. */
  async function changing(
    viewer: Account,
    id: Id,
    songs: readonly Id[],
    change: (tx: Handle, before: PlaylistRow) => Promise<{ isRewritten: boolean; described: Partial<PlaylistRow> }>,
  ): Promise<void> {
    await db.write(async (tx) => {
      // Before the playlist is locked: whoever deletes a track locks the track first.
      await seen.keepTracks(tx, songs);
      const before = await lockChangeable(tx, viewer, id);
      await checkSongs(tx, viewer, songs);
      const { isRewritten, described } = await change(tx, before);
      if (!isRewritten && Object.keys(described).length === 0) return;
      await store.update(tx, id, { ...described, changedAt: Math.max(Date.now(), before.changedAt + 1) });
    });
  }

  /** Writes what differs of a playlist's entries. @returns whether anything does */
  async function rewrite(tx: Handle, id: Id, before: readonly Id[], after: readonly Id[]): Promise<boolean> {
    if (after.length > Math.max(MOST_ENTRIES, before.length))
      throw new DomainError('too_large', `A playlist has at most ${MOST_ENTRIES} songs`);
    let from = 0;
    while (from < before.length && from < after.length && before[from] === after[from]) from++;
    if (from === before.length && from === after.length) return false;
    await entries.replaceFrom(tx, id, from, after.slice(from));
    return true;
  }

  /** Deletes a playlist. @throws not_found, forbidden when it is another's */
  async function deletePlaylist(viewer: Account, id: Id): Promise<void> {
    await db.write(async (tx) => {
      await lockChangeable(tx, viewer, id);
      await store.delete(tx, id);
    });
  }

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
    ...{ createPlaylist, replacePlaylist, updatePlaylist, deletePlaylist },
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

function checkName(name: string): void {
  checkText('name', name, LONGEST_NAME);
  if (name.trim() === '') throw invalid('name', `must have 1 to ${LONGEST_NAME} characters`);
}
