import { nanoid } from 'nanoid';
import type { Config } from '../../config.ts';
import type { Database, Handle } from '../../db/database.ts';
import { isForeignKeyViolation } from '../../db/engines.ts';
import { DomainError } from '../../errors.ts';
import { type Id, newId } from '../../lib/ids.ts';
import { type Page, type PageRequest, pageOf, pageWithin } from '../../lib/page.ts';
import { fold, isLongerThan, isStorable } from '../../lib/text.ts';
import type { Events } from '../events.ts';
import type { Limit, Limits } from '../limits/service.ts';
import type { Media } from '../media/service.ts';
import { accountAppKeys } from './app-keys.ts';
import { accountFields } from './fields.ts';
import {
  type Account,
  type AccountChanges,
  type Identity,
  type KeyHolder,
  type Keys,
  noAccount,
  type PasswordChange,
  type Registration,
} from './model.ts';
import { LONGEST_LOOKED_UP } from './names.ts';
import { checkPassword, passwordHashing } from './passwords.ts';
import { passwordProofs } from './proofs.ts';
import { makeFirstRoot } from './root.ts';
import { accountSessions } from './sessions.ts';
import { type AccountRow, accountStore, shown } from './store.ts';

/** Further work in the transaction that creates an account. */
type Join = (tx: Handle, account: Account) => Promise<void>;

export type Accounts = ReturnType<typeof accountService>;

/** New accounts of one client address in an hour, over all dialects. */
const NEW_ACCOUNTS: Limit = { name: 'new-accounts', points: 30, seconds: 60 * 60 };

/** Accounts that a command reads at once. */
const ACCOUNTS_AT_ONCE = 1000;

/** The lane of password hashes for accounts that are created by a signed-in account or by the program itself. */
const INTERNAL_LANE = 'house';

