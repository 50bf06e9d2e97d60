import { Value } from '@sinclair/typebox/value';
import type { Database, Handle } from '../../db/database.ts';
import { invalid } from '../../errors.ts';
import { type Id, parseId, toUuid } from '../../lib/ids.ts';
import { type Page, type PageRequest, pageWithin } from '../../lib/page.ts';
import type { Account } from '../accounts/model.ts';
import type { Task } from '../tasks/model.ts';
import { type Favourite, SongAction } from './model.ts';
import { favouriteStore } from './store.ts';

/** The topic of tasks that add or remove a favourite. */
export const SONGS_ACTIONS = 'songs_actions';

/** Adds a deferred task; does at once those that wait in a lane. See the room `tasks`. */
export interface Deferring {
  defer(topic: string, lane: string, data: SongAction): Promise<void>;
  drainLane(tx: Handle, lane: string): Promise<void>;
}

/**
 * Favourite tracks. A change is deferred (the request adds a task, and the change shows shortly after), or made at once, in
 * the caller's transaction: then the account's changes that still wait are made before it, so that none of them undoes it.
 */
export function favouriteService(db: Database, tasks: Deferring) {
  const store = favouriteStore(db);

  /**
   * Adds a track to the caller's favourites (`like`), or removes it. Both are idempotent.
   * @param track an id in either spelling; whether the track exists is not checked
   */
  async function requestFavourite(caller: Account, action: SongAction['action'], track: string): Promise<void> {
    const id = parseId(track);
    const data = { action, user_id: toUuid(caller.id), track_id: id === undefined ? track : toUuid(id) };
    // The same lane as in earlier versions, so that tasks of theirs that still wait are done first.
    await tasks.defer(SONGS_ACTIONS, caller.id, data);
  }

  /** Handles these tasks. @throws invalid when a task has other data */
  async function applyFavourites(tx: Handle, due: readonly Task[]): Promise<void> {
    const { added, removed } = outcome(due.map(readAction));
    if (removed.length > 0) await store.remove(tx, removed);
    if (added.length > 0) await store.insert(tx, added);
  }

  /** Adds tracks to an account's favourites at once; those that are there keep their moment. */
  async function addFavourites(tx: Handle, account: Id, tracks: readonly Id[], createdAt: number): Promise<void> {
    await tasks.drainLane(tx, account);
    // Whatever the order of the request, so that two of them don't deadlock.
    const rows = [...new Set(tracks)].sort().map((track) => ({ account, track, createdAt }));
    if (rows.length > 0) await store.insert(tx, rows);
  }

  /** Removes tracks from an account's favourites at once; those that are not there are ignored. */
  async function removeFavourites(tx: Handle, account: Id, tracks: readonly Id[]): Promise<void> {
    await tasks.drainLane(tx, account);
    await store.removeOf(tx, account, tracks);
  }

  /** Since when tracks have been among an account's favourites; the others are absent. */
  async function favouritesAmong(on: Handle, account: Id, tracks: readonly Id[]): Promise<Map<Id, number>> {
    const found = await store.among(on, account, tracks);
    return new Map(found.map(({ track, createdAt }) => [parseId(track) ?? track, createdAt]));
  }

  /** The caller's favourites, newest first. */
  async function favouritesOf(caller: Account, page: PageRequest): Promise<Page<Favourite>> {
    const read = (piece: PageRequest) => store.ofAccount(db.read, caller.id, piece);
    return pageWithin(read, page, ({ createdAt, track }) => [createdAt, track]);
  }

  /** Removes deleted tracks from all favourites. */
  const removeTracks = (tx: Handle, tracks: readonly Id[]): Promise<void> => store.removeTracks(tx, tracks);

  return {
    ...{ requestFavourite, applyFavourites, favouritesOf, removeTracks },
    ...{ addFavourites, removeFavourites, favouritesAmong },
  };
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
 * The result of a sequence of actions: the favourites to delete, and those to insert after that unless they exist. One
 * that is liked again keeps the time of the first like, unless it was disliked in between.
 */
function outcome(actions: readonly Action[]): { removed: Action[]; added: Action[] } {
  const removed = new Map<string, Action>();
  const added = new Map<string, Action>();
  for (const action of actions) {
    const key = `${action.account} ${action.track}`;
    if (!action.isLike) {
      removed.set(key, action);
      added.delete(key);
    } else if (!added.has(key)) added.set(key, action);
  }
  return { removed: [...removed.values()], added: [...added.values()] };
}
