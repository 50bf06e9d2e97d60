import type { Database, Handle } from '../../db/database.ts';
import type { Id } from '../../lib/ids.ts';
import type { Visibility } from '../access/service.ts';
import type { Account } from '../accounts/model.ts';
import type { Listening } from '../listening/service.ts';
import type { Tasks } from '../tasks/service.ts';
import { bookmarkService } from './bookmarks.ts';
import { listenService } from './listens.ts';
import { markReader } from './marks.ts';
import { nowPlayingService } from './now-playing.ts';
import { playlistService } from './playlists.ts';
import { queueService } from './queue.ts';
import { ratingService } from './ratings.ts';
import { seenStore } from './seen-store.ts';
import { shareService } from './shares.ts';
import { starService } from './stars.ts';

export type Players = ReturnType<typeof playerService>;

/**
 * What players keep on the server for an account: stars, ratings, how often it heard what, playlists, the queue, bookmarks,
 * shares, and what is played now. A viewer is shown nothing that they may not find: see `seenStore`.
 */
export function playerService(db: Database, visibility: Visibility, listening: Listening, tasks: Tasks) {
  const seen = seenStore(db, visibility.sql);
  const stars = starService(db, seen, listening);
  const { forgetTracks: forgetRatings, ...ratings } = ratingService(db, seen);
  const listens = listenService(db, seen, listening, tasks);
  const { forgetTracks: forgetEntries, playlistsAmong, ...playlists } = playlistService(db, seen, visibility);
  const bookmarks = bookmarkService(db, seen);
  const { report, begin, nowPlaying } = nowPlayingService(db, seen, listens.submit);

  /** Forgets deleted tracks where no foreign key does it. */
  async function forgetTracks(tx: Handle, tracks: readonly Id[]): Promise<void> {
    await forgetRatings(tx, tracks);
    await forgetEntries(tx, tracks);
  }

  /** The artists that the viewer has starred, or anybody rated: no other artist has a mark. */
  async function markedArtists(viewer: Account): Promise<Id[]> {
    const starred = await stars.starred(viewer, 'artist');
    return [...new Set([...starred.map(({ id }) => id), ...(await ratings.ratedArtists())])];
  }

  /** The songs among ids that the viewer may find. */
  const songsAmong = (viewer: Account, ids: readonly Id[]): Promise<Set<Id>> =>
    seen.among(db.read, 'track', viewer.id, ids);

  return {
    ...stars,
    ...ratings,
    ...listens,
    ...playlists,
    ...queueService(db, seen),
    ...bookmarks,
    ...shareService(db, seen, { among: playlistsAmong }),
    ...{ report, begin, nowPlaying, songsAmong, markedArtists, forgetTracks },
    marks: markReader({ ...stars, ...ratings, ...listens, ...bookmarks }),
  };
}
