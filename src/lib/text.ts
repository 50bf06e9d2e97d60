/** Whether a text has more than so many characters (code points). Looks at no more of it than that takes. */
export function isLongerThan(text: string, most: number): boolean {
  if (text.length <= most) return false;
  if (text.length > most * 2) return true;
  return Array.from(text).length > most;
}

/**
 * The key under which a text is compared without regard to case, in every script: NFKC, then lower case.
 * Stored beside the text, because SQLite folds ASCII only and PostgreSQL folds by its locale.
 */
export function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

/** Whether PostgreSQL can keep the text and JSON can carry it: no NUL, no lone surrogate. */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}
