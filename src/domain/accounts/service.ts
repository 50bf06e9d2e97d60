import { nanoid } from 'nanoid';
import type { Config } from '../../config.ts';
import type { Database, Handle } from '../../db/database.ts';
import { isForeignKeyViolation, isUniqueViolation } from '../../db/dialect.ts';
import { DomainError, isKind } from '../../errors.ts';
import { type Id, newId } from '../../lib/ids.ts';
import { type Page, type PageRequest, pageOf } from '../../lib/page.ts';
import { fold, isStorable } from '../../lib/text.ts';
import type { Events } from '../events.ts';
import type { Media } from '../media/service.ts';
import {
  type Account,
  type AccountChanges,
  type Identity,
  type KeyHolder,
  noAccount,
  type Registration,
  type Signer,
} from './model.ts';
import { checkEmail, checkLogin, isLogin } from './names.ts';
import { checkPassword, hashPassword, verifyPassword } from './passwords.ts';
import { accountSessions } from './sessions.ts';
import { type AccountRow, accountStore } from './store.ts';

/** What else is done in the transaction that makes an account. */
type Join = (tx: Handle, account: Account) => Promise<void>;

export type Accounts = ReturnType<typeof accountService>;

type Settings = Pick<Config, 'passwordMinLength' | 'rootLogin' | 'rootPassword'>;

