import type { KeyProof } from '../../domain/accounts/model.ts';
import { DomainError, invalid } from '../../errors.ts';
import { isLongerThan } from '../../lib/text.ts';
import { missing, type Parameters } from './protocol/parameters.ts';

const LONGEST_SALT = 100;

/**
 * Reads the credentials among the parameters: the key alone, login and key, or login and a digest of the key with a salt.
 * @param takesTokens whether digests are taken here
 * @throws DomainError `conflict` (`credentials`) for more than one way at once; `invalid` for none; `unsupported` for a
 *   digest where none are taken
 */
export function readCredentials(parameters: Parameters, takesTokens: boolean): KeyProof {
  const [apiKey, login, key, token, salt] = ['apiKey', 'u', 'p', 't', 's'].map((name) => parameters.text(name));
  if (apiKey !== undefined) {
    if (login ?? key ?? token ?? salt) throw conflicting();
    return { apiKey };
  }
  if (key !== undefined && (token !== undefined || salt !== undefined)) throw conflicting();
  if (login === undefined) throw missing('u');
  if (key !== undefined) return { login, key: plain(key) };
  if (token === undefined) throw missing('t');
  if (salt === undefined) throw missing('s');
  if (isLongerThan(salt, LONGEST_SALT)) throw invalid('s', `must have 1 to ${LONGEST_SALT} characters`);
  if (!takesTokens) throw new DomainError('unsupported', 'Token authentication is not possible for this account');
  return { login, token, salt };
}

const conflicting = () =>
  new DomainError('conflict', 'Multiple conflicting authentication mechanisms provided', { subject: 'credentials' });

/** A key as it is, or hexadecimal behind `enc:`. */
function plain(key: string): string {
  const hex = /^enc:((?:[0-9a-f]{2})+)$/i.exec(key)?.[1];
  return hex === undefined ? key : Buffer.from(hex, 'hex').toString('utf8');
}
