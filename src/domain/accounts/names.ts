import { invalid } from '../../errors.ts';
import { isLoginName, isReservedName, NAME_RULE, WORD_RULE } from '../../lib/login-names.ts';
import { fold, isLongerThan } from '../../lib/text.ts';
import type { Role } from './model.ts';

/** The longest text that is looked up as a login or an e-mail address, in characters. */
export const LONGEST_LOOKED_UP = 256;

const LONGEST_EMAIL = 254;
/** Nothing that is not seen, and one `@`: the folded form must be so too. */
const EMAIL = new RegExp('^P{1,64}@P{1,189}$'.replaceAll('P', String.raw`[^\s\p{Cc}\p{Cf}\p{Cs}\p{DI}@]`), 'v');

/** The label's document takes no white space in a login: those who have a role there keep to that wherever they change it. */
const LABEL_ROLES: readonly Role[] = ['artist', 'manager', 'root'];

/** @throws invalid (`username`) */
export function checkLogin(login: string, role: Role): void {
  const mayHaveSpaces = !LABEL_ROLES.includes(role);
  if (!isLoginName(login, mayHaveSpaces)) throw invalid('username', `must be ${mayHaveSpaces ? NAME_RULE : WORD_RULE}`);
  if (isReservedName(login)) throw invalid('username', 'is reserved, choose another');
}

/** @throws invalid (`email`) */
export function checkEmail(email: string): void {
  if (isLongerThan(email, LONGEST_EMAIL) || !EMAIL.test(email) || !EMAIL.test(fold(email)))
    throw invalid('email', 'must be an e-mail address');
}
