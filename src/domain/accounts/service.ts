import { nanoid } from 'nanoid';
import type { Config } from '../../config.ts';
import type { Database, Handle } from '../../db/database.ts';
import { isForeignKeyViolation } from '../../db/engines.ts';
import { DomainError } from '../../errors.ts';
import { type Id, newId } from '../../lib/ids.ts';
import { type Page, type PageRequest, pageWithin } from '../../lib/page.ts';
import { fold, isLongerThan, isStorable } from '../../lib/text.ts';
import type { Events } from '../events.ts';
import type { Limit, Limits } from '../limits/service.ts';
import type { Media } from '../media/service.ts';
import { accountFields } from './fields.ts';
import {
  type Account,
  type AccountChanges,
  type Identity,
  type KeyHolder,
  type Keys,
  noAccount,
  type Registration,
} from './model.ts';
import { LONGEST_LOOKED_UP } from './names.ts';
import { checkPassword, passwordHashing } from './passwords.ts';
import { passwordProofs, wrongOldPassword } from './proofs.ts';
import { makeFirstRoot } from './root.ts';
import { accountSessions } from './sessions.ts';
import { type AccountRow, accountStore, shown } from './store.ts';

/** What else is done in the transaction that makes an account. */
type Join = (tx: Handle, account: Account) => Promise<void>;

export type Accounts = ReturnType<typeof accountService>;

/** What one client address may make in an hour, over all dialects. */
const NEW_ACCOUNTS: Limit = { name: 'new-accounts', points: 30, seconds: 60 * 60 };

/** Whose turn it is among the hashes when no client's address is known: it is made by somebody signed in, or by the house. */
const HOUSE = 'house';

/**
 * People: registering, signing in, and what changes of an account. Field names in errors are `login`, `email`,
 * `password`. `from` is always the client's address: by it limits are counted and turns are taken.
 */
