import type { Database } from '../../db/database.ts';
import { DomainError } from '../../errors.ts';
import type { Id } from '../../lib/ids.ts';
import { yieldTurn } from '../../lib/yield-turn.ts';
import { mayActFor } from '../access/service.ts';
import type { Account } from '../accounts/model.ts';
import { noThing, type Window } from './model.ts';
import type { Entry, PlaylistEntryStore } from './playlist-entries-store.ts';
import type { PlaylistHead, PlaylistStore, Whose } from './playlists-store.ts';

/** Most playlists in a list, the viewer's and others'. */
const MOST_LISTED = 5000;
/** Entries, and playlists, that are counted between two turns of the event loop. */
const ENTRIES_AT_ONCE = 10_000;
const PLAYLISTS_AT_ONCE = 500;

/** A playlist as a viewer is shown it. Moments in milliseconds since the epoch. */
export interface Playlist {
  id: Id;
  owner: Id;
  /** The owner's login. */
  login: string;
  name: string;
  comment: string;
  isPublic: boolean;
  createdAt: number;
  changedAt: number;
  /** Whether the viewer may change it. */
  isChangeable: boolean;
  /** The songs that the viewer may find: how many, their seconds, and the first one. */
  songs: number;
  duration: number;
  first?: Id;
}

export interface FullPlaylist extends Playlist {
  /** The songs that the viewer may find, in order. */
  tracks: Id[];
}

/** Reads playlists, as far as a viewer may find them. */
export function playlistReading(db: Database, store: PlaylistStore, entries: PlaylistEntryStore) {
  async function headOf(viewer: Account, id: Id): Promise<PlaylistHead> {
    const head = await store.head(db.read, id);
    if (!head || !(head.isShown || mayActFor(viewer, head.owner))) throw noThing('playlist');
    return head;
  }

  /** A playlist without its songs. @throws not_found */
  async function playlistHead(viewer: Account, id: Id): Promise<Playlist> {
    const [counted] = await summaries(viewer, [await headOf(viewer, id)]);
    if (!counted) throw noThing('playlist');
    return counted;
  }

  /**
   * Some of the entries of a playlist that the viewer may find, in order.
   * @returns with the playlist as it is, whose `changedAt` tells parts of one state from those of another
   * @throws not_found
   */
  async function playlistEntries(viewer: Account, id: Id, part: Window): Promise<Playlist & { entries: Entry[] }> {
    const playlist = await playlistHead(viewer, id);
    return { ...playlist, entries: await entries.part(db.read, id, viewer.id, part) };
  }

  /** A playlist with its songs. @throws not_found */
  async function playlist(viewer: Account, id: Id): Promise<FullPlaylist> {
    const head = await headOf(viewer, id);
    const shown = await entries.shown(db.read, id, viewer.id);
    const duration = shown.reduce((sum, one) => sum + (one.duration ?? 0), 0);
    const tracks = shown.map(({ track }) => track);
    return { ...summary(viewer, head, duration, tracks.length, tracks[0]), tracks };
  }

  /**
   * The viewer's playlists, and those of others that everybody may find, by name; at most 5,000.
   * @param of whose list it is, by whom root may ask for another's; @throws forbidden
   */
  async function playlists(viewer: Account, of: Id = viewer.id): Promise<Playlist[]> {
    if (!mayActFor(viewer, of)) throw new DomainError('forbidden', 'These are somebody else’s playlists');
    return summaries(viewer, await store.list(db.read, of, 'all', { offset: 0, size: MOST_LISTED }));
  }

  /** Some of the viewer's playlists or of those of others that everybody may find, by name; of the first 5,000. */
  async function playlistPart(viewer: Account, whose: Whose, { offset, size }: Window) {
    const total = await store.countUpTo(db.read, viewer.id, whose, MOST_LISTED);
    const part = { offset: Math.min(offset, total), size: Math.max(0, Math.min(size, total - offset)) };
    return { total, entries: await summaries(viewer, await store.list(db.read, viewer.id, whose, part)) };
  }

  async function summaries(viewer: Account, heads: readonly PlaylistHead[]): Promise<Playlist[]> {
    const found: Playlist[] = [];
    for (const piece of pieces(heads)) {
      const counted = await entries.counts(
        db.read,
        piece.map(({ id }) => id),
        viewer.id,
      );
      const firsts = await entries.tracksAt(db.read, new Map([...counted].map(([id, { first }]) => [id, first])));
      for (const head of piece) {
        const { songs = 0, duration = 0 } = counted.get(head.id) ?? {};
        found.push(summary(viewer, head, duration, songs, firsts.get(head.id)));
      }
      await yieldTurn();
    }
    return found;
  }

  /** The songs of a playlist that everybody may find, in order; for whoever its owner shares it with. */
  async function sharedSongs(id: Id): Promise<Id[]> {
    return (await entries.shown(db.read, id, undefined)).map(({ track }) => track);
  }

  return { playlist, playlistHead, playlistEntries, playlists, playlistPart, sharedSongs };
}

function summary(viewer: Account, head: PlaylistHead, duration: number, songs: number, first?: Id): Playlist {
  const { id, owner, login, name, comment, isPublic, createdAt, changedAt } = head;
  const isChangeable = mayActFor(viewer, owner);
  const shown = { songs, duration, ...(first !== undefined && { first }) };
  return { id, owner, login, name, comment, isPublic, createdAt, changedAt, isChangeable, ...shown };
}

/** Playlists that together have few enough entries to be counted at once, but at least one. */
function* pieces(heads: readonly PlaylistHead[]): Generator<PlaylistHead[]> {
  let piece: PlaylistHead[] = [];
  let entries = 0;
  for (const head of heads) {
    if (piece.length > 0 && (entries + head.size > ENTRIES_AT_ONCE || piece.length === PLAYLISTS_AT_ONCE)) {
      yield piece;
      [piece, entries] = [[], 0];
    }
    piece.push(head);
    entries += head.size;
  }
  if (piece.length > 0) yield piece;
}
