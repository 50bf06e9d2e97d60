import type { Database } from '../../db/database.ts';
import { isForeignKeyViolation } from '../../db/engines.ts';
import { invalid, isKind } from '../../errors.ts';
import { type Id, newId, parseId } from '../../lib/ids.ts';
import { type Page, type PageRequest, pageWithin } from '../../lib/page.ts';
import type { Visibility } from '../access/service.ts';
import type { Account } from '../accounts/model.ts';
import type { Events } from '../events.ts';
import { type Deferring, favouriteService } from './favourites.ts';
import type { FullHistoryEntry, HistoryEntry } from './model.ts';
import { playCounter } from './plays.ts';
import { recording } from './recording.ts';
import { listeningStore } from './store.ts';
import { submissionService } from './submissions.ts';

export type Listening = ReturnType<typeof listeningService>;

/**
 * The listening history, the play counts of tracks, and favourites.
 * @param tracks `get` throws not_found for a track that the viewer may not see
 * @param tasks see the room `tasks`
 */
export function listeningService(
  db: Database,
  tracks: { get(id: Id, viewer: Account): Promise<unknown> },
  visibility: Pick<Visibility, 'sql'>,
  events: Events,
  tasks: Deferring,
) {
  const store = listeningStore(db, visibility.sql);
  const { record, tell } = recording(db, store, events);

  /** Adds a track to the caller's history. @throws invalid (`track`) when there is no such track */
  async function recordListening(caller: Account, trackText: string): Promise<HistoryEntry> {
    const track = parseId(trackText);
    if (!track) throw noTrack();
    const heardAt = Date.now();
    const entry: HistoryEntry = { id: newId(heardAt), account: caller.id, track, heardAt };
    try {
      if (await record(entry)) return entry;
      await tracks.get(track, caller);
      await db.write(async (tx) => {
        await store.insert(tx, entry);
        await tell(tx, [entry]);
      });
    } catch (error) {
      // The account or the track was deleted just now.
      throw isKind(error, 'not_found') || isForeignKeyViolation(error) ? noTrack() : error;
    }
    return entry;
  }

  /** The caller's history, newest first. */
  async function historyOf(caller: Account, page: PageRequest): Promise<Page<FullHistoryEntry>> {
    const read = (piece: PageRequest) => store.ofAccount(db.read, caller.id, piece);
    return pageWithin(read, page, ({ heardAt, id }) => [heardAt, id]);
  }

  return {
    ...{ recordListening, historyOf },
    ...playCounter(db, events),
    ...submissionService(db, events, store),
    ...favouriteService(db, tasks),
  };
}

const noTrack = () => invalid('track', 'names no track');
