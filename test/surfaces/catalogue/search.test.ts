import { beforeAll, describe, expect, test } from 'bun:test';
import { fixture } from '../../support/fixtures.ts';
import { onEachEngine } from '../../support/house.ts';
import { person } from '../../support/people.ts';
import { uploaded } from '../../support/uploads.ts';

onEachEngine('GET /search', (house) => {
  let root: string;
  const ids: Record<string, string> = {};

  beforeAll(async () => {
    root = await house().root();
    const audio = new File([await fixture('tone.ogg')], 'x.ogg');
    const make = async (path: string, fields: Record<string, string | File>) => {
      const form = new FormData();
      for (const [name, value] of Object.entries(fields)) form.set(name, value);
      const { status, body } = await house().call('POST', path, { token: root, body: form });
      if (status !== 200) throw new Error(JSON.stringify(body));
      ids[body.name] = body._id;
      return body._id as string;
    };
    const artists = [
      'The Wall',
      'Wall',
      'Wallflower',
      'Big Wall',
      'Sigur Rós',
      'Ёжик',
      '東京事変',
      '100% AND "OR" NOT_',
    ];
    for (const name of artists) {
      const artist = await make('/artists', { name });
      const album = await make('/albums', { name: `LP ${name}`, artist, year: '1987' });
      await make('/tracks', { name: `Song of ${name}`, album, audio });
    }
    await make('/artists', { name: 'Wall without albums' });
    await make('/tracks', { name: 'Silent', album: ids['LP Wall'] as string });
  });

  const search = async (q: string, more = '') => {
    const { status, body } = await house().call('GET', `/search?q=${encodeURIComponent(q)}${more}`);
    return [status, body];
  };
  const names = async (q: string, more = '') => {
    const [status, found] = await search(q, more);
    if (status !== 200) return [status, found];
    const of = (kind: string) => found[kind].map(({ name }: { name: string }) => name);
    return { artists: of('artists'), albums: of('albums'), tracks: of('tracks') };
  };
  const about = (name: string) => ({ artists: [name], albums: [`LP ${name}`], tracks: [`Song of ${name}`] });
  const NOTHING = { artists: [], albums: [], tracks: [] };

  test('GET /search · answers the documents that the catalogue shows', async () => {
    const [status, body] = await search('sigur ros');
    expect(status).toBe(200);
    const show = async (path: string) => (await house().call('GET', path)).body;
    expect(body.artists).toEqual([await show(`/artists/${ids['Sigur Rós']}`)]);
    expect(body.albums).toEqual([await show(`/albums/${ids['LP Sigur Rós']}`)]);
    expect(body.tracks).toEqual((await show(`/tracks?album=${ids['LP Sigur Rós']}`)) as object[]);
  });

  test.each([
    ['ROS sig', about('Sigur Rós')],
    ['ежик', about('Ёжик')],
    ['京事', about('東京事変')],
    ['変', about('東京事変')],
    ['京変', NOTHING],
    ['song of sigur 1987', NOTHING],
    ['lp ros 1987', { artists: [], albums: ['LP Sigur Rós'], tracks: [] }],
    ['lp song ros', { artists: [], albums: [], tracks: ['Song of Sigur Rós'] }],
    ['igur', NOTHING],
    ['silent', NOTHING],
    ['100% and', about('100% AND "OR" NOT_')],
    ['"OR"', about('100% AND "OR" NOT_')],
    ['not_*', about('100% AND "OR" NOT_')],
    ['%', NOTHING],
    ['" * - _', NOTHING],
    ['sigur NOT ros', NOTHING],
    ["'; drop table artists --", NOTHING],
  ])('GET /search · %p', async (query, expected) => {
    expect(await names(query)).toEqual(expected);
  });

  test('GET /search · what is called so comes first, then what begins so, then the rest by its sort key', async () => {
    expect((await names('wall')) as object).toHaveProperty('artists', ['Wall', 'Wallflower', 'Big Wall', 'The Wall']);
    expect((await names('the wall')) as object).toHaveProperty('artists', ['The Wall']);
  });

  test('GET /search · gives so many of each kind', async () => {
    expect(await names('wall', '&limit=1')).toEqual({
      ...{ artists: ['Wall'], albums: ['LP Big Wall'], tracks: ['Song of Big Wall'] },
    });
  });

  test('GET /search · what is private is not found, until it is shown again', async () => {
    const anna = await person(house());
    await uploaded(house(), anna, 'track', new File([await fixture('pcm-16.wav')], 'Zugspitze.wav'));
    const hide = (privateProfile: boolean) =>
      house().call('PUT', `/users/${anna.id}/profile`, {
        token: anna.token,
        body: { preferences: { privateProfile } },
      });
    expect(await names('zugspitze')).toEqual({ ...NOTHING, tracks: ['Zugspitze'] });
    await hide(true);
    expect(await names('zugspitze')).toEqual(NOTHING);
    await hide(false);
    expect(await names('zugspitze')).toEqual({ ...NOTHING, tracks: ['Zugspitze'] });
  });

  describe('bad input', () => {
    test.each([
      ['nothing', '', 'q is required'],
      ['an empty text', '?q=', 'q must be a text of 1 to 500 characters'],
      ['a long text', `?q=${'x'.repeat(501)}`, 'q must be a text of 1 to 500 characters'],
      ['none', '?q=x&limit=0', 'limit must be a whole number from 1'],
      ['a word', '?q=x&limit=many', 'limit must be a whole number from 1'],
    ])('GET /search · %s is 400 naming the field', async (_, query, error) => {
      const { status, body } = await house().call('GET', `/search${query}`);
      expect([status, body]).toEqual([400, { error }]);
    });

    test.each([
      ['NUL', '%00'],
      ['half a character', '%ED%A0%80'],
      ['a picture', '%F0%9F%92%A9'],
      ['marks', '%CC%81'.repeat(80)],
      ['many words', 'a%20'.repeat(100)],
    ])('GET /search · %s does no harm', async (_, query) => {
      const { status } = await house().call('GET', `/search?q=${query}`);
      expect([200, 400]).toContain(status);
    });
  });
});
