import { fold } from '../../lib/text.ts';

/** Characters of a key, as databases bound those of an index: folding may make eighteen of one. */
const LONGEST = 200;

/** The key by which an artist or album is one with another: the name without regard to case, in every script. */
export function entryKey(name: string): string {
  const key = fold(name.trim());
  return key.length <= LONGEST ? key : new Bun.CryptoHasher('sha256').update(key).digest('hex');
}
