import { mayActFor } from '../../domain/access/service.ts';
import { type Account, noAccount } from '../../domain/accounts/model.ts';
import { DomainError, invalid } from '../../errors.ts';
import { type Id, parseId } from '../../lib/ids.ts';

/** Wire to domain: an account's id in a body or query, in either spelling. @throws invalid naming the field */
export function readId(field: string, text: string): Id {
  const id = parseId(text);
  if (id === undefined) throw invalid(field, 'must be the id of a user');
  return id;
}

/** Wire to domain: an account's id in a path. @throws not_found for a malformed id */
export function pathId(text: string): Id {
  const id = parseId(text);
  if (id === undefined) throw noAccount();
  return id;
}

/**
 * The account that a request acts for, which clients name in `userId` or `followerId`.
 * @throws invalid naming the field, forbidden unless it is the caller's own or the caller is root
 */
export function actingFor(caller: Account, field: string, text: string): Id {
  const id = readId(field, text);
  if (!mayActFor(caller, id)) throw new DomainError('forbidden', `${field} must be your own`);
  return id;
}
