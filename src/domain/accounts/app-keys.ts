import type { Database, Handle } from '../../db/database.ts';
import { DomainError, invalid } from '../../errors.ts';
import { type Id, newId } from '../../lib/ids.ts';
import { isLongerThan, isStorable } from '../../lib/text.ts';
import type { Limits } from '../limits/service.ts';
import { appKeySeals, hintOf, newAppKey } from './app-key-seals.ts';
import { appKeyStore } from './app-keys-store.ts';
import { keyProofs } from './key-proofs.ts';
import { type Account, type AppKey, MOST_APP_KEYS, noAppKey } from './model.ts';
import type { PasswordProofs, Tally } from './proofs.ts';
import { sessionStore } from './sessions-store.ts';
import { accountStore } from './store.ts';
import { hashToken } from './tokens.ts';

const LONGEST_NAME = 100;
/** Milliseconds after a sign-in in which its password is not asked for again. */
const LATELY = 30 * 60_000;

/**
 * App keys: what a player shows in place of the password, one a device. They open nothing that changes an account, and are
 * kept so that their owner can see them again: the digests of players can be checked in no other way.
 * @param secret seals them, see app-key-seals.ts
 * @param refusedSignIns counts those that are refused
 */
export function accountAppKeys(
  db: Database,
  limits: Limits,
  proofs: Pick<PasswordProofs, 'reauthenticate' | 'checkStill'>,
  secret: string,
  refusedSignIns: Tally,
) {
  const store = appKeyStore(db);
  const sessions = sessionStore(db);
  const accounts = accountStore(db);
  const seals = appKeySeals(secret);
  const { identify, forget } = keyProofs(db, limits, seals, refusedSignIns);

  /**
   * Makes a key.
   * @param name what its owner calls the device: 1 to 100 characters
   * @param password of the account @param from the client's address
   * @returns it with the key itself
   * @throws invalid (`name`); wrong_login for a wrong password; limited; conflict when the account has 20 keys
   */
  async function make(account: Id, name: string, password: string, from: string): Promise<AppKey & { key: string }> {
    const text = readName(name);
    const proven = await proofs.reauthenticate(account, password, from);
    return insert(account, text, (tx) => proofs.checkStill(tx, account, proven));
  }

  /**
   * Makes a key without the password, for whoever has given it a short while ago to sign in. An access token makes none, as
   * it is shown to many places: a key would outlive one that was stolen.
   * @param refreshToken of that sign-in, which is not used up
   * @throws invalid (`name`); wrong_login when that is longer ago; conflict when the account has 20 keys
   */
  async function makeAfterSignIn(refreshToken: string, name: string): Promise<AppKey & { key: string }> {
    const text = readName(name);
    const account = await signedInLately(refreshToken);
    if (account === undefined) throw tooLongAgo();
    return insert(account, text, async (tx) => {
      // Whoever changes the password locks the account too, and ends its sessions.
      await accounts.lock(tx, account);
      if ((await signedInLately(refreshToken, tx)) === undefined) throw tooLongAgo();
    });
  }

  /** Who has signed in so lately that `makeAfterSignIn` asks for no password. @param refreshToken of that sign-in */
  async function signedInLately(refreshToken: string, on: Handle = db.read): Promise<Id | undefined> {
    const now = Date.now();
    const signIn = await sessions.openedBy(on, hashToken(refreshToken), now);
    return signIn && now - signIn.at < LATELY ? signIn.account : undefined;
  }

  /** @param check throws unless the key may be made */
  async function insert(account: Id, name: string, check: (tx: Handle) => Promise<void>) {
    const [key, createdAt] = [newAppKey(), Date.now()];
    const id = newId(createdAt);
    const shown = { id, name, hint: hintOf(key), createdAt, lastUsedAt: null, lastClient: null };
    await db.write(async (tx) => {
      await check(tx);
      if ((await store.count(tx, account)) >= MOST_APP_KEYS)
        throw new DomainError('conflict', `You have ${MOST_APP_KEYS} app keys already: revoke one first`, {
          subject: 'app_keys',
        });
      await store.insert(tx, { ...shown, account, hash: hashToken(key), sealed: seals.seal(id, key) });
    });
    return { ...shown, key };
  }

  /** The keys of an account, newest first. */
  const list = (account: Id): Promise<AppKey[]> => store.list(db.read, account);

  const countOf = (account: Id): Promise<number> => store.count(db.read, account);

  /**
   * Shows a key once more to its owner.
   * @throws not_found; forbidden for root, who sees another's key but not what it is; wrong_login for a wrong password;
   *   limited; conflict when it cannot be unsealed, as the secret is another than when it was made
   */
  async function reveal(caller: Account, id: Id, password: string, from: string): Promise<string> {
    const row = await store.byId(db.read, id);
    if (row === undefined || (row.account !== caller.id && caller.role !== 'root')) throw noAppKey();
    if (row.account !== caller.id)
      throw new DomainError('forbidden', 'An app key is shown to nobody but its owner', { subject: 'app_key' });
    await proofs.reauthenticate(caller.id, password, from);
    const key = seals.unseal(id, row.sealed);
    if (key === undefined)
      throw new DomainError('conflict', 'This app key cannot be shown any more, though it works: make a new one', {
        subject: 'app_key',
      });
    return key;
  }

  /** Revokes a key, from the next request on. Root revokes anybody's. @throws not_found */
  async function revoke(caller: Account, id: Id): Promise<void> {
    const account = await db.write((tx) => store.delete(tx, id, caller.role === 'root' ? undefined : caller.id));
    if (account === undefined) throw noAppKey();
    forget(account);
  }

  /** Revokes all keys of an account. */
  async function revokeAll(tx: Handle, account: Id): Promise<void> {
    await store.deleteAll(tx, account);
    forget(account);
  }

  return { make, makeAfterSignIn, signedInLately, list, countOf, reveal, revoke, revokeAll, identify };
}

const tooLongAgo = () => new DomainError('wrong_login', 'You have signed in too long ago', { subject: 'password' });

/** @throws invalid (`name`) */
function readName(name: string): string {
  const text = isLongerThan(name, LONGEST_NAME) ? '' : name.trim();
  if (text === '' || !isStorable(text)) throw invalid('name', `must be a text of 1 to ${LONGEST_NAME} characters`);
  return text;
}
