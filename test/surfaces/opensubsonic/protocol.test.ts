import { describe, expect, test } from 'bun:test';
import { failed, formatOf, succeeded } from '../../../src/surfaces/opensubsonic/protocol/envelope.ts';
import { Parameters, readId } from '../../../src/surfaces/opensubsonic/protocol/parameters.ts';
import { type Tree, xmlDocument } from '../../../src/surfaces/opensubsonic/protocol/xml.ts';

const ABOUT = 'version="1.16.1" type="tonearm" serverVersion="0.1.0" openSubsonic="true"';
const HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n';

describe('xmlDocument', () => {
  test.each<[string, Tree, string]>([
    ['numbers, texts and flags are attributes', { a: 1, b: 'x', c: false }, '<e a="1" b="x" c="false"/>'],
    ['what is undefined is left out', { a: undefined, b: 1 }, '<e b="1"/>'],
    ['an object is a child', { song: { id: '1' } }, '<e><song id="1"/></e>'],
    [
      'a list of objects is the child repeated',
      { song: [{ id: '1' }, { id: '2' }] },
      '<e><song id="1"/><song id="2"/></e>',
    ],
    ['an empty list is nothing', { song: [] }, '<e/>'],
    ['a list of texts is elements with text', { isrc: ['a', 'b&'] }, '<e><isrc>a</isrc><isrc>b&amp;</isrc></e>'],
    ['a list of numbers likewise', { folder: [1] }, '<e><folder>1</folder></e>'],
    ['a value is the text', { value: 'Rock & Roll', songCount: 2 }, '<e songCount="2">Rock &amp; Roll</e>'],
    ['empty texts of OpenSubsonic are left out', { musicBrainzId: '', sortName: '', name: '' }, '<e name=""/>'],
    ['so are its empty objects', { replayGain: {}, releaseDate: {}, playlists: {} }, '<e><playlists/></e>'],
    ['a comment of a song is left out', { song: { comment: '' } }, '<e><song/></e>'],
    ['that of a playlist is not', { playlist: { comment: '' } }, '<e><playlist comment=""/></e>'],
    [
      'the texts about an artist are elements',
      { artistInfo2: { biography: 'a<b', lastFmUrl: '', similarArtist: [] } },
      '<e><artistInfo2><biography>a&lt;b</biography><lastFmUrl/></artistInfo2></e>',
    ],
    ['what would end the attribute is escaped', { a: '"<>&\'' }, '<e a="&quot;&lt;&gt;&amp;\'"/>'],
    ['white space of attributes is kept', { a: 'x\t\n\ry' }, '<e a="x&#9;&#10;&#13;y"/>'],
    ['what XML cannot hold is dropped', { a: 'x\u0000\u0008\u001f\ufffe\ud800y😀' }, '<e a="xy😀"/>'],
  ])('%s', (_, tree, written) => {
    expect(xmlDocument('e', tree)).toBe(HEAD + written);
  });
});

test('xmlDocument · plain, a thing has the elements of Subsonic only', () => {
  const song = { title: 'x', genres: [{ name: 'g' }], isrc: ['i'], replayGain: { trackGain: 1 } };
  const tree = { album: { name: 'a', artists: [{ id: '1' }], releaseDate: { year: 1 }, song: [song] } };
  expect(xmlDocument('e', tree, true)).toBe(`${HEAD}<e><album name="a"><song title="x"/></album></e>`);
  const lists = { artists: { index: [] }, genres: { genre: [{ value: 'g' }] } };
  expect(xmlDocument('e', lists, true)).toBe(`${HEAD}<e><artists/><genres><genre>g</genre></genres></e>`);
});

test('formatOf · Clementine is answered plainly, in XML', () => {
  const asked = (query: string) => formatOf(new Parameters(query));
  expect(asked('c=Clementine')).toEqual({ name: 'xml', isPlain: true });
  expect(asked('c=Clementine&f=json')).toEqual({ name: 'json' });
  expect(asked('c=Strawberry')).toEqual({ name: 'xml' });
});

