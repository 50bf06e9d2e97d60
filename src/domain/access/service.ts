import type { Id } from '../../lib/ids.ts';
import type { Account } from '../accounts/model.ts';

/** Who may write the catalogue: any account and each only what is his (`members`), or anybody everything (`open`). */
export type CatalogueWrites = 'members' | 'open';

/** Whether the viewer (`undefined`: a stranger) may see what belongs to the profile of an account. */
export type MaySee = (viewer: Account | undefined, owner: Id) => Promise<boolean>;

/** Whether the caller may change or delete an entry of the catalogue that `createdBy` made. */
export function mayChangeEntry(
  writes: CatalogueWrites,
  caller: Account | undefined,
  createdBy: string | null,
): boolean {
  if (writes === 'open') return true;
  return caller !== undefined && (caller.role === 'root' || caller.id === createdBy);
}

/** Whether the caller may see everybody's name and address. */
export function mayListAccounts(caller: Account): boolean {
  return caller.role === 'root';
}

/** Whether the caller may do something in the name of an account: his own, or as `root` anybody's. */
export function mayActFor(caller: Account, account: string): boolean {
  return caller.role === 'root' || caller.id === account;
}