/**
 * Accounts: registering, signing in, changing and deleting them. Field names in errors are `login`, `email`,
 * `password`. `from` is always the client's address, the key of limits and the lane of password hashes.
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
  const refusedSignIns = { count: 0 };
  const proofs = passwordProofs(db, limits, passwords, refusedSignIns);
  const appKeys = accountAppKeys(db, limits, proofs, keys.appKeySecret, refusedSignIns);
  const { checked, columns, checkFree, whichTaken } = accountFields(db, config, passwords);

  /** Creates an account. @param also runs in the same transaction, after the event's subscribers */
  async function make({ role, name, ...registration }: Registration, lane: string, also?: Join): Promise<Account> {
    const fields = checked(registration, role);
    await checkFree(fields);
    const hashed = await columns(fields, lane);
    const createdAt = Date.now();
    const row = {
      ...{ id: newId(createdAt), role, active: true, createdAt, email: null, emailKey: null },
      ...{ passwordHash: null, passwordSetAt: null, used: 0, reserved: 0, quota: null },
      ...hashed,
    } as AccountRow;
    const account = shown(row);
    await db
      .write(async (tx) => {
        await store.insert(tx, row);
        await events.emit(tx, 'account.joined', { account, name });
        await also?.(tx, account);
      })
      .catch((error) => whichTaken(error, fields));
    return account;
  }

  /**
   * Creates an account for a caller who is signed in, or for the program itself.
   * @throws invalid (`login`, `email`, `password`), conflict when name or address is taken, whatever its case
   */
  const register = (registration: Registration): Promise<Account> => make(registration, INTERNAL_LANE);

  /** Creates an account for a client that is not signed in. @throws as `register`; limited after too many from one address */
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
   * Creates an account that is reached by a key alone: it has no password, and a generated login.
   * @param name the display name
   * @returns its number and its key, of which only a hash is stored; @throws limited
   */
  async function registerWithKey(name: string, from: string): Promise<{ number: number; key: string }> {
    let opened = { number: 0, key: '' };
    await signUp({ login: `recorder-${nanoid()}`, role: 'listener', name }, from, async (tx, made) => {
      opened = await sessions.openKey(tx, made, name);
    });
    return opened;
  }

  /** The holder of this number and this key. @throws wrong_login when no account has both */
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
   * Changes an account. A changed password ends all its sessions except `kept`.
   * @param kept the caller's own session
   * @param provenHash the hash of the password that the caller has verified: it must still be the account's
   * @throws not_found, invalid, conflict
   */
  async function update(id: Id, changes: AccountChanges, kept?: Identity, provenHash?: string): Promise<Account> {
    const before = await byId(id);
    if (!before) throw noAccount();
    // Unchanged values are not checked: they may be older than the rules.
    const changed = {
      login: changes.login === before.login ? undefined : changes.login,
      email: changes.email === before.email ? undefined : changes.email,
    };
    const fields = checked({ ...changes, ...changed }, before.role);
    await checkFree(fields, id);
    const row = await columns(fields, kept?.account.id ?? id);
    const account = await db
      .write(async (tx) => {
        if (provenHash !== undefined) await proofs.checkStill(tx, id, provenHash);
        const after = await (Object.keys(row).length > 0 ? store.update(tx, id, row) : store.byId(tx, id));
        if (row.passwordHash !== undefined) await sessions.endAll(tx, id, kept);
        if (row.passwordHash !== undefined && changes.revokeAppKeys) await appKeys.revokeAll(tx, id);
        if (after && row.login !== undefined) await events.emit(tx, 'account.renamed', { account: id });
        return after;
      })
      .catch((error) => whichTaken(error, fields, id));
    if (!account) throw noAccount();
    return account;
  }

  /**
   * Changes a password, for which the old one is verified.
   * @returns how many app keys are left
   * @throws wrong_login, also for an unknown or deactivated account; invalid (`newPassword`); limited
   */
  async function changePassword(id: Id, change: PasswordChange, from: string, kept?: Identity): Promise<number> {
    checkPassword(change.newPassword, config.passwordMinLength, 'newPassword');
    const hash = await proofs.reauthenticate(id, change.oldPassword, from);
    await update(id, { password: change.newPassword, revokeAppKeys: change.revokeAppKeys }, kept, hash);
    return appKeys.countOf(id);
  }

  /**
   * Deactivates an account, which ends its sessions, or activates it again.
   * @throws not_found; conflict (`last_root`) when no active root would be left, who could activate accounts
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

  /** Ends all sessions of an account, the caller's too. What players and the recorder sign in with stays. */
  async function closeAll(id: Id): Promise<void> {
    await db.write(async (tx) => {
      // First, as who signs in at the same moment locks it too: such a session is ended, or begins after this.
      await store.lock(tx, id);
      await sessions.endAll(tx, id);
    });
  }

  /** Says how many bytes an account may keep. @param quota 0: any number; `null`: as the settings say; @throws not_found */
  async function setQuota(id: Id, quota: number | null): Promise<Account> {
    const account = await db.write((tx) => store.update(tx, id, { quota }));
    if (!account) throw noAccount();
    return account;
  }

  /**
   * Deletes an account and what belongs to it alone.
   * @throws not_found; conflict (`last_root`), or (`kept_account`) when contracts, documents or royalties refer to it
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

  /** The account of a login, also of an old one that today's rules do not allow. */
  async function byLogin(login: string): Promise<Account | undefined> {
    if (isLongerThan(login, LONGEST_LOOKED_UP) || !isStorable(login)) return undefined;
    const row = await store.byLoginKey(db.read, fold(login.trim()));
    return row && shown(row);
  }

  /** All accounts, newest first. */
  async function list(page: PageRequest): Promise<Page<Account>> {
    return pageWithin(
      (piece) => store.list(db.read, piece),
      page,
      ({ createdAt, id }) => [createdAt, id],
    );
  }

  /** Sign-ins that were refused since the start, and how much waits to be hashed. */
  const figures = () => ({ refusedSignIns: refusedSignIns.count, hashes: passwords.load() });

  /** See `makeFirstRoot`. */
  const ensureRoot = () => makeFirstRoot(db, config, register);

  const { identify, openFamily, refresh, closeByRefresh, close } = sessions;
  return {
    ...{ register, signUp, registerWithSession, registerWithKey, byKey, signIn, ensureRoot, figures },
    ...{ authenticate: proofs.authenticate, update, changePassword, setActive, setQuota, remove, byId, byLogin, list },
    ...{ identify, openFamily, refresh, closeByRefresh, close, closeAll, appKeys },
  };
}

/** All accounts, newest first, read page by page. */
export async function* everyAccount(db: Database): AsyncGenerator<Account> {
  const store = accountStore(db);
  for (let page: PageRequest | undefined = { limit: ACCOUNTS_AT_ONCE }; page; ) {
    const { entries, next }: Page<Account> = pageOf(
      await store.list(db.read, page),
      page.limit,
      ({ createdAt, id }) => [createdAt, id],
    );
    yield* entries;
    page = next && { limit: ACCOUNTS_AT_ONCE, after: next };
  }
}

const lastRoot = (done: string) =>
  new DomainError('conflict', `The last active root cannot be ${done}`, { subject: 'last_root' });
