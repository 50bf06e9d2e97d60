/** A stretch of bytes, counted from 0; `last` is included, as in `Content-Range`. */
export interface ByteRange {
  first: number;
  last: number;
}

const RANGE_SPEC = /^(?:(\d+)-(\d*)|-(\d+))$/;

/**
 * Reads a `Range` field for a representation of `size` bytes (RFC 9110, sections 14.1.2 and 14.2).
 *
 * Gives the one range asked for, cut at the end of the bytes; `'unsatisfiable'` when it lies outside them (answer 416);
 * `null` when the field is to be ignored (answer the whole with 200): another unit, a malformed field, or several
 * ranges, which a server may ignore and which players never ask for.
 */
export function parseRange(field: string, size: number): ByteRange | 'unsatisfiable' | null {
  const set = /^bytes=(.*)$/i.exec(field)?.[1] ?? '';
  // Empty list elements do not count (section 5.6.1.2): `bytes=,0-5` is one range.
  const specs = set.split(',').flatMap((spec) => spec.trim() || []);
  const match = RANGE_SPEC.exec(specs[0] ?? '');
  if (match === null || specs.length > 1) return null;

  // Numbers too long for a double grow imprecise or infinite, and still compare rightly with a size.
  const [, from, to, suffix] = match;
  if (suffix !== undefined) {
    const length = Number(suffix);
    if (length === 0) return 'unsatisfiable';
    // The end of nothing can be had, but no Content-Range could say so.
    return size === 0 ? null : { first: Math.max(0, size - length), last: size - 1 };
  }
  const first = Number(from);
  const last = to ? Number(to) : Number.POSITIVE_INFINITY;
  if (last < first) return null;
  return first < size ? { first, last: Math.min(last, size - 1) } : 'unsatisfiable';
}
