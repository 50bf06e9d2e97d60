import { describe, expect, test } from 'bun:test';
import { eq, getTableName } from 'drizzle-orm';
import { fixture } from '../../support/fixtures.ts';
import { type House, onEachEngine } from '../../support/house.ts';
import { hire } from '../../support/label.ts';
import { ask, indexFromScratch, indexOf } from '../../support/library.ts';
import { type Person, person } from '../../support/people.ts';
import { Work } from '../../support/releases.ts';
import { uploaded } from '../../support/uploads.ts';

/** Always the same ones, so that a failure can be repeated. */
function chances(seed: number) {
  let state = seed;
  const next = (below: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (state >>> 8) % below;
  };
  return { next, pick: <Value>(values: readonly Value[]) => values[next(values.length)] as Value };
}

const NAMES = ['The Ёлка', 'AC/DC', 'Øre', 'Les Yeux', '東京タワー', 'Straße', 'a', 'The', '?!'];
const GENRES = ['Rock', 'rock; Jazz', 'JAZZ;Ska; Dub', null, 'Ambient'];

onEachEngine('the index', (house) => {
  async function agrees(): Promise<void> {
    expect(await indexOf(house())).toEqual(await indexFromScratch(house()));
    // What is kept of artists from call to call is what another process would read.
    const { library } = house().services;
    const ids = await ask(house(), 'select id from library_artists order by sort_key, id');
    expect(await library.allArtists()).toEqual(await library.artists(ids.map(({ id }) => `${id}`)));
  }

  test('index · agrees with the catalogue after whatever happens to it', async () => {
    const { next, pick } = chances(7);
    const people = [await person(house()), await person(house()), await person(house())];
    const artist = await hire(house(), 'artist');
    const release = await Work.draft(house(), artist);
    await release.complete('The Album', ['Первый', 'Zweiter']);
    const things: Record<'artists' | 'albums' | 'tracks', string[]> = { artists: [], albums: [], tracks: [] };
    const root = await house().root();
    const call = (method: string, path: string, body?: object | FormData, token = root) =>
      house().call(method, path, { token, ...(body ? { body } : {}) });
    const audio = new File([await fixture('tone.ogg')], 'x.ogg');
    const picture = new File([await fixture('small.png')], 'x.png');
    const add = async (path: keyof typeof things, body: object | FormData) => {
      const answer = await call('POST', `/${path}`, body);
      if (answer.status === 200) things[path].push(answer.body._id);
    };
    const form = (fields: Record<string, string | File>) => {
      const made = new FormData();
      for (const [name, value] of Object.entries(fields)) made.set(name, value);
      return made;
    };
    const some = (kind: keyof typeof things) => pick(things[kind]) ?? 'none';
    const gone: string[] = [];
    const acts: (() => Promise<unknown>)[] = [
      () => add('artists', { name: pick(NAMES) }),
      () => add('albums', { name: pick(NAMES), artist: some('artists'), year: pick(['', '1987', '2001']) }),
      () => add('albums', { name: pick(NAMES), artist: some('artists') }),
      async () => add('tracks', form({ name: pick(NAMES), album: some('albums'), audio, genre: pick(GENRES) ?? '' })),
      async () => add('tracks', form({ name: pick(NAMES), album: some('albums'), audio })),
      () => add('tracks', { name: 'without audio', album: some('albums'), genre: 'Nothing' }),
      () => call('PUT', `/artists/${some('artists')}`, { name: pick(NAMES) }),
      () => call('PUT', `/albums/${some('albums')}`, { name: pick(NAMES), year: pick(['1970', '']) }),
      () => call('PUT', `/albums/${some('albums')}`, { artist: some('artists') }),
      () => call('PUT', `/tracks/${some('tracks')}`, { genre: pick(GENRES), duration: next(300) }),
      () => call('PUT', `/tracks/${some('tracks')}`, { album: some('albums'), name: pick(NAMES) }),
      () => call('PUT', `/tracks/${some('tracks')}`, { audio: null }),
      ...(['artists', 'albums', 'tracks'] as const).map(
        (kind) => () =>
          call('PUT', `/${kind}/${some(kind)}`, next(3) === 0 ? { image: null } : form({ image: picture })),
      ),
      () => call('DELETE', `/tracks/${some('tracks')}`),
      () => call('DELETE', `/albums/${some('albums')}`),
      () => call('DELETE', `/artists/${some('artists')}`),
      async () => things.tracks.push((await uploaded(house(), pick(people), 'track', audio))._id),
      async () => setPrivate(house(), pick(people), next(2) === 0),
      async () => {
        const { id, token } = pick(people);
        await call('PUT', `/users/${id}/profile`, { displayName: `${pick(NAMES)} ${next(3)}` }, token);
      },
      () => release.status(pick(['finalized', 'approved', 'rejected'])),
      async () => {
        if (gone.length > 1) return;
        const leaver = people.pop() as Person;
        people.unshift(await person(house()));
        gone.push(leaver.id);
        await call('DELETE', `/users/${leaver.id}`);
      },
    ];
    for (let round = 0; round < 12; round++) {
      for (let act = 0; act < 20; act++) await pick(acts)();
      await agrees();
    }
    expect(Number((await ask(house(), 'select count(*) as n from library_tracks'))[0]?.n)).toBeGreaterThan(5);
  }, 120_000);

  test('index · agrees after many changes at once', async () => {
    const root = await house().root();
    const make = async (path: string, body: object) =>
      (await house().call('POST', path, { token: root, body })).body._id as string;
    const artist = await make('/artists', { name: 'Crowd' });
    const albums = await Promise.all(
      Array.from({ length: 8 }, (_, at) => make('/albums', { name: `A ${at}`, artist })),
    );
    const audio = new File([await fixture('tone.ogg')], 'x.ogg');
    const upload = async (at: number) => {
      const body = new FormData();
      for (const [name, value] of Object.entries({ name: `T ${at}`, album: albums[at % 8] ?? '', genre: 'Rock; Pop' }))
        body.set(name, value);
      body.set('audio', audio);
      return house().call('POST', '/tracks', { token: root, body });
    };
    const results = await Promise.all([
      ...Array.from({ length: 24 }, (_, at) => upload(at)),
      ...albums.map((id) => house().call('PUT', `/albums/${id}`, { token: root, body: { year: '1999' } })),
      house().call('PUT', `/artists/${artist}`, { token: root, body: { name: 'The Crowd' } }),
    ]);
    expect([...new Set(results.map(({ status }) => status))]).toEqual([200]);
    await agrees();
  }, 60_000);

  describe('a database of an older version', () => {
    test('fill · indexes what is there, in pieces and once, whoever changes it meanwhile', async () => {
      const { db, services } = house();
      const root = await house().root();
      const emptied = ['library_artists', 'library_albums', 'library_tracks', 'track_genres', 'album_genres', 'genres'];
      await db.write(async (tx) => {
        for (const table of [...emptied, 'library_state']) await tx.delete(tableOf(house(), table));
      });
      const { body: artist } = await house().call('POST', '/artists', { token: root, body: { name: 'Meanwhile' } });
      await house().call('POST', '/albums', { token: root, body: { name: 'Meanwhile', artist: artist._id } });
      await Promise.all([services.library.fill.begin(), services.library.fill.begin()]);
      await services.tasks.drain();
      await agrees();
      const before = await ask(house(), 'select * from library_state order by name');
      await services.library.fill.begin();
      await services.tasks.drain();
      expect(await ask(house(), 'select * from library_state order by name')).toEqual(before);
    });

    test('readTags · keeps genre, disc and lyrics of older files, and leaves a genre that was given', async () => {
      const { db, services } = house();
      const anna = await person(house());
      const track = await uploaded(house(), anna, 'track', new File([await tagged()], 'tagged.mp3'));
      const other = await uploaded(house(), anna, 'track', new File([await tagged()], 'tagged.mp3'));
      const full = await house().call('GET', `/tracks/${track._id}`);
      expect(full.body.genre).toBe('Art Rock; Jazz; Ska');
      expect(await services.library.lyrics(track._id)).toBe('First line');
      const { files, tracks, libraryState } = db.tables;
      await db.write(async (tx) => {
        await tx.update(files).set({ facts: { duration: 1, bitrate: 64_000 } });
        await tx.update(tracks).set({ genre: null }).where(eq(tracks.id, track._id));
        await tx.update(tracks).set({ genre: 'Own' }).where(eq(tracks.id, other._id));
        await tx.delete(libraryState).where(eq(libraryState.name, 'tags'));
      });
      await Bun.sleep(2);
      await services.library.fill.begin();
      for (let tries = 0; tries < 100 && !(await services.library.fill.readTags()); tries++);
      const [song, left] = await services.library.songs([track._id, other._id]);
      expect([song?.genres.map((name) => name.toLowerCase()), song?.disc]).toEqual([['art rock', 'jazz', 'ska'], 2]);
      expect([left?.genres, left?.disc]).toEqual([['Own'], 2]);
      expect(await services.library.lyrics(track._id)).toBe('First line');
    });
  });

  describe('library_state', () => {
    const state = () => house().services.library.state();

    test('version and moment · move with every visible change, and with no other', async () => {
      const root = await house().root();
      const anna = await person(house());
      await uploaded(house(), anna, 'track', new File([await fixture('tone.ogg')], 'x.ogg'));
      const before = await state();
      await setPrivate(house(), anna, true);
      const hidden = await state();
      expect([hidden.version > before.version, hidden.changedAt > before.changedAt]).toEqual([true, true]);
      expect([hidden.artists, hidden.albums, hidden.tracks]).toEqual([
        before.artists - 1,
        before.albums - 1,
        before.tracks - 1,
      ]);
      await uploaded(house(), anna, 'track', new File([await fixture('tone.ogg')], 'y.ogg'));
      await house().call('POST', '/artists', { token: root, body: { name: 'without albums' } });
      expect(await state()).toEqual(hidden);
      await setPrivate(house(), anna, false);
      expect((await state()).tracks).toBe(before.tracks + 1);
    });
  });
});

