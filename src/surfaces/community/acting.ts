import { mayActFor } from '../../domain/access/service.ts';
import { type Account, noAccount } from '../../domain/accounts/model.ts';
import { DomainError, invalid } from '../../errors.ts';
import { type Id, parseId } from '../../lib/ids.ts';

/** An account's id as a body or a query gives it, in either spelling. @throws invalid naming the field */
export function readId(field: string, text: string): Id {
  const id = parseId(text);
  if (id === undefined) throw invalid(field, 'must be the id of a user');
  return id;
}

/** An account's id in a path. @throws not_found: an address that names nobody */
export function pathId(text: string): Id {
  const id = parseId(text);
  if (id === undefined) throw noAccount();
  return id;
}

/**
 * The account that a request acts for: the document has clients name it in `userId` or `followerId`.
 * @throws invalid naming the field, forbidden when it is somebody else's and the caller is not root
 */
export function actingFor(caller: Account, field: string, text: string): Id {
  const id = readId(field, text);
  if (!mayActFor(caller, id)) throw new DomainError('forbidden', `${field} must be your own`);
  return id;
}
