import { escaped } from '../../../lib/xml.ts';

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
