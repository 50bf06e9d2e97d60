import { timingSafeEqual } from 'node:crypto';
import type { Database } from '../../db/database.ts';
import { DomainError, isKind } from '../../errors.ts';
import { growingCache } from '../../lib/growing-cache.ts';
import type { Id } from '../../lib/ids.ts';
import type { Seals } from '../../lib/seals.ts';
import { fold, isLongerThan, isStorable } from '../../lib/text.ts';
import { untilNext } from '../../lib/until-next.ts';
import type { Claim, Limit, Limits } from '../limits/service.ts';
import { newAppKey } from './app-key-seals.ts';
import { appKeyStore, type KeyedAccount } from './app-keys-store.ts';
import { type Account, type KeyProof, MOST_APP_KEYS } from './model.ts';
import { LONGEST_LOOKED_UP, meant } from './names.ts';
import type { Tally } from './proofs.ts';
import { shown } from './store.ts';
import { hashToken } from './tokens.ts';

/** Wrong keys from one address, for all accounts. */
const FROM_ADDRESS: Limit = { name: 'wrong-app-keys', points: 20, seconds: 60 };
/** Wrong keys from one address for one name. */
const FOR_NAME: Limit = { name: 'wrong-app-keys-for', points: 10, seconds: 5 * 60 };

/** In characters. Longer texts are cut before they are hashed, and so are no key. */
const LONGEST_KEY = 64;
const LONGEST_SALT = 100;
const LONGEST_CLIENT = 100;
const NO_DIGEST = new Uint8Array(16);

/** Milliseconds between two notes of a key's use. */
const BETWEEN_NOTES = 60 * 60 * 1000;
/**
 * Refusals come a whole multiple of these milliseconds after their request, so that the few microseconds do not show by
 * which the database is slower where it finds an account and its keys.
 */
const REFUSED_EACH = 5;
/** Accounts whose unsealed keys are kept in memory, and keys whose last note is. */
const MOST_KEPT = 5_000;

interface Opened {
  id: Id;
  hash: Uint8Array;
  /** Absent when it cannot be unsealed: it still works where it comes itself. */
  key: string | undefined;
}

/**
 * Finds the account of who shows an app key, in each of the three ways that players know.
 * @param refusedSignIns counts those that are refused
 */
