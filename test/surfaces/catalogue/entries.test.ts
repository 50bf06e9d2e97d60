import { expect, test } from 'bun:test';
import { type House, onEachEngine } from '../../support/house.ts';
import { nextPage } from '../../support/paging.ts';

const ID = expect.stringMatching(/^[0-9a-f]{24}$/);
const NOBODYS_ID = '0123456789abcdef01234567';

/** An artist, an album of it and a track on that, by one member. */
async function newEntries(house: House) {
  const { token } = await house.member();
  const make = async (path: string, body: object) => (await house.call('POST', path, { token, body })).body;
  const artist = await make('/artists', { name: 'Pink Floyd', info: 'Rock band' });
  const album = await make('/albums', { name: 'A Momentary Lapse of Reason', artist: artist._id, year: '1987' });
  const track = await make('/tracks', { name: 'Learning To Fly', album: album._id, duration: '04:25' });
  return { token, artist, album, track };
}

onEachEngine('entries of the catalogue', (house) => {
  test('POST /artists · a name of 300 characters may be of emoji', async () => {
    const { token } = await house().member();
    const body = { name: '🎵'.repeat(300) };
    const made = await house().call('POST', '/artists', { token, body });
    expect([made.status, made.body.name]).toEqual([200, body.name]);
    expect((await house().call('GET', `/tracks/${encodeURIComponent(body.name)}`)).body).toEqual([]);
    expect((await house().call('GET', `/artists/${made.body._id}`)).body.name).toBe(body.name);
  });

  test('POST /artists, /albums, /tracks · the documents of a new artist, album and track', async () => {
    const { artist, album, track } = await newEntries(house());
    expect(artist).toEqual({ _id: ID, name: 'Pink Floyd', info: 'Rock band', image: null, __v: 0 });
    expect(album).toEqual({
      _id: ID,
      name: 'A Momentary Lapse of Reason',
      year: '1987',
      artist: artist._id,
      image: null,
      __v: 0,
    });
    expect(track).toEqual({
      _id: ID,
      name: 'Learning To Fly',
      album: album._id,
      duration: '04:25',
      image: null,
      audio: null,
      genre: null,
      __v: 0,
    });
    expect((await house().call('GET', `/artists/${artist._id}`)).body).toEqual(artist);
    expect((await house().call('GET', `/albums/${album._id}`)).body).toEqual(album);
  });

  test('GET /tracks/:artist · fills in album and artist; a track id gives that track', async () => {
    const { artist, album, track } = await newEntries(house());
    const full = { ...track, album: { ...album, artist } };
    expect((await house().call('GET', `/tracks/${artist._id}`)).body).toEqual([full]);
    expect((await house().call('GET', `/tracks/${track._id}`)).body).toEqual(full);
  });

  test('GET /tracks/:artist · tracks of an artist come in the order of years, albums and places', async () => {
    const { token } = await house().member();
    const make = async (path: string, body: object) => (await house().call('POST', path, { token, body })).body._id;
    const artist = await make('/artists', { name: 'Orderly' });
    const late = await make('/albums', { name: 'Late', artist, year: 1999 });
    const early = await make('/albums', { name: 'Early', artist, year: '1990' });
    for (const [name, album] of [
      ['c', late],
      ['a', early],
      ['d', late],
      ['b', early],
    ] as const)
      await make('/tracks', { name, album });
    const { body } = await house().call('GET', '/tracks/Orderly');
    expect(body.map(({ name }: { name: string }) => name)).toEqual(['a', 'b', 'c', 'd']);
    expect((await house().call('GET', `/tracks?album=${late}`)).body.map(({ name }: { name: string }) => name)).toEqual(
      ['c', 'd'],
    );
    expect(
      (await house().call('GET', '/albums?artist=Orderly')).body.map(({ name }: { name: string }) => name),
    ).toEqual(['Early', 'Late']);
    expect((await house().call('GET', `/albums?artist=${artist}`)).body).toHaveLength(2);
  });

  test('GET /tracks/:artist, /albums · a known artist without tracks has an empty list', async () => {
    const { token } = await house().member();
    await house().call('POST', '/artists', { token, body: { name: 'Silent' } });
    expect(await house().call('GET', '/tracks/Silent')).toMatchObject({ status: 200, body: [] });
    expect(await house().call('GET', '/albums?artist=Silent')).toMatchObject({ status: 200, body: [] });
  });

  test.each([
    ['GET', '/albums?artist=Nobody%20At%20All', 404, 'No such artist'],
    ['GET', `/albums?artist=${NOBODYS_ID}`, 404, 'No such artist'],
    ['GET', '/albums?artist=%00', 404, 'No such artist'],
    ['GET', '/tracks/Nobody', 404, 'No such artist'],
    ['GET', `/tracks/${NOBODYS_ID}`, 404, 'No such artist'],
    ['GET', '/tracks?album=None', 404, 'No such album'],
    ['GET', `/artists/${NOBODYS_ID}`, 404, 'Not found'],
    ['GET', '/artists/not-an-id', 404, 'Not found'],
    ['GET', '/albums/%00', 404, 'Not found'],
    ['GET', '/albums/%zz', 404, 'Not found'],
    ['GET', '/albums/1/2/3', 404, 'Not found'],
    ['GET', '/tracks/%zz', 404, 'No such artist'],
    ['GET', '/uploads/artists/%E0%A4%A', 404, 'Not found'],
    ['PATCH', '/albums', 405, 'Method Not Allowed'],
    ['POST', `/albums/${NOBODYS_ID}`, 405, 'Method Not Allowed'],
    ['GET', '/users/login', 405, 'Method Not Allowed'],
    ['GET', '/albums?limit=0', 400, 'limit must be a whole number from 1'],
    ['GET', '/albums?limit=-1', 400, 'limit must be a whole number from 1'],
    ['GET', '/albums?limit=1e3', 400, 'limit must be a whole number from 1'],
    ['GET', '/albums?cursor=rubbish', 400, 'cursor is not one that this list gave'],
    ['GET', `/albums?cursor=${btoa('["1999","x",7]')}`, 400, 'cursor is not one that this list gave'],
    ['POST', '/artists', 401, 'No token presented'],
    ['PUT', `/artists/${NOBODYS_ID}`, 401, 'No token presented'],
    ['DELETE', `/artists/${NOBODYS_ID}`, 401, 'No token presented'],
  ])('%s %s · answers %d %s', async (method, path, status, error) => {
    expect(await house().call(method, path)).toMatchObject({ status, body: { error } });
  });

  test('PATCH /albums · a wrong method tells the right ones', async () => {
    expect((await house().call('PATCH', '/albums')).headers.get('allow')).toBe('GET, POST, HEAD');
    expect((await house().call('POST', `/albums/${NOBODYS_ID}`)).headers.get('allow')).toBe('PUT, DELETE, GET, HEAD');
  });

  test('POST /artists · a stranger is refused before the body is looked at', async () => {
    const headers = { 'content-type': 'application/json' };
    expect(await house().call('POST', '/artists', { body: '{broken', headers })).toMatchObject({ status: 401 });
    const token = 'x'.repeat(21);
    expect(await house().call('POST', '/artists', { body: '{broken', headers, token })).toMatchObject({
      status: 401,
      body: { error: 'Wrong token: unauthorized' },
    });
  });

  test.each([
    ['/artists', {}, 'name is required'],
    ['/artists', { name: '' }, 'name must be a text of 1 to 300 characters'],
    ['/artists', { name: '   ' }, 'name must be a text of 1 to 300 characters'],
    ['/artists', { name: 'x'.repeat(301) }, 'name must be a text of 1 to 300 characters'],
    ['/artists', { name: '🎵'.repeat(301) }, 'name must be a text of 1 to 300 characters'],
    ['/artists', { name: ['x'] }, 'name must be a text of 1 to 300 characters'],
    ['/artists', { name: { toString: 1 } }, 'name must be a text of 1 to 300 characters'],
    ['/artists', { name: [{ toString: 'x' }] }, 'name must be a text of 1 to 300 characters'],
    ['/artists', { name: null }, 'name must be a text of 1 to 300 characters'],
    ['/artists', { name: 'a\0b' }, 'name contains characters that cannot be stored'],
    ['/artists', { name: 'x', image: 'picture.jpg' }, 'image must be an uploaded file'],
    [
      '/artists',
      { name: 'x', image: { staged: { path: '/etc/passwd', size: 1 } } },
      'image must be a JPEG, PNG or WebP file',
    ],
    ['/albums', { name: 'x' }, 'artist is required'],
    ['/albums', { name: 'x', artist: NOBODYS_ID }, 'artist names no artist'],
    ['/albums', { name: 'x', artist: 'Pink Floyd' }, 'artist names no artist'],
    ['/albums', { name: 'x', artist: NOBODYS_ID, year: '87' }, 'year must be four digits'],
    ['/albums', { name: 'x', artist: NOBODYS_ID, year: 12_345 }, 'year must be four digits'],
    ['/tracks', { name: 'x', album: NOBODYS_ID }, 'album names no album'],
    ['/tracks', { name: 'x', album: NOBODYS_ID, duration: '4:99' }, 'duration must be mm:ss, h:mm:ss, or seconds'],
    ['/tracks', { name: 'x', album: NOBODYS_ID, duration: -1 }, 'duration must be mm:ss, h:mm:ss, or seconds'],
    ['/trackHistory', {}, 'track is required'],
    ['/trackHistory', { track: NOBODYS_ID }, 'track names no track'],
    ['/trackHistory', { track: 'x' }, 'track names no track'],
  ])('POST %s %j · is refused: %s', async (path, body, error) => {
    const { token } = await house().member();
    expect(await house().call('POST', path, { token, body })).toMatchObject({ status: 400, body: { error } });
  });

  test.each([
    ['application/json', '{"name":', 400, 'body is not valid JSON in UTF-8'],
    ['application/json', '[]', 400, 'body must be a JSON object'],
    ['application/json', '"x"', 400, 'body must be a JSON object'],
    ['text/plain', 'name=x', 415, 'a body of type text/plain is not taken here'],
    ['application/json', `{"name":"${'x'.repeat(1 << 20)}"}`, 413, 'body is larger than 1048576 bytes'],
  ])('POST /artists · a body of %s %.20s… is refused with %d', async (type, body, status, error) => {
    const { token } = await house().member();
    const answer = await house().call('POST', '/artists', { token, body, headers: { 'content-type': type } });
    expect(answer).toMatchObject({ status, body: { error } });
  });

  test('PUT /albums/:id, /tracks/:id · changes the fields given and answers the whole document', async () => {
    const { token, album, track } = await newEntries(house());
    const changed = await house().call('PUT', `/albums/${album._id}`, { token, body: { year: 1988 } });
    expect(changed).toMatchObject({ status: 200, body: { ...album, year: '1988' } });
    expect((await house().call('GET', `/albums/${album._id}`)).body).toEqual({ ...album, year: '1988' });
    // A client that sends back the whole document changes nothing.
    expect((await house().call('PUT', `/tracks/${track._id}`, { token, body: track })).body).toEqual(track);
    expect(await house().call('PUT', `/tracks/${track._id}`, { token, body: { album: NOBODYS_ID } })).toMatchObject({
      status: 400,
      body: { error: 'album names no album' },
    });
    expect((await house().call('PUT', `/tracks/${track._id}`, { token, body: {} })).body).toEqual(track);
  });

  test('PUT, DELETE /artists/:id, /albums/:id, /tracks/:id · only who made an entry, or root, changes and deletes it', async () => {
    const { artist, album, track } = await newEntries(house());
    const { token } = await house().member();
    for (const path of [`/artists/${artist._id}`, `/albums/${album._id}`, `/tracks/${track._id}`]) {
      for (const method of ['PUT', 'DELETE']) {
        const answer = await house().call(method, path, {
          token,
          ...(method === 'PUT' ? { body: { name: 'Mine' } } : {}),
        });
        expect(answer).toMatchObject({ status: 403, body: { error: 'Forbidden' } });
      }
    }
    const root = await house().root();
    const changed = await house().call('PUT', `/artists/${artist._id}`, { token: root, body: { name: 'Renamed' } });
    expect(changed.body).toEqual({ ...artist, name: 'Renamed' });
  });

  test('DELETE /artists/:id, /albums/:id, /tracks/:id · what others belong to is not deleted; then it goes from the leaves up', async () => {
    const { token, artist, album, track } = await newEntries(house());
    const listener = await house().member();
    await house().call('POST', '/trackHistory', { token: listener.token, body: { track: track._id } });
    expect(await house().call('DELETE', `/artists/${artist._id}`, { token })).toMatchObject({
      status: 409,
      body: { error: 'The artist still has albums, delete those first' },
    });
    expect(await house().call('DELETE', `/albums/${album._id}`, { token })).toMatchObject({
      status: 409,
      body: { error: 'The album still has tracks, delete those first' },
    });
    for (const [path, document] of [
      ['tracks', track],
      ['albums', album],
      ['artists', artist],
    ] as const) {
      expect(await house().call('DELETE', `/${path}/${document._id}`, { token })).toMatchObject({
        status: 200,
        body: document,
      });
      expect((await house().call('DELETE', `/${path}/${document._id}`, { token })).status).toBe(404);
    }
    expect((await house().call('GET', '/trackHistory', { token: listener.token })).body).toEqual([]);
  });

  test('DELETE /tracks/:id · of twenty who delete one entry at once exactly one succeeds', async () => {
    const { token, track } = await newEntries(house());
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => house().call('DELETE', `/tracks/${track._id}`, { token })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(19).fill(404)]);
  });

  test('POST /albums, DELETE /artists/:id · an album that comes while its artist goes ends whole or not at all', async () => {
    const { token } = await house().member();
    for (let round = 0; round < 10; round++) {
      const { body: artist } = await house().call('POST', '/artists', { token, body: { name: 'Contended' } });
      const [album, gone] = await Promise.all([
        house().call('POST', '/albums', { token, body: { name: 'x', artist: artist._id } }),
        house().call('DELETE', `/artists/${artist._id}`, { token }),
      ]);
      expect([
        [200, 409],
        [400, 200],
      ]).toContainEqual([album.status, gone.status]);
    }
  });

  test('POST /tracks · tracks that come to an album at once get places without a gap', async () => {
    const { token, album } = await newEntries(house());
    const body = { name: 'x', album: album._id };
    await Promise.all(Array.from({ length: 10 }, () => house().call('POST', '/tracks', { token, body })));
    const { tracks } = house().db.tables;
    const rows = await house().db.read.select().from(tracks);
    const places = rows.filter((row) => row.album === album._id).map(({ position }) => position);
    expect(places.sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  test('GET /artists/:id · ids are understood in both spellings', async () => {
    const { artist } = await newEntries(house());
    const id: string = artist._id;
    const uuid = `${id.slice(0, 8)}-${id.slice(8, 12)}-8${id.slice(12, 15)}-8${id.slice(15, 18)}-${id.slice(18)}000000`;
    for (const spelling of [uuid, uuid.toUpperCase(), id.toUpperCase()])
      expect((await house().call('GET', `/artists/${spelling}`)).body).toEqual(artist);
    expect((await house().call('GET', `/albums?artist=${uuid}`)).body).toHaveLength(1);
  });

  test('POST /artists · a text that looks like SQL or markup is kept as it is', async () => {
    const { token } = await house().member();
    for (const name of [`'; DROP TABLE artists; --`, '<script>alert(1)</script>', '%_\\"', '🎸 Ж ﷽', '__proto__'])
      expect((await house().call('POST', '/artists', { token, body: { name } })).body.name).toBe(name);
  });
});

onEachEngine(
  'the open catalogue',
  (house) => {
    test('POST, PUT, DELETE /artists · anybody makes, changes and deletes', async () => {
      const { body: artist } = await house().call('POST', '/artists', { body: { name: 'Anybody’s' } });
      expect(artist._id).toEqual(ID);
      expect(await house().call('PUT', `/artists/${artist._id}`, { body: { info: 'x' } })).toMatchObject({
        status: 200,
        body: { info: 'x' },
      });
      expect((await house().call('DELETE', `/artists/${artist._id}`)).status).toBe(200);
    });
  },
  { CATALOGUE_WRITES: 'open' },
);

onEachEngine('GET /artists, /albums, /tracks/:artist · a list', (house) => {
  test('ends after about 1 MiB, and goes on by Link with nothing lost', async () => {
    const { token } = await house().member();
    const info = 'ж'.repeat(20_000);
    const names = Array.from({ length: 60 }, (_, at) => `large ${at}`);
    for (const name of names) await house().call('POST', '/artists', { token, body: { name, info } });
    const { _id: artist } = (await house().call('GET', `/artists?limit=1`)).body[0];
    const album = (await house().call('POST', '/albums', { token, body: { name: 'x', artist } })).body._id;
    for (const name of names) await house().call('POST', '/tracks', { token, body: { name, album } });
    for (const path of ['/artists', `/tracks/${artist}`]) {
      const found: string[] = [];
      for (let next: string | undefined = path; next; ) {
        const response = await house().fetch('GET', next);
        const text = await response.text();
        expect(Buffer.byteLength(text)).toBeLessThan(1_200_000);
        found.push(...JSON.parse(text).map(({ name }: { name: string }) => name));
        next = nextPage(response.headers);
      }
      expect(found.toSorted()).toEqual(names.toSorted());
    }
  });
});

onEachEngine(
  'paging',
  (house) => {
    test('GET /albums · a list goes on by Link, each entry once, in order', async () => {
      const { token } = await house().member();
      const { body: artist } = await house().call('POST', '/artists', { token, body: { name: 'Prolific' } });
      for (let n = 0; n < 7; n++)
        await house().call('POST', '/albums', {
          token,
          body: { name: `n${n % 3}`, artist: artist._id, year: 2000 + (n % 2) },
        });
      const pages: string[][] = [];
      let next: string | undefined = '/albums?artist=Prolific&limit=3';
      while (next) {
        const { body, headers } = await house().call('GET', next);
        pages.push(body.map(({ year, name, _id }: Record<string, string>) => `${year} ${name} ${_id}`));
        next = nextPage(headers);
      }
      expect(pages.map(({ length }) => length)).toEqual([3, 3, 1]);
      expect(pages.flat()).toEqual(pages.flat().toSorted());
      expect(new Set(pages.flat()).size).toBe(7);
    });

    test('GET /albums · no answer has more than the server allows', async () => {
      const { body, headers } = await house().call('GET', '/albums?limit=100000000000000000000');
      expect(body).toHaveLength(5);
      expect(headers.get('link')).toContain('rel="next"');
      expect((await house().call('GET', '/albums')).body).toEqual(body);
    });

    test('GET /trackHistory · the history goes on by Link, newest first', async () => {
      const { token } = await house().member();
      const { body: artist } = await house().call('POST', '/artists', { token, body: { name: 'x' } });
      const { body: album } = await house().call('POST', '/albums', { token, body: { name: 'x', artist: artist._id } });
      const { body: track } = await house().call('POST', '/tracks', {
        token,
        body: { name: 'x', album: album._id, duration: 295 },
      });
      const heard: string[] = [];
      for (let n = 0; n < 7; n++) {
        const { body } = await house().call('POST', '/trackHistory', { token, body: { track: track._id } });
        heard.unshift(body._id);
        await Bun.sleep(2);
      }
      const first = await house().call('GET', '/trackHistory', { token });
      expect(first.body).toHaveLength(5);
      expect(first.body[0].track).toEqual({ _id: track._id, name: 'x', album: album._id, duration: '04:55' });
      const link = nextPage(first.headers) ?? '';
      const second = await house().call('GET', link, { token });
      expect([...first.body, ...second.body].map(({ _id }) => _id)).toEqual(heard);
      expect(second.headers.get('link')).toBeNull();
    });
  },
  { LIST_LIMIT: '5' },
);
