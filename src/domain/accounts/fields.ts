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

/** Checks the fields that are set. @returns them, without white space at the ends of login and address; @throws invalid (`login`, `email`, `password`) */
export function checkedFields(
  { login, email, password }: AccountChanges,
  role: Role,
  passwordMinLength: number,
): AccountChanges {
  const fields = { login: login && trimmed(login), email: email && trimmed(email), password };
  if (fields.login !== undefined) checkLogin(fields.login, role);
  if (fields.email !== undefined) checkEmail(fields.email);
  if (password !== undefined) checkPassword(password, passwordMinLength);
  return fields;
}

/** Login, e-mail address and password of an account: checks them and makes the columns that store them. */
export function accountFields(
  db: Database,
  config: Pick<Config, 'passwordMinLength'>,
  passwords: Pick<PasswordHashing, 'hash'>,
) {
  const store = accountStore(db);

  const checked = (changes: AccountChanges, role: Role): AccountChanges =>
    checkedFields(changes, role, config.passwordMinLength);

  /** The columns of checked fields. @param lane the lane of the password hash, see passwords.ts; @throws busy */
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
   * Checks that login and address are free, before the slow password hash. Between concurrent requests the unique keys decide.
   * @throws conflict (`login`, `email`)
   */
  async function checkFree({ login, email }: AccountChanges, except?: Id): Promise<void> {
    const byLogin = login === undefined ? undefined : await store.byLoginKey(db.read, fold(login));
    if (byLogin && byLogin.id !== except) throw taken('login', login as string);
    const byEmail = email === undefined ? undefined : await store.byEmailKey(db.read, fold(email));
    if (byEmail && byEmail.id !== except) throw taken('email', email as string);
  }

  /** After a unique violation, throws the conflict for the field that is taken; otherwise the error itself. */
  async function whichTaken(error: unknown, fields: AccountChanges, except?: Id): Promise<never> {
    if (isUniqueViolation(error)) await checkFree(fields, except);
    throw error;
  }

  return { checked, columns, checkFree, whichTaken };
}

/** Removes white space at both ends, unless the text is too long to be valid anyway. */
function trimmed(text: string): string {
  return isLongerThan(text, LONGEST_LOOKED_UP) ? text : text.trim();
}

function taken(field: 'login' | 'email', value: string): DomainError {
  const message = field === 'login' ? 'This user is already registered' : 'Email already exists';
  return new DomainError('conflict', message, { field, value });
}
