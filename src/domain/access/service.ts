import type { Database, Handle } from '../../db/database.ts';
import type { Id } from '../../lib/ids.ts';
import type { Account } from '../accounts/model.ts';
import { visibilityStore } from './store.ts';
import { sees } from './visibility.ts';

/** Who may write the catalogue: any account and each only what is their own (`members`), or anybody everything (`open`). */
export type CatalogueWrites = 'members' | 'open';

type Viewer = Account | undefined;

export type Visibility = ReturnType<typeof visibilityService>;

/** Who sees what of a profile and of what belongs to it. A viewer that is `undefined` is a stranger. */
export function visibilityService(db: Database) {
  const { relation: standing, mutualAmong, lockProfiles: hold, seenBy, isPrivate, whose } = visibilityStore(db);

  /** Whether the viewer sees what belongs to the profile; `undefined` when there is no profile. */
  async function canSeeProfile(viewer: Viewer, owner: Id): Promise<boolean | undefined> {
    const found = await standing(db.read, owner, viewer?.id ?? '');
    return found && sees(viewer, { isLocked: found.isPrivate, owner, isMutual: found.isMutual });
  }

  /** Whether the viewer sees what is hidden by the leave of that account; `null`: by nobody's. */
  async function seesHidden(viewer: Viewer, owner: Id | null): Promise<boolean> {
    const found = viewer && owner !== null ? await standing(db.read, owner, viewer.id) : undefined;
    return found !== undefined && sees(viewer, { isLocked: true, owner, isMutual: found.isMutual });
  }

  /** Those of the profiles that the viewer does not see. */
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
    /** The same as SQL, for queries of other rooms. */
    sql: { seenBy, isPrivate, whose },
    /**
     * Holds profiles until the transaction ends. Whoever changes what lies beneath musicians' artists does this first:
     * what is hidden there hangs on all of it.
     */
    lockProfiles: (tx: Handle, accounts: readonly Id[]) => hold(tx, accounts),
    /** Whether the account's profile is private. */
    isPrivate: async (on: Handle, account: Id): Promise<boolean> =>
      (await standing(on, account, ''))?.isPrivate ?? false,
  };
}

/** Whether the caller may change or delete an entry of the catalogue, or add beneath it. @param owner who made it */
export function mayChangeEntry(writes: CatalogueWrites, caller: Account | undefined, owner: string | null): boolean {
  if (writes === 'open') return true;
  return caller !== undefined && (caller.role === 'root' || caller.id === owner);
}

/** Whether the caller may see everybody's name and address. */
export function mayListAccounts(caller: Account): boolean {
  return caller.role === 'root';
}

/** Whether the caller may do something in the name of an account: their own, or as `root` anybody's. */
export function mayActFor(caller: Account, account: string): boolean {
  return caller.role === 'root' || caller.id === account;
}
