import { invalid } from '../../errors.ts';
import { isLoginName, isReservedName, NAME_RULE, WORD_RULE } from '../../lib/login-names.ts';
import { fold, isLongerThan } from '../../lib/text.ts';
import type { Role } from './model.ts';

/** In characters. A longer text is nobody's login or e-mail address, and is not looked up. */
export const LONGEST_LOOKED_UP = 256;

const LONGEST_EMAIL = 254;
/** No invisible characters, and one `@`. Both the address and its folded form must match. */
const EMAIL = new RegExp('^P{1,64}@P{1,189}$'.replaceAll('P', String.raw`[^\s\p{Cc}\p{Cf}\p{Cs}\p{DI}@]`), 'v');

/** Roles whose logins have no spaces, wherever they are changed: the label's document does not take them. */
const LABEL_ROLES: readonly Role[] = ['artist', 'manager', 'root'];

/**
 * Checks a new login.
 * @param role of the account: the label's document takes no spaces in the logins of its roles
 * @throws invalid (`login`)
 */
export function checkLogin(login: string, role: Role): void {
  const mayHaveSpaces = !LABEL_ROLES.includes(role);
  if (!isLoginName(login, mayHaveSpaces)) throw invalid('login', `must be ${mayHaveSpaces ? NAME_RULE : WORD_RULE}`);
  if (isReservedName(login)) throw invalid('login', 'is reserved, choose another');
}

/** Checks a new e-mail address. @throws invalid (`email`) */
export function checkEmail(email: string): void {
  if (isLongerThan(email, LONGEST_EMAIL) || !EMAIL.test(email) || !EMAIL.test(fold(email)))
    throw invalid('email', 'must be an e-mail address');
}
