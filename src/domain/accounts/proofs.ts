import type { Database, Handle } from '../../db/database.ts';
import { DomainError, isKind } from '../../errors.ts';
import type { Id } from '../../lib/ids.ts';
import { fold, isLongerThan, isStorable } from '../../lib/text.ts';
import type { Limit, Limits } from '../limits/service.ts';
import type { Account } from './model.ts';
import { LONGEST_LOOKED_UP, meant } from './names.ts';
import type { PasswordHashing } from './passwords.ts';
import { type AccountRow, accountStore, shown } from './store.ts';

/** Wrong passwords from one address, for all accounts. */
const FROM_ADDRESS: Limit = { name: 'wrong-passwords', points: 20, seconds: 60 };
/** Wrong passwords from one address for one account. */
const FOR_ACCOUNT: Limit = { name: 'wrong-passwords-for', points: 10, seconds: 5 * 60 };

/** How often something has happened. */
export interface Tally {
  count: number;
}

export type PasswordProofs = ReturnType<typeof passwordProofs>;

/**
 * Verifies passwords. Wrong ones are counted together, whatever the password is asked for.
 * @param refusedSignIns counts those that are refused
 */
export function passwordProofs(
  db: Database,
  limits: Limits,
  passwords: Pick<PasswordHashing, 'verify'>,
  refusedSignIns: Tally,
) {
  const store = accountStore(db);

  /**
   * Runs work that throws wrong_login for a wrong password, unless there were too many of them before.
   * @param whom the account's id, or the unknown login
   * @throws limited; what the work throws
   */
  async function countingFailures<T>(from: string, whom: string, work: () => Promise<T>): Promise<T> {
    const account = Bun.CryptoHasher.hash('sha256', whom, 'hex').slice(0, 32);
    const claims = [
      { limit: FROM_ADDRESS, who: from },
      { limit: FOR_ACCOUNT, who: `${from} ${account}` },
    ];
    try {
      return await limits.attempt(claims, (error) => isKind(error, 'wrong_login'), work);
    } catch (error) {
      if (isKind(error, 'wrong_login') || isKind(error, 'limited')) refusedSignIns.count++;
      throw error;
    }
  }

  /** The account of a login or e-mail address. */
  async function accountNamed(text: string): Promise<AccountRow | undefined> {
    if (text === '' || !isStorable(text)) return undefined;
    const key = fold(text);
    return meant(text, key, await store.named(db.read, key));
  }

  /**
   * Verifies login or e-mail address and password. Takes the same time whether the account exists or not.
   * @param from the client's address
   * @throws wrong_login with a `subject` for dialects that distinguish: `account`, `password`, `inactive` for a deactivated
   *   account with the right password, `overlong` for a text that is too long for a login; limited, before any hashing,
   *   after too many wrong passwords
   */
  async function authenticate(loginOrEmail: string, password: string, from: string): Promise<Account> {
    const isOverlong = isLongerThan(loginOrEmail, LONGEST_LOOKED_UP);
    const name = isOverlong ? '' : loginOrEmail.trim();
    const row = await accountNamed(name);
    return countingFailures(from, row?.id ?? name, async () => {
      if (isOverlong) throw refused('overlong');
      const right = await passwords.verify(password, row?.passwordHash, from);
      if (!row) throw refused('account');
      if (!right) throw refused('password');
      if (!row.active) throw refused('inactive');
      return shown(row);
    });
  }

  /**
   * Verifies the password of an account that is signed in already.
   * @returns its hash
   * @throws wrong_login, also for an unknown or deactivated account; limited
   */
  async function reauthenticate(id: Id, password: string, from: string): Promise<string> {
    const hash = await store.passwordHash(db.read, id);
    return countingFailures(from, id, async () => {
      if (!(await passwords.verify(password, hash, from)) || hash == null) throw wrongOldPassword();
      return hash;
    });
  }

  /**
   * Locks an account and checks that its password is still the one that was verified before the transaction.
   * @param hash of the verified password @throws wrong_login, also when the account was deactivated or deleted meanwhile
   */
  async function checkStill(tx: Handle, id: Id, hash: string): Promise<void> {
    await store.lock(tx, id);
    if ((await store.passwordHash(tx, id)) !== hash) throw wrongOldPassword();
  }

  return { authenticate, reauthenticate, checkStill };
}

const refused = (subject: string) => new DomainError('wrong_login', 'Wrong login or password', { subject });

const wrongOldPassword = () => new DomainError('wrong_login', 'The old password is wrong', { subject: 'password' });
