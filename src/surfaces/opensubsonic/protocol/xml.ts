/** A value as the dialect's answers are made of; `undefined` is left out. */
export type Value = string | number | boolean | undefined | Value[] | { [field: string]: Value };
export type Tree = { [field: string]: Value };

/** Fields of `artistInfo` and `albumInfo` that are elements with text in XML, where others are attributes. */
const TEXT_ELEMENTS = new Set([
  ...['biography', 'notes', 'musicBrainzId', 'lastFmUrl'],
  ...['smallImageUrl', 'mediumImageUrl', 'largeImageUrl'],
]);
const INFO = /^(?:artist|album)Info2?$/;
/** OpenSubsonic's fields that say nothing when they are empty: JSON has them, XML does not. */
const OMITTED_EMPTY = new Set([
  ...[
    'musicBrainzId',
    'sortName',
    'displayComposer',
    'displayArtist',
    'displayAlbumArtist',
    'explicitStatus',
    'version',
  ],
  ...['replayGain', 'releaseDate', 'originalReleaseDate'],
]);
/** Elements of things that OpenSubsonic has added to those of Subsonic. */
const ADDED = new Set([
  ...['artists', 'albumArtists', 'genres', 'releaseTypes', 'originalReleaseDate', 'releaseDate', 'recordLabels'],
  ...['discTitles', 'moods', 'isrc', 'contributors', 'groupings', 'works', 'movements', 'replayGain', 'roles'],
]);
const THINGS = new Set(['album', 'song', 'entry', 'child', 'match', 'artist']);

/** Characters that no XML 1.0 document may hold (section 2.2). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
const LONE_SURROGATES = /\p{Surrogate}/gu;
/** What is escaped, dropped, or half of a pair of surrogates. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const SPECIAL = /[&<>"\u0000-\u001f\ud800-\udfff\ufffe\uffff]/;
const ESCAPES: Readonly<Record<string, string>> = {
  ...{ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' },
  // As they are they would become spaces in an attribute (section 3.3.3).
  ...{ '\t': '&#9;', '\n': '&#10;', '\r': '&#13;' },
};

/**
 * A document with one element, whose attributes and children are the fields of a tree.
 * @param isPlain without the elements that OpenSubsonic has added
 */
export function xmlDocument(name: string, tree: Tree, isPlain = false): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${xmlElement(name, tree, isPlain)}`;
}

/** The same without what begins a document. */
export function xmlElement(name: string, tree: Tree, isPlain = false): string {
  let attributes = '';
  let content = '';
  for (const [field, value] of Object.entries(tree)) {
    if (value === undefined || (isEmpty(value) && isOmitted(name, field))) continue;
    if (isPlain && ADDED.has(field) && THINGS.has(name)) continue;
    if (Array.isArray(value)) for (const one of value) content += child(field, one, isPlain);
    else if (typeof value === 'object') content += xmlElement(field, value, isPlain);
    else if (field === 'value') content += escaped(String(value));
    else if (INFO.test(name) && TEXT_ELEMENTS.has(field)) content += child(field, value, isPlain);
    else attributes += ` ${field}="${escaped(String(value))}"`;
  }
  return content === '' ? `<${name}${attributes}/>` : `<${name}${attributes}>${content}</${name}>`;
}

function child(name: string, value: Value, isPlain: boolean): string {
  if (value === undefined) return '';
  if (typeof value === 'object') return xmlElement(name, value as Tree, isPlain);
  return value === '' ? `<${name}/>` : `<${name}>${escaped(String(value))}</${name}>`;
}

const isEmpty = (value: Value): boolean =>
  value === '' || (typeof value === 'object' && Object.keys(value).length === 0);

/** A playlist has a comment, also an empty one; of a song it is OpenSubsonic's. */
const isOmitted = (name: string, field: string): boolean =>
  (OMITTED_EMPTY.has(field) && !INFO.test(name)) || (field === 'comment' && name !== 'playlist' && name !== 'bookmark');

const escaped = (text: string): string =>
  // Most texts have nothing of it, and an answer has thousands.
  !SPECIAL.test(text)
    ? text
    : text
        .replace(FORBIDDEN, '')
        .replace(LONE_SURROGATES, '')
        .replace(/[&<>"\t\n\r]/g, (character) => ESCAPES[character] ?? character);
