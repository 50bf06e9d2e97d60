import { lazy } from './lazy.ts';
import { fold, isLongerThan } from './text.ts';

/** Names that are part of a path (`/users/login`, `/users/username/…`). */
const RESERVED = new Set(['login', 'username', '.', '..']);

const LONGEST = 64;

/** Without invisible characters (fillers, joiners, variation selectors), which would make two names look the same. */
const PART = String.raw`[[\p{L}\p{M}\p{Nd}._\-]--\p{Default_Ignorable_Code_Point}]+`;
const WORD = lazy(() => new RegExp(`^${PART}$`, 'v'));
const WORDS = lazy(() => new RegExp(`^${PART}(?: ${PART})*$`, 'v'));
/** What most are: it needs no tables of Unicode, and folds to lower case. */
const PLAIN = /^[A-Za-z\d._-]+$/;

/** The rule for login names, for errors. */
export const NAME_RULE = '1 to 64 letters, digits, ".", "_", "-" and single spaces between them';

/** The same where it may have no spaces. */
export const WORD_RULE = '1 to 64 letters, digits, ".", "_" and "-"';

/**
 * Whether a text is a valid login, both as it is and folded: NFKC may turn valid characters into others (U+FF20 becomes
 * "@", U+2100 becomes "a/c").
 * @param mayHaveSpaces whether single spaces between other characters are allowed
 */
export function isLoginName(text: string, mayHaveSpaces: boolean): boolean {
  if (isLongerThan(text, LONGEST)) return false;
  if (PLAIN.test(text)) return true;
  const shape = mayHaveSpaces ? WORDS() : WORD();
  const folded = fold(text);
  if (isLongerThan(folded, LONGEST) || !shape.test(text) || !shape.test(folded)) return false;
  // Some letters are composed in lower case only (J with caron): folding twice gives another key than folding once.
  return fold(folded) === folded;
}

/** Whether a login is part of a path. @param name a valid login, see `isLoginName` */
export function isReservedName(name: string): boolean {
  return RESERVED.has(fold(name));
}
