import { createHash } from 'node:crypto';
import { growingCache } from '../../lib/growing-cache.ts';

const hashes = growingCache<string, string>(10_000);

/** Eight digits that tell one picture from another. @param name of its stored file */
export function fileHash(name: string): string {
  const known = hashes.get(name);
  if (known !== undefined) return known;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 8);
  hashes.set(name, hash);
  return hash;
}

const COVER = /^(?:(tr|al|ar|pl)-)?([0-9a-f]{24}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(-[0-9a-f]{8})?$/i;

export interface CoverId {
  /** What it is the cover of; absent: of a track, or else an album, an artist, a playlist. */
  kind?: 'tr' | 'al' | 'ar' | 'pl' | undefined;
  id: string;
  /** The picture that it had when the id was given out: see `fileHash`. */
  picture?: string | undefined;
}

/** Reads the id of a cover, or of a thing that has one; `undefined` for any other text. */
export function readCoverId(text: string): CoverId | undefined {
  const [, kind, id, hash] = COVER.exec(text) ?? [];
  return id === undefined
    ? undefined
    : { kind: kind?.toLowerCase() as CoverId['kind'], id, picture: hash?.slice(1).toLowerCase() };
}
