import type { Config } from '../../config.ts';
import type { Database } from '../../db/database.ts';
import { isUniqueViolation } from '../../db/engines.ts';
import { DomainError } from '../../errors.ts';
import type { Id } from '../../lib/ids.ts';
import { fold, isLongerThan } from '../../lib/text.ts';
import type { AccountChanges, Role } from './model.ts';
import { checkEmail, checkLogin, LONGEST_LOOKED_UP } from './names.ts';
import { checkPassword, type PasswordHashing } from './passwords.ts';
import { type AccountRow, accountStore } from './store.ts';

/** Name, address and password of an account: whether they can be taken, and how they are kept. */
export function accountFields(
  db: Database,
  config: Pick<Config, 'passwordMinLength'>,
  passwords: Pick<PasswordHashing, 'hash'>,
) {
  const store = accountStore(db);

  /** What is given, without white space at the ends of name and address. @throws invalid (`login`, `email`, `password`) */
  function checked({ login, email, password }: AccountChanges, role: Role): AccountChanges {
    const given = { login: login && trimmed(login), email: email && trimmed(email), password };
    if (given.login !== undefined) checkLogin(given.login, role);
    if (given.email !== undefined) checkEmail(given.email);
    if (password !== undefined) checkPassword(password, config.passwordMinLength);
    return given;
  }

  /** The columns that follow from what was checked. @param lane whose turn the hash takes; @throws busy */
  async function columns({ login, email, password }: AccountChanges, lane: string): Promise<Partial<AccountRow>> {
    return {
      ...(login === undefined ? {} : { login, loginKey: fold(login) }),
      ...(email === undefined ? {} : { email, emailKey: fold(email) }),
      ...(password === undefined
        ? {}
        : { passwordHash: await passwords.hash(password, lane), passwordSetAt: Date.now() }),
    };
  }

  /**
   * Refuses what others have, before a hash is spent on it; the unique keys decide between two who ask at once.
   * @throws conflict (`login`, `email`)
   */
  async function checkFree({ login, email }: AccountChanges, except?: Id): Promise<void> {
    const byLogin = login === undefined ? undefined : await store.byLoginKey(db.read, fold(login));
    if (byLogin && byLogin.id !== except) throw taken('login', login as string);
    const byEmail = email === undefined ? undefined : await store.byEmailKey(db.read, fold(email));
    if (byEmail && byEmail.id !== except) throw taken('email', email as string);
  }

  /** Says which of the two keys a lost race was about. */
  async function whichTaken(error: unknown, given: AccountChanges, except?: Id): Promise<never> {
    if (isUniqueViolation(error)) await checkFree(given, except);
    throw error;
  }

  return { checked, columns, checkFree, whichTaken };
}

/** White space at both ends is cut off, unless the text is too long to be taken at all. */
function trimmed(text: string): string {
  return isLongerThan(text, LONGEST_LOOKED_UP) ? text : text.trim();
}

function taken(field: 'login' | 'email', value: string): DomainError {
  const said = field === 'login' ? 'This user is already registered' : 'Email already exists';
  return new DomainError('conflict', said, { field, value });
}
