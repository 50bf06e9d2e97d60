import type { Database, Handle } from '../../db/database.ts';
import { DomainError, invalid } from '../../errors.ts';
import { type Id, newName } from '../../lib/ids.ts';
import type { Account } from '../accounts/model.ts';
import { checkLength, checkText, noThing } from './model.ts';
import type { PlaylistStore } from './playlists-store.ts';
import type { Seen } from './seen-store.ts';
import { type ShareRow, shareStore } from './shares-store.ts';

const MOST_ITEMS = 500;
const MOST_SHARES = 1000;
const LONGEST_DESCRIPTION = 2000;
/** 96 bits that nobody guesses. */
const ID_LENGTH = 16;
const ID = /^[\w-]{16}$/;

export interface SharedItem {
  kind: 'track' | 'album' | 'playlist';
  id: Id;
}

/** A share with what of it the viewer may find, in the order in which it was given. Moments in milliseconds since the epoch. */
export interface Share extends Omit<ShareRow, 'items'> {
  items: SharedItem[];
}

/** The terms of a share. */
export interface ShareTerms {
  description: string;
  /** `null`: it does not end. */
  expiresAt: number | null;
}

/** Songs, albums and playlists that somebody without an account may hear, by an address that nobody can guess. */
export function shareService(db: Database, seen: Seen, playlists: Pick<PlaylistStore, 'among'>) {
  const store = shareStore(db);

  /**
   * Shares things of any kind (tracks, else albums, else playlists).
   * @throws invalid (`id`, `description`), not_found when the viewer may find no such thing, too_large for more than 500,
   *   conflict when they have 1,000 shares
   */
  async function share(viewer: Account, ids: readonly Id[], terms: ShareTerms): Promise<Share> {
    const items = [...new Set(ids)];
    if (items.length === 0) throw invalid('id', 'is needed', { missing: true });
    checkLength(items, MOST_ITEMS, 'things');
    checkTerms(terms);
    const id = newName().slice(0, ID_LENGTH);
    const row = { id, owner: viewer.id, ...terms, createdAt: Date.now(), lastVisitedAt: null, visits: 0, items };
    return db.write(async (tx) => {
      await seen.lockAccount(tx, viewer.id);
      if ((await store.countOf(tx, viewer.id)) >= MOST_SHARES)
        throw new DomainError('conflict', `There are ${MOST_SHARES} shares already, delete one first`);
      const [shown] = await shownOf(tx, viewer.id, [row]);
      if (shown?.items.length !== items.length) throw noThing('track');
      await store.insert(tx, row);
      return shown;
    });
  }

  /** Changes the viewer's own share; absent terms stay. @throws invalid (`description`), not_found */
  async function updateShare(viewer: Account, id: string, terms: Partial<ShareTerms>): Promise<void> {
    checkTerms(terms);
    const isThere = await db.write(async (tx) => {
      if (Object.keys(terms).length > 0) return store.update(tx, viewer.id, id, terms);
      return (await store.of(tx, viewer.id)).some((row) => row.id === id);
    });
    if (!isThere) throw noThing('share');
  }

  /** Deletes the viewer's own share. @throws not_found */
  async function deleteShare(viewer: Account, id: string): Promise<void> {
    if (!(await db.write((tx) => store.delete(tx, viewer.id, id)))) throw noThing('share');
  }

  /** The viewer's own shares, newest first, with those of their things that the viewer may find. */
  const shares = async (viewer: Account): Promise<Share[]> =>
    shownOf(db.read, viewer.id, await store.of(db.read, viewer.id));

  /**
   * A share for whoever has its address. It has what everybody may find, and playlists also when only their owner finds
   * them.
   * @param isVisit whether to count this
   * @throws not_found, also when it has ended
   */
  async function visitShare(id: string, isVisit = true): Promise<Share> {
    const row = ID.test(id) ? await rowOf(id, isVisit) : undefined;
    const [shown] = row ? await shownOf(db.read, undefined, [row]) : [];
    if (!shown) throw noThing('share');
    return shown;
  }

  const rowOf = (id: string, isVisit: boolean): Promise<ShareRow | undefined> =>
    isVisit ? db.write((tx) => store.visit(tx, id, Date.now())) : store.open(db.read, id, Date.now());

  /** @param viewer `undefined`: not signed in */
  async function shownOf(on: Handle, viewer: Id | undefined, rows: readonly ShareRow[]): Promise<Share[]> {
    const ids = [...new Set(rows.flatMap(({ items }) => items))];
    const tracks = await seen.among(on, 'track', viewer, ids);
    const albums = await seen.among(on, 'album', viewer, ids);
    const lists = new Map<Id, Set<Id>>();
    for (const owner of new Set(rows.map((row) => row.owner))) lists.set(owner, await playlists.among(on, owner, ids));
    const kindOf = (owner: Id, id: Id): SharedItem['kind'] | undefined => {
      if (tracks.has(id)) return 'track';
      if (albums.has(id)) return 'album';
      return lists.get(owner)?.has(id) ? 'playlist' : undefined;
    };
    return rows.map(({ items, ...row }) => ({
      ...row,
      items: items.flatMap((id) => {
        const kind = kindOf(row.owner, id);
        return kind === undefined ? [] : [{ kind, id }];
      }),
    }));
  }

  return { share, updateShare, deleteShare, shares, visitShare };
}

function checkTerms({ description, expiresAt }: Partial<ShareTerms>): void {
  if (description !== undefined) checkText('description', description, LONGEST_DESCRIPTION);
  if (typeof expiresAt === 'number' && (!Number.isSafeInteger(expiresAt) || expiresAt < 0))
    throw invalid('expires', 'must be a number of milliseconds since 1970');
}
