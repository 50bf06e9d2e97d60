import { beforeAll, describe, expect, test } from 'bun:test';
import { fixture } from '../../support/fixtures.ts';
import { onEachEngine } from '../../support/house.ts';

onEachEngine('browse', (house) => {
  let token: string;
  let artist: string;
  const albums: string[] = [];
  const tracks: string[] = [];

  const form = (fields: Record<string, string | File>) => {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    return body;
  };
  const make = async (path: string, fields: Record<string, string | File>): Promise<string> => {
    const { status, body } = await house().call('POST', path, { token, body: form(fields) });
    expect(status).toBe(200);
    return body._id;
  };
  const get = async (path: string) => {
    const { status, body } = await house().call('GET', path);
    return { status, body };
  };

  beforeAll(async () => {
    token = (await house().member('ann')).token;
    artist = await make('/artists', { name: 'Ёлка', info: 'A band' });
    const image = new File([await fixture('turned.jpg')], 'cover.jpg');
    albums.push(await make('/albums', { name: 'Second', artist, year: '1999', image }));
    albums.push(await make('/albums', { name: 'First', artist }));
    const audio = new File([await fixture('cbr.mp3')], 'tone.mp3');
    for (const [name, album] of [
      ['One', albums[0]],
      ['Two', albums[0]],
      ['Three', albums[1]],
    ] as const)
      tracks.push(await make('/tracks', { name, album: album ?? '', audio, genre: 'Folk; Jazz' }));
    // Without audio it cannot be heard.
    await make('/tracks', { name: 'Silent', album: albums[0] ?? '' });
  });

  /** Albums of one second have no order but that of their ids. */
  const inOrder = () => ((albums[0] ?? '') < (albums[1] ?? '') ? ['One', 'Two', 'Three'] : ['Three', 'One', 'Two']);
  const names = (entries: { name: string }[]) => entries.map(({ name }) => name);

  test('GET /browse/tracks · what can be heard, album by album, with all that a row shows', async () => {
    const { status, body } = await get('/browse/tracks');
    expect(status).toBe(200);
    expect([body.total, names(body.entries)]).toEqual([3, inOrder()]);
    const one = body.entries.find(({ name }: { name: string }) => name === 'One');
    expect(one).toMatchObject({
      ...{ _id: tracks[0], name: 'One', year: '1999', disc: 1, position: 1, genres: ['Folk', 'Jazz'] },
      ...{ album: { _id: albums[0], name: 'Second' }, artist: { _id: artist, name: 'Ёлка' } },
      cover: expect.stringMatching(/^\/uploads\/albums\/[\w-]{21}\.jpg$/),
    });
    expect(body.entries.find(({ name }: { name: string }) => name === 'Three')).toMatchObject({
      year: null,
      cover: null,
    });
  });

  test.each(['/browse/tracks', '/browse/tracks?genre=jazz', '/browse/tracks?genre=Folk'])(
    'GET %s · any part of it',
    async (path) => {
      const joint = path.includes('?') ? '&' : '?';
      for (const offset of [2, 0, 1]) {
        const { body } = await get(`${path}${joint}offset=${offset}&limit=1`);
        expect([body.total, names(body.entries)]).toEqual([3, [inOrder()[offset] ?? '']]);
      }
    },
  );

  test.each([
    ['/browse/tracks?offset=3', 3, []],
    ['/browse/tracks?offset=999999999', 3, []],
    ['/browse/tracks?genre=Polka', 0, []],
    ['/browse/albums', 2, ['First', 'Second']],
    ['/browse/albums?by=newest', 2, ['First', 'Second']],
    ['/browse/albums?genre=Folk&limit=1', 2, ['First']],
    ['/browse/artists', 1, ['Ёлка']],
    ['/browse/artists?offset=1', 1, []],
    ['/browse/genres', 2, ['Folk', 'Jazz']],
  ])('GET %s · %i in all', async (path, total, entries) => {
    const { status, body } = await get(path);
    expect([status, body.total, names(body.entries)]).toEqual([200, total, entries]);
  });

  test.each(['/browse/tracks?by=random', '/browse/tracks?genre=jazz&by=random'])(
    'GET %s · each once, in others orders',
    async (path) => {
      const orders = new Set<string>();
      for (let tries = 0; orders.size < 2 && tries < 200; tries++) {
        const { body } = await get(path);
        expect([body.total, names(body.entries).sort()]).toEqual([3, ['One', 'Three', 'Two']]);
        orders.add(names((await get(path)).body.entries).join());
      }
      expect(orders.size).toBe(2);
      expect((await get(`${path}&limit=1`)).body.entries).toHaveLength(1);
      expect((await get(`${path.replace('random', 'chance')}`)).status).toBe(400);
    },
  );

  test('GET /browse/tracks?ids= · those tracks, in that order; what is not there is left out', async () => {
    const ids = [tracks[2], 'ffffffffffffffffffffffff', tracks[0]];
    const { body } = await get(`/browse/tracks?ids=${ids.join(',')}`);
    expect([body.total, names(body.entries)]).toEqual([2, ['Three', 'One']]);
  });

  test('GET /browse/albums/:id · the album and its tracks', async () => {
    const { body } = await get(`/browse/albums/${albums[0]}`);
    expect(body.album).toMatchObject({ name: 'Second', tracks: 2, year: '1999' });
    expect(names(body.tracks)).toEqual(['One', 'Two']);
  });

  test('GET /browse/artists/:id · the artist, albums by year, and tracks', async () => {
    const { body } = await get(`/browse/artists/${artist}`);
    expect(body).toMatchObject({ artist: { name: 'Ёлка', albums: 2 }, info: 'A band' });
    expect([names(body.albums), body.tracks.length]).toEqual([['First', 'Second'], 3]);
  });

  test('GET /browse/search · finds by the beginnings of words, ё as е', async () => {
    const { body } = await get(`/browse/search?q=${encodeURIComponent('елк')}`);
    expect([names(body.artists), body.albums.length, body.tracks.length]).toEqual([['Ёлка'], 2, 3]);
  });

  describe('what cannot be', () => {
    test.each([
      ['/browse/tracks?limit=0', 400, 'limit must be a whole number from 1'],
      ['/browse/tracks?offset=-1', 400, 'offset must be a whole number: how many entries to skip'],
      ['/browse/tracks?ids=x', 400, undefined],
      ['/browse/albums?by=size', 400, 'by must be name or newest'],
      ['/browse/albums/nope', 404, 'Not found'],
      ['/browse/artists/ffffffffffffffffffffffff', 404, 'Not found'],
      ['/browse/search', 400, undefined],
      ['/browse/nothing', 404, undefined],
    ])('GET %s · %i', async (path, status, error) => {
      const answer = await get(path);
      expect(answer.status).toBe(status);
      if (error !== undefined) expect(answer.body).toEqual({ error });
    });
  });

  test('GET /uploads/:place/:name?size= · the picture in a smaller size, kept by its name', async () => {
    const { body } = await get(`/browse/albums/${albums[0]}`);
    const cover: string = body.album.cover;
    const [whole, small] = [await house().fetch('GET', cover), await house().fetch('GET', `${cover}?size=64`)];
    const bytes = await small.bytes();
    expect([small.status, small.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
    expect(bytes.length).toBeLessThan((await whole.bytes()).length);
    expect(small.headers.get('cache-control')).toBe('private, max-age=31536000, immutable');
    const etag = small.headers.get('etag') ?? '';
    expect((await house().fetch('GET', `${cover}?size=64`, { headers: { 'if-none-match': etag } })).status).toBe(304);
    expect((await house().fetch('GET', `${cover}?size=big`)).status).toBe(400);
  });
});
