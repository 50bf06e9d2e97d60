/** An element of a document, with its children or its text. */
export interface Read {
  name: string;
  attributes: Record<string, string>;
  children: Read[];
  text: string;
}

const ENTITIES: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  '#9': '\t',
  '#10': '\n',
  '#13': '\r',
};
const TOKEN = /<(\/?)([\w:]+)((?: [\w:]+="[^"<]*")*)(\/?)>|([^<]+)/gy;

/** Reads a document of elements and texts. @throws Error when it is not well-formed, as XML 1.0 has it */
export function readXml(document: string): Read {
  const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';
  if (!document.startsWith(declaration)) throw new Error('no declaration');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what no document may hold.
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(document) || !document.isWellFormed())
    throw new Error('a forbidden character');
  const top: Read = { name: '', attributes: {}, children: [], text: '' };
  const open = [top];
  let end = declaration.length;
  TOKEN.lastIndex = end;
  for (let token = TOKEN.exec(document); token; token = TOKEN.exec(document)) {
    end = TOKEN.lastIndex;
    const [, closing, name = '', told = '', empty, text] = token;
    const parent = open.at(-1) as Read;
    if (text !== undefined) parent.text += decoded(text);
    else if (closing) {
      if (open.pop()?.name !== name) throw new Error(`</${name}> closes nothing`);
    } else {
      const pairs = [...told.matchAll(/ ([\w:]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, decoded(value)]);
      const element: Read = { name, attributes: Object.fromEntries(pairs), children: [], text: '' };
      parent.children.push(element);
      if (!empty) open.push(element);
    }
  }
  if (end !== document.length) throw new Error(`not understood: ${document.slice(end, end + 80)}`);
  if (open.length !== 1 || top.children.length !== 1) throw new Error('not one element');
  return top.children[0] as Read;
}

function decoded(text: string): string {
  return text.replace(/&([^;]*);?/g, (whole, name) => {
    const character = ENTITIES[name];
    if (character === undefined || !whole.endsWith(';')) throw new Error(`no entity: ${whole}`);
    return character;
  });
}

/** All elements beneath one that lie on a path of names, such as `ReleaseList/Release/ICPN`. */
export const elementsAt = (from: Read, path: string): Read[] =>
  path
    .split('/')
    .reduce(
      (found: Read[], name) => found.flatMap(({ children }) => children.filter((child) => child.name === name)),
      [from],
    );

/** Their texts. */
export const textsAt = (from: Read, path: string): string[] => elementsAt(from, path).map(({ text }) => text);
