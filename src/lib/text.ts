/**
 * The key under which a text is compared without regard to case, in every script: NFKC, then lower case.
 * Stored beside the text, because SQLite folds ASCII only and PostgreSQL folds by its locale.
 */
export function fold(text: string): string {
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
