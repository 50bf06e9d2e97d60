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

/** A text as it stands in an element or an attribute of XML 1.0; what XML cannot hold is left out. */
export const escaped = (text: string): string =>
  // Most texts have nothing of it, and an answer has thousands.
  !SPECIAL.test(text)
    ? text
    : text
        .replace(FORBIDDEN, '')
        .replace(LONE_SURROGATES, '')
        .replace(/[&<>"\t\n\r]/g, (character) => ESCAPES[character] ?? character);

/** An element of XML with its children, or its text. */
export interface Element {
  name: string;
  attributes: Readonly<Record<string, string>>;
  content: string | readonly Element[];
}

/** What an element may be made of: what is `undefined` or `false` is left out. */
export type Part = Element | undefined | false | readonly Part[];

/** Makes an element that holds others. */
export const element = (name: string, ...parts: readonly Part[]): Element => ({
  name,
  attributes: {},
  content: parts
    .flat(Number.POSITIVE_INFINITY as 1)
    .filter((part) => part !== undefined && part !== false) as Element[],
});

/** Makes an element that holds a text. */
export const textElement = (name: string, text: string | number, attributes: Element['attributes'] = {}): Element => ({
  ...{ name, attributes, content: String(text) },
});

/** A document of one element, each on a line of its own. */
export const xmlFile = (root: Element): string => `<?xml version="1.0" encoding="UTF-8"?>\n${linesOf(root, '')}`;

function linesOf({ name, attributes, content }: Element, indent: string): string {
  const told = Object.entries(attributes).map(([attribute, value]) => ` ${attribute}="${escaped(value)}"`);
  const tag = name + told.join('');
  if (typeof content === 'string') return `${indent}<${tag}>${escaped(content)}</${name}>\n`;
  if (content.length === 0) return `${indent}<${tag}/>\n`;
  return `${indent}<${tag}>\n${content.map((child) => linesOf(child, `${indent}  `)).join('')}${indent}</${name}>\n`;
}
