import { Value } from '@sinclair/typebox/value';
import type { Database, Handle } from '../../db/database.ts';
import { invalid } from '../../errors.ts';
import { type Id, parseId, toUuid } from '../../lib/ids.ts';
import { type Page, type PageRequest, pageWithin } from '../../lib/page.ts';
import type { Account } from '../accounts/model.ts';
import type { Task } from '../tasks/model.ts';
import { type Favourite, SongAction } from './model.ts';
import { favouriteStore } from './store.ts';

/** The topic of tasks that note or forget a favourite. */
export const SONGS_ACTIONS = 'songs_actions';

/** Promises a task, see `domain/tasks`. */
export type Defer = (topic: string, lane: string, data: SongAction) => Promise<void>;

/** Whose favourites are which tracks. Noting one is deferred: it is promised at once and shows a moment later. */
export function favouriteService(db: Database, defer: Defer) {
  const store = favouriteStore(db);

  /**
   * Promises that the caller's favourites will hold a track (`like`), or hold it no more. Both may be repeated.
   * @param track in either spelling of an id; whether there is such a track is not asked
   */
  async function requestFavourite(caller: Account, action: SongAction['action'], track: string): Promise<void> {
    const id = parseId(track);
    const data = { action, user_id: toUuid(caller.id), track_id: id === undefined ? track : toUuid(id) };
    // The lane stays as earlier versions named it: their tasks, which may be waiting still, come first.
    await defer(SONGS_ACTIONS, caller.id, data);
  }

  /** Keeps such promises. @throws invalid when a task's data is something else */
  async function applyFavourites(tx: Handle, tasks: readonly Task[]): Promise<void> {
    const { given, taken } = outcome(tasks.map(readAction));
    if (taken.length > 0) await store.remove(tx, taken);
    if (given.length > 0) await store.insert(tx, given);
  }

  /** The caller's favourites, newest first. */
  async function favouritesOf(caller: Account, page: PageRequest): Promise<Page<Favourite>> {
    const read = (piece: PageRequest) => store.ofAccount(db.read, caller.id, piece);
    return pageWithin(read, page, ({ createdAt, track }) => [createdAt, track]);
  }

  /** Takes tracks that were deleted out of everybody's favourites. */
  const removeTracks = (tx: Handle, tracks: readonly Id[]): Promise<void> => store.removeTracks(tx, tracks);

  return { requestFavourite, applyFavourites, favouritesOf, removeTracks };
}

interface Action extends Favourite {
  account: Id;
  isLike: boolean;
}

function readAction({ data, createdAt }: Task): Action {
  if (!Value.Check(SongAction, data)) throw invalid('data', 'must be an action on a song');
  const account = parseId(data.user_id);
  if (account === undefined) throw invalid('user_id', 'must be the id of an account');
  return { account, track: parseId(data.track_id) ?? data.track_id, createdAt, isLike: data.action === 'like' };
}

/**
 * What a sequence of actions comes to: which favourites are to be taken away, and which are given after that, unless
 * they are there already. One that is asked for again keeps its first moment, unless it was given up between.
 */
function outcome(actions: readonly Action[]): { taken: Action[]; given: Action[] } {
  const taken = new Map<string, Action>();
  const given = new Map<string, Action>();
  for (const action of actions) {
    const key = `${action.account} ${action.track}`;
    if (!action.isLike) {
      taken.set(key, action);
      given.delete(key);
    } else if (!given.has(key)) given.set(key, action);
  }
  return { taken: [...taken.values()], given: [...given.values()] };
}
