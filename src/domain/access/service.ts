import type { Database, Handle } from '../../db/database.ts';
import type { Id } from '../../lib/ids.ts';
import type { Account } from '../accounts/model.ts';
import { visibilityStore } from './store.ts';
import { sees } from './visibility.ts';

/** Who may write the catalogue: each account its own entries (`members`), or anybody all entries (`open`). */
export type CatalogueWrites = 'members' | 'open';

type Viewer = Account | undefined;

export type Visibility = ReturnType<typeof visibilityService>;

/** Who may see a profile and what belongs to it. A viewer that is `undefined` is not signed in. */
export function visibilityService(db: Database) {
  const { relation, mutualAmong, lockProfiles, seenBy, isPrivate, whose } = visibilityStore(db);

  /** Whether the viewer may see what belongs to the profile; `undefined` when there is no profile. */
  async function canSeeProfile(viewer: Viewer, owner: Id): Promise<boolean | undefined> {
    const found = await relation(db.read, owner, viewer?.id ?? '');
    return found && sees(viewer, { isLocked: found.isPrivate, owner, isMutual: found.isMutual });
  }

  /** Whether the viewer may see a hidden entry. @param owner the account that decides (see `whose`); `null`: nobody sees it */
  async function seesHidden(viewer: Viewer, owner: Id | null): Promise<boolean> {
    const found = viewer && owner !== null ? await relation(db.read, owner, viewer.id) : undefined;
    return found !== undefined && sees(viewer, { isLocked: true, owner, isMutual: found.isMutual });
  }

  /** Those of the profiles that the viewer may not see. */
  async function hiddenAmong(
    viewer: Viewer,
    profiles: readonly { account: Id; isPrivate: boolean }[],
  ): Promise<Set<Id>> {
    const locked = profiles.filter(({ isPrivate }) => isPrivate).map(({ account }) => account);
    const mutual = viewer && locked.length > 0 ? await mutualAmong(db.read, viewer.id, locked) : new Set<Id>();
    const isHidden = (owner: Id) => !sees(viewer, { isLocked: true, owner, isMutual: mutual.has(owner) });
    return new Set(locked.filter(isHidden));
  }

  return {
    ...{ canSeeProfile, seesHidden, hiddenAmong },
    /** The same rules as SQL, for queries of other rooms. */
    sql: { seenBy, isPrivate, whose },
    /**
     * Locks profiles until the transaction ends. A transaction that changes albums or tracks of musicians' artists does this
     * first, as what is hidden there depends on all of it.
     */
    lockProfiles,
    /** Whether the account's profile is private. */
    isPrivate: async (on: Handle, account: Id): Promise<boolean> =>
      (await relation(on, account, ''))?.isPrivate ?? false,
  };
}

/** Whether the caller may change or delete an entry of the catalogue, or add to it. @param owner who created it */
export function mayChangeEntry(writes: CatalogueWrites, caller: Account | undefined, owner: string | null): boolean {
  if (writes === 'open') return true;
  return caller !== undefined && (caller.role === 'root' || caller.id === owner);
}

/** Whether the caller may see the names and addresses of all accounts. */
export function mayListAccounts(caller: Account): boolean {
  return caller.role === 'root';
}

/** Whether the caller may set the storage quota of an account. */
export function maySetQuotas(caller: Account): boolean {
  return caller.role === 'root';
}

/** Whether the caller may act for an account: their own, or as `root` any. */
export function mayActFor(caller: Account, account: string): boolean {
  return caller.role === 'root' || caller.id === account;
}
