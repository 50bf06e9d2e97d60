import type { Database, Handle } from '../../db/database.ts';
import { keptReads } from '../../db/kept-reads.ts';
import { DomainError } from '../../errors.ts';
import { type Id, newId } from '../../lib/ids.ts';
import {
  ACCESS_LIFETIME,
  type Account,
  type Identity,
  type KeyHolder,
  type Keys,
  type SignInTerms,
  type TokenPair,
} from './model.ts';
import { sessionStore } from './sessions-store.ts';
import { accountStore } from './store.ts';
import {
  hashToken,
  isAccessKey,
  isSessionToken,
  newAccessKey,
  newRefreshToken,
  newSessionToken,
  successorOf,
} from './tokens.ts';

/** Milliseconds after its first use in which a refresh token may be used again, and gives the same successor. */
const REPEATABLE = 10_000;
/** Callers that are kept in memory. */
const MOST_KEPT = 10_000;

/** Sessions, access keys and families of tokens. Only hashes of tokens are stored. */
export function accountSessions(db: Database, { signer, refreshKey }: Keys) {
  const store = sessionStore(db);
  const accounts = accountStore(db);
  /** Whose the tokens are that come again and again; an access token is looked at for its end before. */
  const kept = keptReads<Account>(() => db.version('callers'), MOST_KEPT);

  /**
   * Locks the account and checks that its password is still the verified one. Verifying takes a while, and a change of the
   * password meanwhile ends all sessions: a session that is opened after that must be refused. All transactions lock the
   * account first, then its families, then their tokens, so that they don't deadlock.
   * @param proven the account as it was when the password was verified
   * @throws wrong_login when the password has changed since, or the account was deactivated or deleted
   */
  async function checkProof(tx: Handle, proven: Account): Promise<void> {
    const account = await accounts.lock(tx, proven.id);
    if (account?.active && account.passwordSetAt === proven.passwordSetAt) return;
    throw new DomainError('wrong_login', 'Wrong login or password', { subject: 'password' });
  }

  /**
   * Opens the catalogue's session, which replaces the one before.
   * @returns the token, of which only a hash is stored; @throws wrong_login as `checkProof`
   */
  async function open(tx: Handle, account: Account): Promise<string> {
    await checkProof(tx, account);
    const token = newSessionToken();
    await store.putSession(tx, account.id, hashToken(token), Date.now());
    return token;
  }

  /** Creates the access key of an account. @returns its number and the key, of which only a hash is stored */
  async function openKey(tx: Handle, account: Account, name: string): Promise<{ number: number; key: string }> {
    const key = newAccessKey();
    return { number: await store.insertKey(tx, account.id, name, hashToken(key)), key };
  }

  /** The active account of a key. */
  async function holderOf(key: string): Promise<KeyHolder | undefined> {
    return isAccessKey(key) ? store.byKey(db.read, hashToken(key)) : undefined;
  }

  /** The active account of a session token, an access key or an access token; `undefined` for others, such as refresh tokens. */
  async function identify(token: string): Promise<Identity | undefined> {
    if (isSessionToken(token)) {
      const account = await kept(token, () => store.bySession(db.read, hashToken(token)));
      return account && { account };
    }
    if (isAccessKey(token)) {
      const holder = await holderOf(token);
      return holder && { account: holder.account };
    }
    const claims = await signer.verify(token);
    const familyId = claims?.jti.split('.')[0];
    const account = familyId === undefined ? undefined : await kept(familyId, () => store.byFamily(db.read, familyId));
    return account && { account, familyId };
  }

  async function issuePair(
    account: Account,
    familyId: Id,
    refreshToken: string,
    { spell, nameRole = (role) => role }: SignInTerms,
  ): Promise<TokenPair> {
    const exp = Math.floor(Date.now() / 1000) + ACCESS_LIFETIME;
    const jti = `${familyId}.${newId()}`;
    const claims = { sub: spell(account.id), role: nameRole(account.role), type: 'access', jti, exp } as const;
    const accessToken = await signer.sign(claims);
    return { accessToken, refreshToken };
  }

  /**
   * Signs an account in on a dialect with access and refresh tokens.
   * @throws wrong_login when its password was changed, or it was deactivated or deleted, since it was read
   */
  async function openFamily(account: Account, terms: SignInTerms): Promise<TokenPair> {
    const now = Date.now();
    const family = { id: newId(now), accountId: account.id, createdAt: now, expiresAt: now + terms.refreshLifetime };
    const refreshToken = newRefreshToken();
    await db.write(async (tx) => {
      await checkProof(tx, account);
      await store.endExpired(tx, now);
      await store.insertFamily(tx, family);
      await store.insertRefresh(tx, hashToken(refreshToken), family.id);
    });
    return issuePair(account, family.id, refreshToken, terms);
  }

  /**
   * Exchanges a refresh token for new tokens. For a short while it may be used again and gives the same successor, as an
   * answer may be lost and several tabs may refresh at once. A use after that, or after the successor was used, means that
   * the token was stolen (RFC 9700, section 4.14.2): it ends the family with all its tokens.
   * @throws wrong_token for an unknown, used or expired one, or when the account is deactivated
   */
  async function refresh(refreshToken: string, terms: SignInTerms): Promise<{ account: Account; tokens: TokenPair }> {
    const hash = hashToken(refreshToken);
    const next = successorOf(refreshToken, refreshKey);
    const now = Date.now();
    const found = await db.write(async (tx) => {
      const familyId = await store.familyOfRefresh(tx, hash);
      const family = familyId === undefined ? undefined : await store.lockFamily(tx, familyId);
      const token = family && (await store.refreshToken(tx, hash));
      if (!token || family.expiresAt <= now) return undefined;
      if (token.usedAt !== null && !(await mayRepeat(tx, token.usedAt, now, next))) {
        await store.endFamily(tx, family.id);
        return undefined;
      }
      const account = await store.byFamily(tx, family.id);
      if (!account) return undefined;
      terms.accepts?.(account);
      if (token.usedAt === null) {
        await store.useRefresh(tx, hash, now);
        await store.extendFamily(tx, family.id, now + terms.refreshLifetime);
        // Older tokens would have expired if unused, so they need not be recognized as stolen any more.
        await store.deleteUsedBefore(tx, family.id, now - terms.refreshLifetime);
        await store.insertRefresh(tx, hashToken(next), family.id);
      }
      return { account, familyId: family.id };
    });
    if (!found) throw new DomainError('wrong_token', 'The refresh token is wrong, used or expired');
    return { account: found.account, tokens: await issuePair(found.account, found.familyId, next, terms) };
  }

  /** Whether a used token may give its successor again. */
  async function mayRepeat(tx: Handle, usedAt: number, now: number, successor: string): Promise<boolean> {
    if (now - usedAt > REPEATABLE) return false;
    return (await store.refreshToken(tx, hashToken(successor)))?.usedAt === null;
  }

  /** Ends the family of a refresh token. @returns whether there was one */
  async function closeByRefresh(refreshToken: string): Promise<boolean> {
    return db.write(async (tx) => {
      const familyId = await store.familyOfRefresh(tx, hashToken(refreshToken));
      if (familyId !== undefined) await store.endFamily(tx, familyId);
      return familyId !== undefined;
    });
  }

  /** Ends the caller's own family of tokens or session. */
  async function close({ account, familyId }: Identity): Promise<void> {
    await db.write((tx) => (familyId === undefined ? store.endSession(tx, account.id) : store.endFamily(tx, familyId)));
  }

  /** Ends all sessions of an account. @param kept the caller, whose session stays if it is of this account */
  async function endAll(tx: Handle, accountId: Id, kept?: Identity): Promise<void> {
    const own = kept?.account.id === accountId ? kept : undefined;
    const bySession = own !== undefined && own.familyId === undefined;
    if (!bySession) await store.endSession(tx, accountId);
    await store.endFamilies(tx, accountId, own?.familyId);
  }

  return { open, openKey, holderOf, identify, openFamily, refresh, closeByRefresh, close, endAll };
}
