/** Characters of a file's name, and of its end when it is cut. */
const LONGEST = 255;
const ENDING = 16;

/** The name of a file as it is kept, without control characters. @param given by the client, without a path */
export function tidyName(given = ''): string {
  const name = given.replace(/\p{Cc}/gu, '').trim();
  // Cut in the middle, between characters: the ending says what the file is.
  const characters = [...name.toWellFormed()];
  if (characters.length > LONGEST) characters.splice(LONGEST - ENDING, characters.length - LONGEST);
  return characters.join('') || 'file';
}
