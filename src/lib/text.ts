import { invalid } from '../errors.ts';

/**
 * The longest text that is folded, in characters: no name, address or search is longer. NFKC sorts combining marks in
 * quadratic time: 300 of them take half a millisecond, 80,000 half a minute.
 */
const LONGEST_FOLDED = 300;

/** Whether a text has more than `most` characters (code points). The time is bounded by `most`, not by the text. */
export function isLongerThan(text: string, most: number): boolean {
  if (text.length <= most) return false;
  if (text.length > most * 2) return true;
  return Array.from(text).length > most;
}

/**
 * The key under which a text is compared without regard to case, in every script: NFKC, then lower case.
 * Stored beside the text, because SQLite folds ASCII only and PostgreSQL folds by its locale.
 * @throws invalid when the text is longer than 300 characters; callers check the length first, to name the field
 */
export function fold(text: string): string {
  if (isLongerThan(text, LONGEST_FOLDED)) throw invalid('text', `must have at most ${LONGEST_FOLDED} characters`);
  return text.normalize('NFKC').toLowerCase();
}

/**
 * The key under which names of people and releases are searched and sorted at the label: folded, with `ё` as `е`, which
 * writers of Russian use without a rule.
 */
export function searchKey(text: string): string {
  return fold(text).replaceAll('ё', 'е');
}

/** Whether PostgreSQL can keep the text and JSON can carry it: no NUL, no lone surrogate. */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}
