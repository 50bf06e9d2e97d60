import { expect, test } from 'bun:test';
import {
  genreKeyOf,
  genresIn,
  indexedWords,
  indexLetterOf,
  nameKeyOf,
  sortKeyOf,
  soughtWords,
  withoutArticle,
} from '../../src/lib/folding.ts';

const ARTICLES = 'The El La Los Las Le Les Os As O A'.split(' ');

test.each([
  ['Ёлка', 'елка'],
  ['Sigur Rós', 'sigur ros'],
  ['Ørjan Œuvre Æon', 'orjan oeuvre aeon'],
  ['Straße Łódź Đà ışık Þór ðe', 'strasse lodz da isik thor de'],
  ['İstanbul', 'istanbul'],
  ['AC/DC — 24K', 'ac dc 24k'],
  ['ﬁne ①', 'fine 1'],
  ['"%_*', ''],
])('nameKeyOf · %s', (name, key) => {
  expect(nameKeyOf(name)).toBe(key);
});

test.each([
  ['The Wall', 'wall', 'W'],
  ['the  Wall', 'wall', 'W'],
  ['Theatre', 'theatre', 'T'],
  ['The', 'the', 'T'],
  ['A', 'a', 'A'],
  ['Los Lobos', 'lobos', 'L'],
  ['!!!', '!!!', '#'],
  ['2Pac', '2pac', '#'],
  ['Ёлка', 'елка', 'Е'],
  ['東京事変', '東京事変', '東'],
  ['Östra', 'ostra', 'O'],
])('sortKeyOf, indexLetterOf · %s', (name, key, letter) => {
  expect(sortKeyOf(name, ARTICLES)).toBe(key);
  expect(indexLetterOf(sortKeyOf(name, ARTICLES))).toBe(letter);
});

test('withoutArticle · leaves the name as it is written', () => {
  expect(withoutArticle('The Ёлка', ARTICLES)).toBe('Ёлка');
  expect(withoutArticle('The', ARTICLES)).toBe('The');
  expect(withoutArticle('Theatre of', ARTICLES)).toBe('Theatre of');
});

test('indexedWords, soughtWords · of runs without spaces each character, with the next one', () => {
  expect(indexedWords('東京タワー Tower')).toEqual(['東京', '京タ', 'タワ', 'ワー', 'ー', 'tower']);
  expect(soughtWords('京タ* "TOW"')).toEqual(['京タ', 'tow']);
  expect(soughtWords('京')).toEqual(['京']);
  expect(soughtWords('%_ --')).toEqual([]);
});

test('indexedWords, soughtWords · are bounded, whatever comes', () => {
  const long = ['ﷺ'.repeat(300), '\u0301\u0316'.repeat(250), 'x'.repeat(500), 'a '.repeat(250), '東'.repeat(500)];
  const began = performance.now();
  for (const text of long) {
    expect(indexedWords(text, text, text).length).toBeLessThanOrEqual(300);
    expect(soughtWords(text).length).toBeLessThanOrEqual(40);
    expect(Array.from(nameKeyOf(text)).length).toBeLessThanOrEqual(200);
    expect(Array.from(sortKeyOf(text, ARTICLES)).length).toBeLessThanOrEqual(200);
    for (const word of indexedWords(text)) expect(Array.from(word).length).toBeLessThanOrEqual(64);
  }
  expect(performance.now() - began).toBeLessThan(2000);
});

test('genresIn · at most five, each once', () => {
  expect(genresIn(['Rock; rock ;Art  Rock;;', 'Jazz'], /;/)).toEqual(['Rock', 'Art Rock', 'Jazz']);
  expect(genresIn(['a/b,c;d\0e/f'], /[;/,\0]/)).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(genresIn([], /;/)).toEqual([]);
  expect(genreKeyOf(' R&B ')).toBe('r&b');
});
