import { nanoid } from 'nanoid';
import type { Config } from '../../config.ts';
import type { Database } from '../../db/database.ts';
import { isUniqueViolation } from '../../db/dialect.ts';
import { DomainError, invalid } from '../../errors.ts';
import { newId } from '../../lib/ids.ts';
import { fold } from '../../lib/text.ts';
import type { Account, Registration } from './model.ts';
import { checkPassword, hashPassword, verifyPassword } from './passwords.ts';
import { type AccountRow, accountStore } from './store.ts';
import { hashToken, isSessionToken, newSessionToken } from './tokens.ts';

/** Names that mean something in a path (`/users/login`, `/users/username/…`). */
const RESERVED = new Set(['login', 'username']);

/** One word, so that it is a login everywhere; no `@`, so that it is nobody's e-mail address; no `/`, so that it fits a path. */
const LOGIN = /^[^\s\p{Cc}\p{Cf}@/]{1,64}$/u;

export type Accounts = ReturnType<typeof accountService>;

/** People: registering, signing in, and who a token belongs to. */
export function accountService(
  db: Database,
  config: Pick<Config, 'passwordMinLength' | 'rootLogin' | 'rootPassword'>,
) {
  const store = accountStore(db);

  function checkLogin(login: string): void {
    if (!LOGIN.test(login)) throw invalid('username', 'must be 1 to 64 characters without white space, "@" or "/"');
    if (RESERVED.has(fold(login))) throw invalid('username', 'is reserved, choose another');
  }

  async function rowOf({ login, password, role, email }: Registration): Promise<AccountRow> {
    const createdAt = Date.now();
    return {
      id: newId(createdAt),
      login,
      loginKey: fold(login),
      email: email ?? null,
      emailKey: email === undefined ? null : fold(email),
      passwordHash: await hashPassword(password),
      role,
      active: true,
      createdAt,
    };
  }

  /**
   * Makes an account and opens its first session.
   * @returns the account and its session token, which is shown this once: only its hash is kept
   * @throws invalid (`username`, `password`), conflict (`username`) when the name is taken, whatever its case
   */
  async function register(registration: Registration): Promise<{ account: Account; token: string }> {
    checkLogin(registration.login);
    checkPassword(registration.password, config.passwordMinLength);
    const taken = () => new DomainError('conflict', 'This user is already registered', { field: 'username' });
    // Asked first, so that a taken name costs no hash; the unique key decides between two who ask at once.
    if (await store.byLoginKey(db.read, fold(registration.login))) throw taken();
    const row = await rowOf(registration);
    const token = newSessionToken();
    try {
      await db.write(async (tx) => {
        await store.insert(tx, row);
        await store.putSession(tx, row.id, hashToken(token), row.createdAt);
      });
    } catch (error) {
      throw isUniqueViolation(error) ? taken() : error;
    }
    return { account: { id: row.id, login: row.login, role: row.role }, token };
  }

  /**
   * Opens a session by login and password; the session before it ends.
   * @returns the new session token
   * @throws wrong_login for an unknown, deactivated or passwordless account as for a wrong password, in the same time
   */
  async function signIn(login: string, password: string): Promise<string> {
    const row = await store.byLoginKey(db.read, fold(login));
    const right = await verifyPassword(password, row?.passwordHash);
    if (!right || !row?.active) throw new DomainError('wrong_login', 'Wrong username or password');
    const token = newSessionToken();
    await db.write((tx) => store.putSession(tx, row.id, hashToken(token), Date.now()));
    return token;
  }

  /** The active account a token belongs to, if any. */
  async function identify(token: string): Promise<Account | undefined> {
    return isSessionToken(token) ? store.bySession(db.read, hashToken(token)) : undefined;
  }

  /**
   * Makes the first `root` account where there is none.
   * @returns its login and, if one had to be generated, its password, to be shown this once; `undefined` when there was one
   */
  async function ensureRoot(): Promise<{ login: string; password?: string } | undefined> {
    if (await store.anyOfRole(db.read, 'root')) return undefined;
    const generated = config.rootPassword === undefined ? nanoid(24) : undefined;
    const password = config.rootPassword ?? (generated as string);
    const row = await rowOf({ login: config.rootLogin, password, role: 'root' });
    try {
      await db.write((tx) => store.insert(tx, row));
    } catch (error) {
      // Another process on the same database was quicker, unless it is a listener who bears the name.
      if (isUniqueViolation(error) && (await store.anyOfRole(db.read, 'root'))) return undefined;
      throw isUniqueViolation(error) ? new Error(`ROOT_LOGIN ${row.login} is taken by an account that is not root`) : error;
    }
    return { login: row.login, password: generated };
  }

  return { register, signIn, identify, ensureRoot };
}
