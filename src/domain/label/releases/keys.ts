import type { Id } from '../../../lib/ids.ts';
import type { TrackFile } from './model.ts';

/** The name of every release's cover. */
export const COVER = 'cover.jpg';

/** The folder of the data folder in which a file of this name is kept. */
export const placeOf = (name: string) => (name === COVER ? 'albums' : 'tracks');

interface Owned {
  id: Id;
  artistId: Id;
}

/** The key by which clients refer to a file of a release: the artist, the release and the file's name in it. */
export const keyOf = ({ id, artistId }: Owned, name: string): string => `${artistId}/releases/${id}/${name}`;

/**
 * The name of a file of this release.
 * @param key its key or its name; `cover` also means the cover
 * @returns `undefined` when it is a key of something else
 */
export function nameIn(release: Owned, key: string): string | undefined {
  const prefix = keyOf(release, '');
  const name = key.startsWith(prefix) ? key.slice(prefix.length) : key;
  if (name.includes('/')) return undefined;
  return name === 'cover' ? COVER : name.normalize('NFC');
}

/** `<number>-<title>.<type>`, with characters replaced that have a meaning in paths or addresses. */
export function trackFileName({ number, title, type }: TrackFile): string {
  const safe = title
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}/\\:*?"<>|#%]/gu, '_')
    .trim();
  return `${number}-${safe}.${type}`;
}

/** The title in the name of a track's file. */
export const titleIn = (name: string): string => name.replace(/^\d+-/, '').replace(/\.\w+$/, '');
