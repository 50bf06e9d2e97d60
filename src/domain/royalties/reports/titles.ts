import { createHash } from 'node:crypto';

/** Characters of a text that are kept and compared: more than any title has. */
export const LONGEST_TEXT = 300;

/** From the word on, with a bracket before it. */
const GUEST = /[([{]?(?<![\p{L}\p{N}])(?:feat|ft\.)(?![\p{L}\p{N}]).*$/su;

/**
 * A title or an artist as they are compared: NFKC, lower case, `ё` as `е`, without guests, letters and digits alone.
 * @param text at most `LONGEST_TEXT` characters: NFKC takes long ones long
 */
export function foldTitle(text: string): string {
  const folded = text.normalize('NFKC').toLowerCase().replaceAll('ё', 'е');
  return folded.replace(GUEST, '').replace(/[^\p{L}\p{N}]+/gu, '');
}

/** What a line says of its track, as it is compared. Codes are empty where there is none. */
export interface SongNames {
  isrc: string;
  upc: string;
  title: string;
  artist: string;
}

/** The same for the same names: 24 hexadecimal digits. */
export const songKey = ({ isrc, upc, title, artist }: SongNames): string =>
  createHash('sha256')
    .update(JSON.stringify([isrc, upc, title, artist]))
    .digest('hex')
    .slice(0, 24);
