import type { Database, Handle } from '../../db/database.ts';
import type { Id } from '../../lib/ids.ts';
import type { Visibility } from '../access/service.ts';
import { type Above, type Changed, type Entries, hiddenStore } from './hidden-store.ts';
import { musicianStore } from './musicians-store.ts';

export type Musicians = ReturnType<typeof musicians>;

/**
 * Musicians' own artists, which the uploads and the releases of one account share, and what is hidden of them. A
 * transaction that changes something of such an artist locks the musician's profile first and updates `hidden` last: so
 * concurrent ones wait for each other in one order, and the later one sees what the earlier one did.
 */
export function musicians(db: Database, visibility: Pick<Visibility, 'lockProfiles' | 'sql'>, changed: Changed) {
  const store = musicianStore(db);
  const hidden = hiddenStore(db, visibility.sql);
  const { conditions } = hidden;

  /** Locks the profiles of the musicians above the entries. @param others accounts to be locked with them */
  async function lockAbove(tx: Handle, entries: Entries, others: readonly Id[] = []): Promise<Above> {
    const { accounts, artists } = await hidden.above(tx, entries);
    await visibility.lockProfiles(tx, [...accounts, ...others]);
    return { accounts, artists };
  }

  const updateHidden = async (tx: Handle, some: Parameters<typeof hidden.update>[1]): Promise<void> =>
    changed(tx, await hidden.update(tx, some));

  /** Updates `hidden` of artists, of albums, and of the given tracks or else those of the albums. Needs `lockAbove` before. */
  const update = (tx: Handle, { artists = [], albums = [], tracks }: Entries & { tracks?: readonly Id[] }) =>
    updateHidden(tx, {
      artists,
      albums: conditions.albums(albums),
      tracks: tracks ? conditions.tracks(tracks) : conditions.tracksOn(albums),
    });

  /** The same for all that uploads of an account have made, when its profile has become private or public; it is locked. */
  const updateAll = async (tx: Handle, account: Id): Promise<void> =>
    updateHidden(tx, {
      artists: await hidden.artistsAbove(tx, account),
      albums: conditions.albumsOf(account),
      tracks: conditions.tracksOf(account),
    });

  /**
   * The account's own artist, renamed if need be; created if there is none, hidden until it has a visible album. The
   * musician's profile is locked.
   */
  async function ensureArtist(tx: Handle, account: Id, name: string): Promise<Id> {
    const found = await store.lockOf(tx, account);
    if (found === undefined) {
      const provenance = { account, createdBy: account, createdAt: Date.now() };
      await store.insert(tx, { id: account, name, info: null, image: null, hidden: true, ...provenance });
    } else if (found.name !== name) await store.rename(tx, account, name);
    const id = found?.id ?? account;
    if (found?.name !== name) await changed(tx, { artists: [id] });
    return id;
  }

  /**
   * Renames the account's artist, if there is one, to the account's current name.
   * @param nameOf reads the name. It is called once the artist is locked, so that of two concurrent changes the later one
   *   sees both
   */
  async function rename(
    tx: Handle,
    account: Id,
    nameOf: (tx: Handle, account: Id) => Promise<string | undefined>,
  ): Promise<void> {
    const found = await store.lockOf(tx, account);
    const name = found && (await nameOf(tx, account));
    if (found === undefined || name === undefined || name === found.name) return;
    await store.rename(tx, account, name);
    await changed(tx, { artists: [found.id] });
  }

  /**
   * Deletes the artist of an account that is being deleted, after its uploads. If others have entries there it stays,
   * without an account, and visible unless the profile was private.
   * @returns the picture of a deleted artist, if it had one
   */
  async function leave(tx: Handle, account: Id, isPrivate: boolean): Promise<string[]> {
    const own = await store.lockOf(tx, account);
    if (own === undefined) return [];
    await changed(tx, { artists: [own.id] });
    if (await store.deleteUnused(tx, own.id)) return own.image === null ? [] : [own.image];
    await store.disown(tx, account, isPrivate);
    await updateHidden(tx, {
      artists: [],
      albums: conditions.albumsBeneath(own.id),
      tracks: conditions.tracksBeneath(own.id),
    });
    return [];
  }

  return { lockAbove, update, updateAll, ensureArtist, rename, leave };
}
