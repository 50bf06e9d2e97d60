/** Names of files as people give them: `03 - Title.mp3`, `2-03 Title.flac`. */

const LONGEST = 300;
/** A number, perhaps that of a disc before it, and what stands between it and the title. */
const LEADING = /^\s*(?:(\d{1,2})\s?[-.]\s?(?=\d))?(\d{1,3})(?:\s*[-._)\]–—]+\s*|\s+)(?=\S)/u;

/** The name of a file without its extension. */
function stemOf(fileName: string): string {
  const stem = fileName.replace(/\.[^.]{1,5}$/u, '').trim();
  return stem === '' ? fileName : stem;
}

/** A title for a track that has none: the name of its file without extension and leading number. */
export function titleIn(fileName: string): string {
  const stem = stemOf(fileName.slice(0, LONGEST * 2));
  const title = stem.replace(LEADING, '').trim() || stem.trim();
  return Array.from(title).slice(0, LONGEST).join('') || 'Untitled';
}

/** The numbers that the name of a file begins with. */
export function discAndTrackIn(fileName: string): { disc?: number; track?: number } {
  const [, disc, track] = LEADING.exec(stemOf(fileName.slice(0, LONGEST * 2))) ?? [];
  return { ...(Number(disc) > 0 && { disc: Number(disc) }), ...(Number(track) > 0 && { track: Number(track) }) };
}