export function accountService(
  db: Database,
  media: Pick<Media, 'write'>,
  limits: Limits,
  config: Pick<Config, 'passwordMinLength' | 'rootLogin' | 'rootPassword'>,
  keys: Keys,
  events: Events,
) {
  const store = accountStore(db);
  const sessions = accountSessions(db, keys);
  const passwords = passwordHashing();
  const proofs = passwordProofs(db, limits, passwords);
  const { checked, columns, checkFree, whichTaken } = accountFields(db, config, passwords);

  /** @param also done in the same transaction, after what all new accounts have done to them */
  async function make({ role, name, ...registration }: Registration, lane: string, also?: Join): Promise<Account> {
    const given = checked(registration, role);
    await checkFree(given);
    const hashed = await columns(given, lane);
    const createdAt = Date.now();
    const row = {
      ...{ id: newId(createdAt), role, active: true, createdAt, email: null, emailKey: null },
      ...{ passwordHash: null, passwordSetAt: null },
      ...hashed,
    } as AccountRow;
    const account = shown(row);
    await db
      .write(async (tx) => {
        await store.insert(tx, row);
        await events.emit(tx, 'account.joined', { account, name });
        await also?.(tx, account);
      })
      .catch((error) => whichTaken(error, given));
    return account;
  }

  /**
   * Makes an account on behalf of somebody who is signed in, or of the house.
   * @throws invalid (`login`, `email`, `password`), conflict when name or address is taken, whatever its case
   */
  const register = (registration: Registration): Promise<Account> => make(registration, HOUSE);

  /** Makes an account for a stranger. @throws as `register`; limited after too many from one address */
  async function signUp(registration: Registration, from: string, also?: Join): Promise<Account> {
    const isMade = (error: unknown) => error === undefined;
    return limits.attempt([{ limit: NEW_ACCOUNTS, who: from }], isMade, () => make(registration, from, also));
  }

  /** The same, opening the catalogue's session in the same transaction. @returns the account and its session token */
  async function registerWithSession(
    registration: Registration,
    from: string,
  ): Promise<{ account: Account; token: string }> {
    let token = '';
    const account = await signUp(registration, from, async (tx, made) => {
      token = await sessions.open(tx, made);
    });
    return { account, token };
  }

  /**
   * Makes an account for a stranger that is reached by a key alone: it has no password, and a login that nobody will type.
   * @param name what its owner wants to be called
   * @returns its number and its key, which is shown this once; @throws limited
   */
  async function registerWithKey(name: string, from: string): Promise<{ number: number; key: string }> {
    let opened = { number: 0, key: '' };
    await signUp({ login: `recorder-${nanoid()}`, role: 'listener', name }, from, async (tx, made) => {
      opened = await sessions.openKey(tx, made, name);
    });
    return opened;
  }

  /** Who has this number and this key. @throws wrong_login when nobody has both */
  async function byKey(number: number, key: string): Promise<KeyHolder> {
    const holder = await sessions.holderOf(key);
    if (holder?.number !== number) throw new DomainError('wrong_login', 'Invalid credentials');
    return holder;
  }

  /** Signs in to the catalogue; the session before ends. @returns the new session token; @throws as `authenticate` */
  async function signIn(login: string, password: string, from: string): Promise<string> {
    const account = await proofs.authenticate(login, password, from);
    return db.write((tx) => sessions.open(tx, account));
  }

  /**
   * Changes what is given. A changed password ends every session of the account but `kept`.
   * @param kept by what the caller is signed in
   * @param provenHash the password that was proved to make the change: it must still be the account's
   * @throws not_found, invalid, conflict
   */
  async function update(id: Id, changes: AccountChanges, kept?: Identity, provenHash?: string): Promise<Account> {
    const before = await byId(id);
    if (!before) throw noAccount();
    // What stays as it is may be older than the rules.
    const changed = {
      login: changes.login === before.login ? undefined : changes.login,
      email: changes.email === before.email ? undefined : changes.email,
    };
    const given = checked({ ...changes, ...changed }, before.role);
    await checkFree(given, id);
    const row = await columns(given, kept?.account.id ?? id);
    const account = await db
      .write(async (tx) => {
        if (provenHash !== undefined) {
          await store.lock(tx, id);
          if ((await store.passwordHash(tx, id)) !== provenHash) throw wrongOldPassword();
        }
        const after = await (Object.keys(row).length > 0 ? store.update(tx, id, row) : store.byId(tx, id));
        if (row.passwordHash !== undefined) await sessions.endAll(tx, id, kept);
        if (after && row.login !== undefined) await events.emit(tx, 'account.renamed', { account: id });
        return after;
      })
      .catch((error) => whichTaken(error, given, id));
    if (!account) throw noAccount();
    return account;
  }

  /**
   * Changes a password by proving the old one.
   * @throws wrong_login, also for an unknown or deactivated account; invalid (`newPassword`); limited
   */
  async function changePassword(
    id: Id,
    oldPassword: string,
    newPassword: string,
    from: string,
    kept?: Identity,
  ): Promise<void> {
    checkPassword(newPassword, config.passwordMinLength, 'newPassword');
    const hash = await proofs.reauthenticate(id, oldPassword, from);
    await update(id, { password: newPassword }, kept, hash);
  }

  /**
   * Deactivates an account, which ends its sessions, or lets it in again.
   * @throws not_found; conflict (`last_root`) when nobody would be left who could let anybody in again
   */
  async function setActive(id: Id, active: boolean): Promise<Account> {
    const account = await db.write(async (tx) => {
      const roots = active ? [] : await store.activeRoots(tx);
      if (roots.length === 1 && roots[0] === id) throw lastRoot('deactivated');
      const changed = await store.update(tx, id, { active });
      if (!active) await sessions.endAll(tx, id);
      return changed;
    });
    if (!account) throw noAccount();
    return account;
  }

  /**
   * Deletes an account and what is only its own.
   * @throws not_found; conflict (`last_root`), or (`kept_account`) when the label's books name it: contracts, documents, royalties
   */
  async function remove(id: Id): Promise<void> {
    await media
      .write([], async (tx, drop) => {
        const roots = await store.activeRoots(tx);
        if (roots.length === 1 && roots[0] === id) throw lastRoot('deleted');
        const account = await store.lock(tx, id);
        if (!account) throw noAccount();
        await events.emit(tx, 'account.leaving', { account, drop });
        await store.delete(tx, id);
      })
      .catch((error) => {
        if (!isForeignKeyViolation(error)) throw error;
        throw new DomainError('conflict', "The label's books name this account; it can only be deactivated", {
          subject: 'kept_account',
        });
      });
  }

  const byId = (id: Id): Promise<Account | undefined> => store.byId(db.read, id);

  /** Whose login a text is, also one that would not be taken today. */
  async function byLogin(login: string): Promise<Account | undefined> {
    if (isLongerThan(login, LONGEST_LOOKED_UP) || !isStorable(login)) return undefined;
    const row = await store.byLoginKey(db.read, fold(login.trim()));
    return row && shown(row);
  }

  /** Everybody, newest first. */
  async function list(page: PageRequest): Promise<Page<Account>> {
    return pageWithin(
      (piece) => store.list(db.read, piece),
      page,
      ({ createdAt, id }) => [createdAt, id],
    );
  }

  /** Makes the first `root` account where there is none, as `makeFirstRoot`. */
  const ensureRoot = () => makeFirstRoot(db, config, register);

  const { identify, openFamily, refresh, closeByRefresh, close } = sessions;
  return {
    ...{ register, signUp, registerWithSession, registerWithKey, byKey, signIn, ensureRoot },
    ...{ authenticate: proofs.authenticate, update, changePassword, setActive, remove, byId, byLogin, list },
    ...{ identify, openFamily, refresh, closeByRefresh, close },
  };
}

const lastRoot = (done: string) =>
  new DomainError('conflict', `The last active root cannot be ${done}`, { subject: 'last_root' });
