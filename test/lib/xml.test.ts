import { expect, test } from 'bun:test';
import { element, escaped, textElement, xmlFile } from '../../src/lib/xml.ts';
import { readXml } from '../support/xml.ts';

test.each([
  ['Ночь & день', 'Ночь &amp; день'],
  ['<b>"x"</b>', '&lt;b&gt;&quot;x&quot;&lt;/b&gt;'],
  ['a\tb\nc\r', 'a&#9;b&#10;c&#13;'],
  ['a\u0000\u0001\u000b\u001f\ufffe\uffffb', 'ab'],
  ['\ud800x\udc00 🎵', 'x 🎵'],
  [']]>', ']]&gt;'],
])('escaped · %j stands in a document as %j', (text, written) => {
  expect(escaped(text)).toBe(written);
});

test('xmlFile · is read as it was made', () => {
  const text = '<&"\'> 🎵\t\n';
  const root = element(
    'a:Root',
    textElement('B', text, { c: text }),
    false,
    [undefined, element('D')],
    textElement('E', 7),
  );
  const read = readXml(xmlFile(root));
  expect(read.name).toBe('a:Root');
  expect(read.children.map(({ name, text, attributes }) => [name, text, attributes])).toEqual([
    ['B', text, { c: text }],
    ['D', '', {}],
    ['E', '7', {}],
  ]);
});
