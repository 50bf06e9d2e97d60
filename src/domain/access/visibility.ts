import type { Id } from '../../lib/ids.ts';
import type { Account } from '../accounts/model.ts';

/** Something that may be private, and how the viewer is related to its owner. */
export interface Locked {
  isLocked: boolean;
  /** `null`: it has no owner, and nobody sees it while it is locked. */
  owner: Id | null;
  /** Whether the viewer and the owner follow each other. */
  isMutual: boolean;
}

/**
 * Whether the viewer (`undefined`: not signed in) may see it. What is locked is seen by its owner, by followers whom the
 * owner follows back, and by root. `seenBy` in the store is the same rule as SQL; a test compares the two.
 */
export function sees(viewer: Pick<Account, 'id' | 'role'> | undefined, { isLocked, owner, isMutual }: Locked): boolean {
  if (!isLocked) return true;
  if (viewer === undefined || owner === null) return false;
  return viewer.role === 'root' || viewer.id === owner || isMutual;
}