/** People: registering, signing in, and what changes of an account. Field names in errors are `username`, `email`, `password`. */
export function accountService(
  db: Database,
  media: Pick<Media, 'write'>,
  config: Settings,
  signer: Signer,
  events: Events,
) {
  const store = accountStore(db);
  const sessions = accountSessions(db, signer);
  const taken = (field: 'username' | 'email', value: string) =>
    new DomainError('conflict', field === 'username' ? 'This user is already registered' : 'Email already exists', {
      field,
      value,
    });

  /** The columns that follow from what a person gives, checked. */
  async function columns({ login, email, password }: AccountChanges): Promise<Partial<AccountRow>> {
    if (login !== undefined) checkLogin(login);
    if (email !== undefined) checkEmail(email);
    if (password !== undefined) checkPassword(password, config.passwordMinLength);
    return {
      ...(login === undefined ? {} : { login, loginKey: fold(login) }),
      ...(email === undefined ? {} : { email, emailKey: fold(email) }),
      ...(password === undefined ? {} : { passwordHash: await hashPassword(password), passwordSetAt: Date.now() }),
    };
  }

  /** Refuses names that others have, before a hash is spent on them; the unique keys decide between two who ask at once. */
  async function checkFree({ login, email }: AccountChanges, except?: Id): Promise<void> {
    for (const [field, text] of [
      ['username', login],
      ['email', email],
    ] as const) {
      const holder = text === undefined || !isStorable(text) ? undefined : await store.byKey(db.read, fold(text));
      if (holder && holder.id !== except) throw taken(field, text as string);
    }
  }

  /** Says which of the two keys a lost race was about. */
  async function whichTaken(error: unknown, changes: AccountChanges, except?: Id): Promise<never> {
    if (isUniqueViolation(error)) await checkFree(changes, except);
    throw error;
  }

  /**
   * Makes an account.
   * @param also done in the same transaction, after what all new accounts have done to them
   * @throws invalid (`username`, `email`, `password`), conflict when name or address is taken, whatever its case
   */
  async function register(registration: Registration, also?: Join): Promise<Account> {
    const { login, email, password, role, name } = registration;
    await checkFree({ login, email });
    const createdAt = Date.now();
    const row = {
      ...{ id: newId(createdAt), role, active: true, createdAt, email: null, emailKey: null },
      ...{ passwordHash: null, passwordSetAt: null },
      ...(await columns({ login, email, password })),
    } as AccountRow;
    const account = shown(row);
    await db
      .write(async (tx) => {
        await store.insert(tx, row);
        await events.tell(tx, 'account.joined', { account, name });
        await also?.(tx, account);
      })
      .catch((error) => whichTaken(error, { login, email }));
    return account;
  }

  /** The same, opening the catalogue's session in the same transaction. @returns the account and its session token */
  async function registerWithSession(registration: Registration): Promise<{ account: Account; token: string }> {
    let token = '';
    const account = await register(registration, async (tx, made) => {
      token = await sessions.open(tx, made);
    });
    return { account, token };
  }

  /**
   * Makes an account that is reached by a key alone: it has no password, and a login that nobody will type.
   * @param name what its owner wants to be called
   * @returns its number and its key, which is shown this once
   */
  async function registerWithKey(name: string): Promise<{ number: number; key: string }> {
    let opened = { number: 0, key: '' };
    await register({ login: `recorder-${nanoid()}`, role: 'listener', name }, async (tx, made) => {
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

  /**
   * Proves who somebody is, by login or e-mail address and password. Takes the same time whoever asks.
   * @throws wrong_login; `subject` tells a dialect that must know what was wrong: `account`, `password`, or `inactive`
   *   for a deactivated account whose password was right
   */
  async function authenticate(loginOrEmail: string, password: string): Promise<Account> {
    const row = isStorable(loginOrEmail) ? await store.byKey(db.read, fold(loginOrEmail)) : undefined;
    const right = await verifyPassword(password, row?.passwordHash);
    const refused = (subject: string) => new DomainError('wrong_login', 'Wrong username or password', { subject });
    if (!row) throw refused('account');
    if (!right) throw refused('password');
    if (!row.active) throw refused('inactive');
    return shown(row);
  }

  /** Signs in to the catalogue; the session before ends. @returns the new session token; @throws wrong_login */
  async function signIn(login: string, password: string): Promise<string> {
    const account = await authenticate(login, password);
    return db.write((tx) => sessions.open(tx, account));
  }

  /**
   * Changes what is given. A changed password ends every session of the account but `kept`.
   * @param kept by what the caller is signed in
   * @param provenHash the password that was proved to make the change: it must still be the account's
   * @throws not_found, invalid, conflict
   */
  async function update(id: Id, changes: AccountChanges, kept?: Identity, provenHash?: string): Promise<Account> {
    await checkFree(changes, id);
    const row = await columns(changes);
    const account = await db
      .write(async (tx) => {
        if (provenHash !== undefined) {
          await store.held(tx, id);
          if ((await store.passwordHash(tx, id)) !== provenHash) throw wrongOldPassword();
        }
        const changed = await (Object.keys(row).length > 0 ? store.update(tx, id, row) : store.byId(tx, id));
        if (row.passwordHash !== undefined) await sessions.endAll(tx, id, kept);
        if (changed && row.login !== undefined) await events.tell(tx, 'account.renamed', { account: id });
        return changed;
      })
      .catch((error) => whichTaken(error, changes, id));
    if (!account) throw noAccount();
    return account;
  }

  /** Changes a password by proving the old one. @throws wrong_login, also for an unknown or deactivated account; invalid (`newPassword`) */
  async function changePassword(id: Id, oldPassword: string, newPassword: string, kept?: Identity): Promise<void> {
    checkPassword(newPassword, config.passwordMinLength, 'newPassword');
    const hash = await store.passwordHash(db.read, id);
    if (!(await verifyPassword(oldPassword, hash)) || hash == null) throw wrongOldPassword();
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
        const account = await store.held(tx, id);
        if (!account) throw noAccount();
        await events.tell(tx, 'account.leaving', { account, drop });
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

  async function byLogin(login: string): Promise<Account | undefined> {
    if (!isLogin(login)) return undefined;
    const row = await store.byKey(db.read, fold(login));
    return row && shown(row);
  }

  /** Everybody, newest first. */
  async function list(page: PageRequest): Promise<Page<Account>> {
    return pageOf(await store.list(db.read, page), page.limit, ({ createdAt, id }) => [createdAt, id]);
  }

  /**
   * Makes the first `root` account where there is none.
   * @returns its login and, if one had to be generated, its password, to be shown this once; `undefined` when there was one
   */
  async function ensureRoot(): Promise<{ login: string; password?: string | undefined } | undefined> {
    if (await store.anyOfRole(db.read, 'root')) return undefined;
    const generated = config.rootPassword === undefined ? nanoid(24) : undefined;
    const password = config.rootPassword ?? generated;
    try {
      await register({ login: config.rootLogin, password, role: 'root' });
    } catch (error) {
      // Another process on the same database may have been quicker; or somebody who is not root bears the name.
      const isTaken = isKind(error, 'conflict');
      if (isTaken && (await store.anyOfRole(db.read, 'root'))) return undefined;
      throw isTaken ? new Error(`ROOT_LOGIN ${config.rootLogin} is taken by an account that is not root`) : error;
    }
    return { login: config.rootLogin, password: generated };
  }

  const { identify, openFamily, refresh, closeByRefresh, close } = sessions;
  return {
    ...{ register, registerWithSession, registerWithKey, byKey, authenticate, signIn, ensureRoot },
    ...{ update, changePassword, setActive, remove, byId, byLogin, list },
    ...{ identify, openFamily, refresh, closeByRefresh, close },
  };
}

/** Without what stays among the accounts. */
function shown({ loginKey, emailKey, passwordHash, ...account }: AccountRow): Account {
  return account;
}

const wrongOldPassword = () => new DomainError('wrong_login', 'The old password is wrong', { subject: 'password' });

const lastRoot = (done: string) =>
  new DomainError('conflict', `The last active root cannot be ${done}`, { subject: 'last_root' });
