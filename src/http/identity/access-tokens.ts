import { jwt } from '@elysiajs/jwt';
import type { AccessClaims, Signer } from '../../domain/accounts/model.ts';
import { growingCache } from '../../lib/growing-cache.ts';

/** The only algorithm accepted: a token that names another, or `none`, is forged. */
const ALGORITHM = 'HS256';

/** How many verified tokens are cached: checking a signature costs more than the query for the account. */
const CACHE_SIZE = 10_000;

/** Signs and verifies access tokens as JSON Web Tokens (RFC 7519). @param secret of 32 characters or more, the same on every replica */
export function accessTokens(secret: string): Signer {
  const tokens = jwt({ name: 'tokens', secret, alg: ALGORITHM }).decorator.tokens;
  const verified = growingCache<string, AccessClaims>(CACHE_SIZE);

  return {
    sign: (claims) => tokens.sign({ ...claims }),
    verify: async (token) => {
      const known = verified.get(token);
      // The whole token is the key, so an edited one is not found; an expired one must be refused here too.
      if (known) return known.exp * 1000 > Date.now() ? known : undefined;
      if (!isCanonical(token)) return undefined;
      const claims: unknown = await tokens.verify(token, { algorithms: [ALGORITHM] });
      if (!isAccess(claims)) return undefined;
      verified.set(token, claims);
      return claims;
    },
  };
}

/**
 * Whether the signature is in canonical base64url. Its last character has two bits that decoders ignore (RFC 4648, section
 * 3.5): with these changed a token would still be accepted.
 */
function isCanonical(token: string): boolean {
  const signature = token.slice(token.lastIndexOf('.') + 1);
  return Buffer.from(signature, 'base64url').toString('base64url') === signature;
}

function isAccess(claims: unknown): claims is AccessClaims {
  const { type, sub, jti, exp } = (claims || {}) as Partial<AccessClaims>;
  return type === 'access' && typeof sub === 'string' && typeof jti === 'string' && typeof exp === 'number';
}
