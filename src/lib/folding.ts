import { isLongerThan } from './text.ts';

/**
 * How players find and sort names, the same on both databases: without marks and case, letters that have no decomposition
 * as they are written without one. (`fold` of text.ts keeps marks: it tells names apart, this makes them alike.)
 */

/** Characters of a text that are folded; marks are sorted in quadratic time. */
const LONGEST = 500;
/** Characters of a key, as databases bound those of an index. */
const LONGEST_KEY = 200;
/** Characters of a word: what is longer is found by its beginning. */
const LONGEST_WORD = 64;
/** Words of one text. */
const MOST_WORDS = 300;
/** Words of a search, and what they come to where characters stand for words. */
const MOST_SOUGHT = 10;
const MOST_TERMS = 40;

const PLAIN: Readonly<Record<string, string>> = {
  ...{ ø: 'o', æ: 'ae', œ: 'oe', ß: 'ss', ł: 'l', đ: 'd', ı: 'i', ð: 'd', þ: 'th' },
};
const BARE = /[øæœßłđıðþ]/g;
/** Scripts that put no space between words: there each character begins a word. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;
const RUN =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]+|[^\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]+/gu;

/** The first so many characters (code points). */
const cut = (text: string, most: number): string =>
  isLongerThan(text, most)
    ? Array.from(text.slice(0, most * 2))
        .slice(0, most)
        .join('')
    : text;

/** A text without marks and case. What lies beyond 500 characters is left out. */
function foldedForSearch(text: string): string {
  const plain = cut(text, LONGEST).normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  // Lower case may bring marks back: that of `İ` is an `i` with a dot above.
  return plain.replace(/\p{M}/gu, '').replace(BARE, (letter) => PLAIN[letter] ?? letter);
}

/** The words of a text, folded. */
function wordsOf(text: string, most: number): string[] {
  const words = foldedForSearch(text).split(/[^\p{L}\p{N}]+/u);
  return words.filter((word) => word !== '').slice(0, most);
}

/** The key by which a name is compared with a search: its folded words with a space between each two. */
export const nameKeyOf = (name: string): string => cut(wordsOf(name, MOST_WORDS).join(' '), LONGEST_KEY);

/** Articles in lower case, by the list that they stand in: a list is compared with thousands of names. */
const lowered = new WeakMap<readonly string[], ReadonlySet<string>>();

function isArticle(word: string, articles: readonly string[]): boolean {
  const known = lowered.get(articles) ?? new Set(articles.map((article) => article.toLowerCase()));
  lowered.set(articles, known);
  return known.has(word.toLowerCase());
}

/** A name without one leading article, unless nothing is left then. */
export function withoutArticle(name: string, articles: readonly string[]): string {
  const [first = '', rest = ''] =
    /^(\S{1,20})\s+(\S.*)$/su.exec(name.trimStart().slice(0, LONGEST * 2))?.slice(1) ?? [];
  return rest !== '' && isArticle(first, articles) ? rest : name;
}

/** The key by which a name is sorted: folded, without a leading article. */
export const sortKeyOf = (name: string, articles: readonly string[]): string =>
  cut(foldedForSearch(withoutArticle(name, articles)).trim(), LONGEST_KEY);

/** The letter under which an index lists what has this sort key: A–Z, another alphabet's letter in upper case, else `#`. */
export function indexLetterOf(sortKey: string): string {
  const [first = ''] = sortKey;
  if (!/\p{L}/u.test(first)) return '#';
  const [upper = '#'] = first.toUpperCase();
  return upper;
}

/** What a word comes to in the index: itself; of a run without spaces each character, with the next one. */
function tokensOf(word: string): string[] {
  if (!UNSPACED.test(word)) return [cut(word, LONGEST_WORD)];
  return (word.match(RUN) ?? []).flatMap((run) => {
    if (!UNSPACED.test(run)) return [cut(run, LONGEST_WORD)];
    const characters = Array.from(run);
    return characters.map((character, at) => character + (characters[at + 1] ?? ''));
  });
}

/** What is indexed of some texts: each word once. */
export function indexedWords(...texts: string[]): string[] {
  const words = texts.flatMap((text) => wordsOf(text, MOST_WORDS).flatMap(tokensOf));
  return [...new Set(words)].slice(0, MOST_WORDS);
}

/**
 * What a search asks for: beginnings of words that all have to be there. Only separators: none, and then nothing is found.
 * @param query bounded in length by the caller; words after the tenth are ignored
 */
export function soughtWords(query: string): string[] {
  const words = wordsOf(query, MOST_SOUGHT).flatMap((word) => {
    const tokens = tokensOf(word);
    // The last character of a run stands alone only when it is the whole run: else it is in the pair before it.
    return tokens.filter(
      (token, at) =>
        !(at > 0 && UNSPACED.test(token) && Array.from(token).length === 1 && UNSPACED.test(tokens[at - 1] ?? '')),
    );
  });
  return [...new Set(words)].slice(0, MOST_TERMS);
}

/** Characters of a person's key, as databases bound those of an index. */
const LONGEST_PERSON = 400;

/** The key by which a person is found: the words of their names, with a space before each, also before the first. */
export const personKeyOf = (displayName: string | null, login: string): string =>
  cut(` ${indexedWords(displayName ?? '', login).join(' ')}`, LONGEST_PERSON);

/** Genres of one track. */
const MOST_GENRES = 5;
/** Characters of a genre's name. */
const LONGEST_GENRE = 60;

/** The genres that a text names, each once. @param separators what stands between two */
export function genresIn(texts: readonly string[], separators: RegExp): string[] {
  const found = new Map<string, string>();
  for (const text of texts)
    for (const part of text.slice(0, 2000).split(separators)) {
      const name = cut(part.replace(/\s+/gu, ' ').trim(), LONGEST_GENRE).trim();
      const key = genreKeyOf(name);
      if (key !== '' && !found.has(key)) found.set(key, name);
      if (found.size === MOST_GENRES) return [...found.values()];
    }
  return [...found.values()];
}

/** The key by which genres are one. */
export const genreKeyOf = (name: string): string =>
  cut(foldedForSearch(name.replace(/\s+/gu, ' ').trim()).trim(), LONGEST_KEY);
