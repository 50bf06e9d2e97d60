import { fold, isLongerThan } from './text.ts';

/** Names that mean something in a path (`/users/login`, `/users/username/…`). */
const RESERVED = new Set(['login', 'username', '.', '..']);

const LONGEST = 64;

/** What is not seen (fillers, joiners, variation selectors) would let one name pass for another. */
const PART = String.raw`[[\p{L}\p{M}\p{Nd}._\-]--\p{Default_Ignorable_Code_Point}]+`;
const WORD = new RegExp(`^${PART}$`, 'v');
const WORDS = new RegExp(`^${PART}(?: ${PART})*$`, 'v');

/** What a name may be, for errors. */
export const NAME_RULE = '1 to 64 letters, digits, ".", "_", "-" and single spaces between them';

/** The same where it may have no spaces. */
export const WORD_RULE = '1 to 64 letters, digits, ".", "_" and "-"';

/**
 * Whether a text can be somebody's login: as it is, and in the form that is compared, which NFKC may make another
 * (U+FF20 becomes "@", U+2100 becomes "a/c").
 * @param mayHaveSpaces single ones, between other characters
 */
export function isLoginName(text: string, mayHaveSpaces: boolean): boolean {
  if (isLongerThan(text, LONGEST)) return false;
  const shape = mayHaveSpaces ? WORDS : WORD;
  const folded = fold(text);
  if (isLongerThan(folded, LONGEST) || !shape.test(text) || !shape.test(folded)) return false;
  // Lower case can be composed where upper case is not (J with caron): two keys for one name.
  return fold(folded) === folded;
}

/** Whether a login means something in a path. @param name one that `isLoginName` takes */
export function isReservedName(name: string): boolean {
  return RESERVED.has(fold(name));
}