describe('succeeded, failed', () => {
  const about = { version: '1.16.1', type: 'tonearm', serverVersion: '0.1.0', openSubsonic: true };
  const format = (query: string) => formatOf(new Parameters(query));

  test.each<[string, string, string]>([
    [
      '',
      'application/xml; charset=utf-8',
      `${HEAD}<subsonic-response xmlns="http://subsonic.org/restapi" status="ok" ${ABOUT}><a b="1"/></subsonic-response>`,
    ],
    [
      'f=xml',
      'application/xml; charset=utf-8',
      `${HEAD}<subsonic-response xmlns="http://subsonic.org/restapi" status="ok" ${ABOUT}><a b="1"/></subsonic-response>`,
    ],
    [
      'f=yaml',
      'application/xml; charset=utf-8',
      `${HEAD}<subsonic-response xmlns="http://subsonic.org/restapi" status="ok" ${ABOUT}><a b="1"/></subsonic-response>`,
    ],
    [
      'f=json',
      'application/json; charset=utf-8',
      JSON.stringify({ 'subsonic-response': { status: 'ok', ...about, a: { b: 1 } } }),
    ],
    [
      'f=jsonp&callback=a.b$1',
      'text/javascript; charset=utf-8',
      `a.b$1(${JSON.stringify({ 'subsonic-response': { status: 'ok', ...about, a: { b: 1 } } })});`,
    ],
  ])('%p is written as %s', async (query, type, text) => {
    const answer = succeeded(format(query), { a: { b: 1 } });
    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([200, type, text]);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  test.each(['f=jsonp', 'f=jsonp&callback=alert(1)//', 'f=jsonp&callback=a..b', `f=jsonp&callback=${'a'.repeat(101)}`])(
    '%p is JSON, and wrong',
    (query) => {
      expect(format(query)).toEqual({ name: 'json', isWrong: true });
    },
  );

  test('a refusal says code and message, and what helps', async () => {
    const answer = failed({ name: 'json' }, { code: 40, message: 'no', helpUrl: undefined });
    expect(await answer.json()).toEqual({
      'subsonic-response': { status: 'failed', ...about, error: { code: 40, message: 'no' } },
    });
  });
});

describe('Parameters', () => {
  test('of query and form are one list', () => {
    const parameters = new Parameters('id=1&id=2&x=a+b%20c', 'id=3&x=d');
    expect([parameters.all('id'), parameters.text('x')]).toEqual([['1', '2', '3'], 'a b c']);
  });

  test('an empty value is absent, but was given', () => {
    const parameters = new Parameters('comment=&id=&id=7');
    expect([parameters.text('comment'), parameters.given('comment'), parameters.all('id')]).toEqual([
      undefined,
      '',
      ['7'],
    ]);
    expect(() => parameters.required('comment')).toThrow('Required parameter is missing: comment');
  });

  test('what is no percent-encoding cannot be read', () => {
    const parameters = new Parameters('name=%zz&id=%zz');
    expect(parameters.text('name')).toBeUndefined();
    expect(() => parameters.all('id')).toThrow('id must be percent-encoded UTF-8');
  });

  test.each([
    ['size=5', 5],
    ['size=-5', 0],
    ['size=9999', 500],
    ['size=undefined', 10],
    ['size=1.5', 10],
    ['size=', 10],
    ['', 10],
    ['size=9999999999999999', 10],
  ])('number · %p is %d', (query, number) => {
    expect(new Parameters(query).number('size', 10, 0, 500)).toBe(number);
  });

  test.each([
    ['rating=5', 5],
    ['rating=6', 'rating must be from 0 to 5'],
    ['rating=x', 'rating must be from 0 to 5'],
    ['', 'Required parameter is missing: rating'],
  ])('requiredNumber · %p is %p', (query, outcome) => {
    const read = () => new Parameters(query).requiredNumber('rating', 0, 5);
    if (typeof outcome === 'number') expect(read()).toBe(outcome);
    else expect(read).toThrow(outcome);
  });

  test.each([
    ['x=TRUE', true],
    ['x=yes', true],
    ['x=0', false],
    ['x=No', false],
    ['x=maybe', undefined],
    ['', undefined],
  ])('flag · %p is %p, or what is usual', (query, flag) => {
    expect([true, false].map((usual) => new Parameters(query).flag('x', usual))).toEqual([flag ?? true, flag ?? false]);
  });

  test('more pairs than are read are refused', () => {
    const [full, more] = [20_000, 20_001].map((pairs) => new Parameters('a=1&'.repeat(pairs)));
    expect([full?.isCut, full?.all('a').length]).toEqual([false, 20_000]);
    expect([more?.isCut, more?.all('a').length]).toEqual([true, 20_000]);
  });
});

const ID = '5eed04000000000000000001';
test.each([
  [ID, ID],
  [ID.toUpperCase(), ID],
  [`tr-${ID}`, ID],
  [`al-${ID}`, ID],
  [`xx-${ID}`, undefined],
  ['1', undefined],
  ['', undefined],
])('readId · %p is %p', (text, id) => {
  expect(readId(text)).toBe(id as string);
});
