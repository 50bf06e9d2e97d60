import type { Database, Handle } from '../../db/database.ts';
import type { Id } from '../../lib/ids.ts';
import type { Visibility } from '../access/service.ts';
import { type Above, type Entries, hiddenStore } from './hidden-store.ts';
import { musicianStore } from './musicians-store.ts';

export type Musicians = ReturnType<typeof musicians>;

/**
 * Musicians' own artists, beneath which uploads and releases of one account meet, and what is hidden there. Whoever
 * changes anything beneath one holds the musician first and updates what is hidden last: so two who change it at once
 * wait for each other in one order, and the later one sees what the earlier one did.
 */
export function musicians(db: Database, visibility: Pick<Visibility, 'lockProfiles' | 'sql'>) {
  const store = musicianStore(db);
  const hidden = hiddenStore(db, visibility.sql);
  const { conditions: those } = hidden;

  /** Holds the musicians above the entries. @param others accounts to be held with them */
  async function lockAbove(tx: Handle, entries: Entries, others: readonly Id[] = []): Promise<Above> {
    const { accounts, artists } = await hidden.above(tx, entries);
    await visibility.lockProfiles(tx, [...accounts, ...others]);
    return { accounts, artists };
  }

  /** Brings `hidden` up to date of artists, of albums, and of tracks named or on albums named. The musicians are held. */
  const update = (tx: Handle, { artists = [], albums = [], tracks }: Entries & { tracks?: readonly Id[] }) =>
    hidden.update(tx, {
      artists,
      albums: those.albums(albums),
      tracks: tracks ? those.tracks(tracks) : those.tracksOn(albums),
    });

  /** The same of all that uploads of an account have made, when its profile has become private or public; it is held. */
  const updateAll = async (tx: Handle, account: Id): Promise<void> =>
    hidden.update(tx, {
      artists: await hidden.artistsAbove(tx, account),
      albums: those.albumsOf(account),
      tracks: those.tracksOf(account),
    });

  /**
   * The account's own artist, called that; made if there is none, and hidden until there is something to be heard.
   * The musician is held.
   */
  async function ensureArtist(tx: Handle, account: Id, name: string): Promise<Id> {
    const found = await store.of(tx, account);
    if (found === undefined) {
      const provenance = { account, createdBy: account, createdAt: Date.now() };
      await store.insert(tx, { id: account, name, info: null, image: null, hidden: true, ...provenance });
    } else if (found.name !== name) await store.rename(tx, account, name);
    return found?.id ?? account;
  }

  /**
   * Calls the account's artist, if there is one, as the account is called now. What it is called is asked once the artist
   * is held: of two names that change at once the later one sees the earlier one.
   */
  async function rename(
    tx: Handle,
    account: Id,
    nameOf: (tx: Handle, account: Id) => Promise<string | undefined>,
  ): Promise<void> {
    const found = await store.of(tx, account);
    const name = found && (await nameOf(tx, account));
    if (name !== undefined && name !== found?.name) await store.rename(tx, account, name);
  }

  /**
   * Lets go of the artist of an account that is being deleted, whose uploads are gone. It stays if others have put
   * something beneath it: seen, unless the profile was private.
   * @returns the artist's picture, if it had one and is gone
   */
  async function leave(tx: Handle, account: Id, isPrivate: boolean): Promise<string[]> {
    const own = await store.of(tx, account);
    if (own === undefined) return [];
    if (await store.deleteUnused(tx, own.id)) return own.image === null ? [] : [own.image];
    await store.disown(tx, account, isPrivate);
    await hidden.update(tx, { artists: [], albums: those.albumsBeneath(own.id), tracks: those.tracksBeneath(own.id) });
    return [];
  }

  return { lockAbove, update, updateAll, ensureArtist, rename, leave };
}
