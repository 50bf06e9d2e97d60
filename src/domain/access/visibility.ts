import type { Id } from '../../lib/ids.ts';
import type { Account } from '../accounts/model.ts';

/** Something that may be locked, and how the one who looks stands to its owner. */
export interface Locked {
  isLocked: boolean;
  /** `null`: nobody's, and then for nobody while it is locked. */
  owner: Id | null;
  /** Whether the viewer and the owner follow each other. */
  isMutual: boolean;
}

/**
 * Whether the viewer (`undefined`: a stranger) sees it. What is locked is seen by its owner, by followers whom the owner
 * follows back, and by root. `seenBy` in the store says the same as SQL; a test holds the two together.
 */
export function sees(viewer: Pick<Account, 'id' | 'role'> | undefined, { isLocked, owner, isMutual }: Locked): boolean {
  if (!isLocked) return true;
  if (viewer === undefined || owner === null) return false;
  return viewer.role === 'root' || viewer.id === owner || isMutual;
}
