/** A word stored as its index in a list. */
export const indexIn = <Word extends string>(words: readonly Word[]) => ({
  dataType: () => 'integer',
  toDriver: (word: Word) => words.indexOf(word),
  fromDriver: (index: number) => words[index] as Word,
});