export function keyProofs(db: Database, limits: Limits, seals: Pick<Seals, 'unseal'>, refusedSignIns: Tally) {
  const store = appKeyStore(db);
  /** By account. Used only for what its row says at the moment of the request. */
  const opened = growingCache<Id, { sealed: string; keys: Opened[] }>(MOST_KEPT);
  const noted = growingCache<Id, number>(MOST_KEPT);
  const dummies = Array.from({ length: MOST_APP_KEYS }, () => {
    const key = newAppKey();
    return { key, hash: hashOf(key) };
  });

  function open({ id: account, keys: sealed }: KeyedAccount): Opened[] {
    if (sealed === null) return [];
    const kept = opened.get(account);
    if (kept?.sealed === sealed) return kept.keys;
    const keys = sealed.split(',').map((entry) => {
      const [id = '', hash = '', text = ''] = entry.split(' ');
      return { id, hash: Buffer.from(hash, 'hex'), key: seals.unseal(id, text) };
    });
    opened.set(account, { sealed, keys });
    return keys;
  }

  /** The account of a login or e-mail address, whether active or not. */
  async function named(login: string): Promise<KeyedAccount | undefined> {
    const text = isLongerThan(login, LONGEST_LOOKED_UP) ? '' : login.trim();
    if (text === '' || !isStorable(text)) return undefined;
    const key = fold(text);
    return meant(text, key, await store.named(db.read, key));
  }

  /** The place of the one digest that is the given one. Always makes and compares as many as an account may have keys. */
  function placeOf(keys: readonly Opened[], given: Uint8Array, digest: (key: Opened | Dummy) => Uint8Array): number {
    let place = -1;
    for (const [at, dummy] of dummies.entries()) if (timingSafeEqual(digest(keys[at] ?? dummy), given)) place = at;
    return place;
  }

  type Dummy = (typeof dummies)[number];

  async function find(proof: KeyProof): Promise<{ account: Account; keyId: Id } | undefined> {
    if ('apiKey' in proof) return store.byHash(db.read, hashToken(proof.apiKey.slice(0, LONGEST_KEY)));
    const row = await named(proof.login);
    const keys = row === undefined ? [] : open(row);
    const place = 'key' in proof ? placeOfKey(keys, proof.key) : placeOfToken(keys, proof);
    const found = keys[place];
    if (row === undefined || found === undefined) return undefined;
    const { keys: _, ...account } = row;
    return { account: shown({ ...account, passwordHash: null }), keyId: found.id };
  }

  const placeOfKey = (keys: readonly Opened[], key: string): number =>
    placeOf(keys, hashOf(key.slice(0, LONGEST_KEY)), ({ hash }) => hash);

  function placeOfToken(keys: readonly Opened[], { token, salt }: { token: string; salt: string }): number {
    const isPossible = /^[0-9a-f]{32}$/i.test(token) && salt !== '' && !isLongerThan(salt, LONGEST_SALT);
    const ending = salt.slice(0, 2 * LONGEST_SALT);
    const place = placeOf(keys, isPossible ? Buffer.from(token, 'hex') : NO_DIGEST, ({ key }) =>
      // No token is made of less than a key: what cannot be unsealed stands for a key that nobody has.
      new Bun.CryptoHasher('md5')
        .update(key ?? (dummies[0] as Dummy).key)
        .update(ending)
        .digest(),
    );
    return isPossible && keys[place]?.key !== undefined ? place : -1;
  }

  /**
   * The active account of who shows an app key. Reads nothing but the database and, for keys to be unsealed, memory: a
   * revoked key ends with the next request on every replica. A refusal takes the same time and does the same, whether the
   * name is unknown or the key wrong.
   * @param from the client's address
   * @param client what the player calls itself, to be noted with the key at most once an hour
   * @throws limited after too many wrong ones; wrong_token for an unknown `apiKey`; wrong_login for everything else that is
   *   wrong, also for a deactivated account
   */
  async function identify(proof: KeyProof, from: string, client = ''): Promise<{ account: Account; keyId: Id }> {
    const start = performance.now();
    const claims = claimsOf(proof, from);
    const [found] = await Promise.all([find(proof), limits.check(claims)]).catch((error) => {
      if (isKind(error, 'limited')) refusedSignIns.count++;
      throw error;
    });
    if (found?.account.active) {
      note(found.keyId, client);
      return found;
    }
    refusedSignIns.count++;
    try {
      // Only failures are written, so that a signed-in request costs no write.
      return await limits.attempt(claims, always, () => Promise.reject(refusalOf(proof, found !== undefined)));
    } finally {
      await untilNext(REFUSED_EACH, start);
    }
  }

  /** Notes a use beside the answer: a note that fails is made at the next use. */
  function note(id: Id, client: string): void {
    const now = Date.now();
    if ((noted.get(id) ?? 0) > now - BETWEEN_NOTES) return;
    noted.set(id, now);
    const name = Array.from(
      client
        .slice(0, 2 * LONGEST_CLIENT)
        .replaceAll('\0', '')
        .toWellFormed(),
    );
    const use = { lastUsedAt: now, lastClient: name.slice(0, LONGEST_CLIENT).join('') || null };
    db.write((tx) => store.touch(tx, id, now - BETWEEN_NOTES, use)).catch(() => noted.delete(id));
  }

  /** Forgets the unsealed keys of an account. */
  const forget = (account: Id): void => void opened.delete(account);

  return { identify, forget };
}

const always = () => true;

/** @param isKnown the key is right, and its account deactivated */
const refusalOf = (proof: KeyProof, isKnown: boolean): DomainError =>
  'apiKey' in proof && !isKnown
    ? new DomainError('wrong_token', 'Invalid API key', { subject: 'app_key' })
    : new DomainError('wrong_login', 'Wrong username or app key', { subject: 'app_key' });

/** The name is counted as it is folded, not by its account: whether two names are of one account is nobody's business. */
function claimsOf(proof: KeyProof, from: string): Claim[] {
  const fromAddress = { limit: FROM_ADDRESS, who: from };
  if ('apiKey' in proof) return [fromAddress];
  const name = isLongerThan(proof.login, LONGEST_LOOKED_UP) ? '' : fold(proof.login.trim());
  return [fromAddress, { limit: FOR_NAME, who: `${from} ${hashToken(name).slice(0, 32)}` }];
}

const hashOf = (key: string): Uint8Array => new Bun.CryptoHasher('sha256').update(key).digest();
