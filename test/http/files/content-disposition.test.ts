import { expect, test } from 'bun:test';
import { contentDisposition } from '../../../src/http/files/content-disposition.ts';

test.each([
  ['a plain name is quoted', 'song.mp3', 'attachment; filename="song.mp3"'],
  ['spaces and semicolons need no more than quotes', 'a; b.mp3', 'attachment; filename="a; b.mp3"'],
  [
    'Cyrillic is said in UTF-8 beside an approximation',
    'Песня 1.mp3',
    `attachment; filename="_____ 1.mp3"; filename*=UTF-8''%D0%9F%D0%B5%D1%81%D0%BD%D1%8F%201.mp3`,
  ],
  [
    'one character beyond the basic plane is one approximation',
    '🎵.mp3',
    `attachment; filename="_.mp3"; filename*=UTF-8''%F0%9F%8E%B5.mp3`,
  ],
  [
    'quotes and backslashes never end the quoted string',
    'a"; b\\".mp3',
    `attachment; filename="a_; b__.mp3"; filename*=UTF-8''a%22%3B%20b%5C%22.mp3`,
  ],
  [
    'per cent signs are not taken for an encoding',
    '100%41.mp3',
    `attachment; filename="100_41.mp3"; filename*=UTF-8''100%2541.mp3`,
  ],
  [
    'what RFC 8187 reserves is encoded',
    "é'(*)!.mp3",
    `attachment; filename="_'(*)!.mp3"; filename*=UTF-8''%C3%A9%27%28%2A%29!.mp3`,
  ],
  [
    'line breaks and other controls are dropped',
    'a\r\nSet-Cookie: b\0\x7f\x85.mp3',
    'attachment; filename="aSet-Cookie: b.mp3"',
  ],
  [
    'half a character becomes the replacement character',
    'a\ud800.mp3',
    `attachment; filename="a_.mp3"; filename*=UTF-8''a%EF%BF%BD.mp3`,
  ],
  ['no name at all is still a value', '', 'attachment; filename=""'],
])('contentDisposition · %s', (_, filename, expected) => {
  const value = contentDisposition('attachment', filename);
  expect(value).toBe(expected);
  expect(new Headers({ 'content-disposition': value }).get('content-disposition')).toBe(expected);
});

test('contentDisposition · a file to be shown is inline', () => {
  expect(contentDisposition('inline', 'cover.jpg')).toBe('inline; filename="cover.jpg"');
});
