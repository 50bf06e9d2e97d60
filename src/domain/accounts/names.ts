import { invalid } from '../../errors.ts';
import { lazy } from '../../lib/lazy.ts';
import { isLoginName, isReservedName, NAME_RULE, WORD_RULE } from '../../lib/login-names.ts';
import { fold, isLongerThan } from '../../lib/text.ts';
import type { Role } from './model.ts';

/** In characters. A longer text is nobody's login or e-mail address, and is not looked up. */
export const LONGEST_LOOKED_UP = 256;

const LONGEST_EMAIL = 254;
/** No invisible characters, and one `@`. Both the address and its folded form must match. */
const EMAIL = lazy(
  () => new RegExp('^P{1,64}@P{1,189}$'.replaceAll('P', String.raw`[^\s\p{Cc}\p{Cf}\p{Cs}\p{DI}@]`), 'v'),
);

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

/**
 * Which account a login or e-mail address means. A text with `@` is an address first. Older versions allowed logins whose
 * folded form has an `@`: such a login is found if nobody has that address, or if the text itself has no plain `@`.
 * @param key the text, folded @param rows the accounts whose login or address has that folded form
 */
export function meant<Row extends { loginKey: string; emailKey: string | null }>(
  text: string,
  key: string,
  rows: readonly Row[],
): Row | undefined {
  const byLogin = rows.find(({ loginKey }) => loginKey === key);
  const byEmail = rows.find(({ emailKey }) => emailKey === key);
  return text.includes('@') ? (byEmail ?? byLogin) : (byLogin ?? byEmail);
}

/** Checks a new e-mail address. @throws invalid (`email`) */
export function checkEmail(email: string): void {
  if (isLongerThan(email, LONGEST_EMAIL) || !EMAIL().test(email) || !EMAIL().test(fold(email)))
    throw invalid('email', 'must be an e-mail address');
}