/** An MP3 with the tags of ID3 2.3. */
async function tagged(): Promise<Uint8Array<ArrayBuffer>> {
  const frame = (id: string, body: Buffer) => {
    const head = Buffer.alloc(10);
    head.write(id);
    head.writeUInt32BE(body.length, 4);
    return Buffer.concat([head, body]);
  };
  const text = (id: string, value: string) => frame(id, Buffer.from(`\0${value}`, 'latin1'));
  const frames = Buffer.concat([
    ...[text('TIT2', 'Tagged'), text('TCON', 'Art Rock/Jazz, Ska'), text('TPOS', '2/3'), text('TRCK', '7')],
    frame('USLT', Buffer.from('\0eng\0First line', 'latin1')),
  ]);
  const size = [21, 14, 7, 0].map((shift) => (frames.length >> shift) & 0x7f);
  const bytes = Buffer.concat([
    Buffer.from([0x49, 0x44, 0x33, 3, 0, 0, ...size]),
    frames,
    await fixture('vbr-plain.mp3'),
  ]);
  return new Uint8Array(bytes);
}

const tableOf = ({ db }: House, name: string) =>
  Object.values(db.tables).find((table) => getTableName(table) === name) as typeof db.tables.genres;

async function setPrivate(house: House, { id, token }: Person, privateProfile: boolean): Promise<void> {
  await house.call('PUT', `/users/${id}/profile`, { token, body: { preferences: { privateProfile } } });
}
