import { jwt } from '@elysiajs/jwt';
import { LRUCache } from 'lru-cache';
import type { AccessClaims, Signer } from '../../domain/accounts/model.ts';

/** The only algorithm taken: a token that names another, or `none`, was not made here. */
const ALGORITHM = 'HS256';

/** Verified tokens that are remembered. Checking a signature costs more than the query for the account. */
const REMEMBERED = 10_000;

/** JSON Web Tokens (RFC 7519) as access tokens. @param secret at least 32 characters, the same on every replica */
export function accessTokens(secret: string): Signer {
  const tokens = jwt({ name: 'tokens', secret, alg: ALGORITHM }).decorator.tokens;
  const remembered = new LRUCache<string, AccessClaims>({ max: REMEMBERED });

  return {
    sign: (claims) => tokens.sign({ ...claims }),
    verify: async (token) => {
      const known = remembered.get(token);
      // An edited token is another key; an expired one must not live on here.
      if (known) return known.exp * 1000 > Date.now() ? known : undefined;
      if (!isCanonical(token)) return undefined;
      const claims: unknown = await tokens.verify(token, { algorithms: [ALGORITHM] });
      if (!isAccess(claims)) return undefined;
      remembered.set(token, claims);
      return claims;
    },
  };
}

/**
 * Whether the signature is spelled as it was made. Its last character has two bits that carry nothing, which a decoder
 * may ignore (RFC 4648, section 3.5): an edited token would pass.
 */
function isCanonical(token: string): boolean {
  const signature = token.slice(token.lastIndexOf('.') + 1);
  return Buffer.from(signature, 'base64url').toString('base64url') === signature;
}

function isAccess(claims: unknown): claims is AccessClaims {
  const { type, sub, jti, exp } = (claims || {}) as Partial<AccessClaims>;
  return type === 'access' && typeof sub === 'string' && typeof jti === 'string' && typeof exp === 'number';
}
