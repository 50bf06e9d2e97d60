import { expect, test } from 'bun:test';
import { onEachEngine } from '../../support/house.ts';
import { hire, type Person } from '../../support/label.ts';
import { form, rootOf, Work, wav } from '../../support/releases.ts';

onEachEngine('a release in the catalogue', (house) => {
  /** An artist with a stage name that nobody else has. */
  async function star(stageName: string): Promise<Person> {
    const person = await hire(house(), 'artist');
    await rename(person, stageName);
    return person;
  }
  const rename = async ({ id }: Person, stageName: string) =>
    house().call('PATCH', `/v1/artists/${id}/name`, { token: (await rootOf(house())).token, body: { stageName } });

  const named = async (path: string, name: string) =>
    (await house().call('GET', path)).body.filter((entry: { name: string }) => entry.name === name);
  const tracksOf = (name: string) => house().call('GET', `/tracks/${encodeURIComponent(name)}`);
  const streamed = async (id: string) => (await house().fetch('GET', `/media/track/${id}`)).status;

  test('PATCH /v1/releases/:id/status · appears when it is finalized, with the ids that it has at the label', async () => {
    const work = await Work.draft(house(), await star('Звезда'));
    const ids = await work.complete('Первый альбом', ['Раз', 'Два']);
    for (const status of ['pending', 'approved', 'delivered']) {
      await work.status(status);
      expect(await named('/artists', 'Звезда')).toEqual([]);
      expect(await streamed(ids[0] ?? '')).toBe(404);
    }
    await work.status('finalized');
    const [artist] = await named('/artists', 'Звезда');
    const [album] = await named('/albums', 'Первый альбом');
    expect(album).toMatchObject({ _id: work.id, artist: artist._id, year: '2025' });
    expect((await house().fetch('GET', `/uploads/albums/${album.image}`)).headers.get('content-type')).toBe(
      'image/jpeg',
    );
    const { body: tracks } = await tracksOf('Звезда');
    expect(tracks.map(({ _id, name, duration }: Record<string, string>) => [_id, name, duration])).toEqual([
      [ids[0], 'Раз', '00:00'],
      [ids[1], 'Два', '00:00'],
    ]);
    expect(await streamed(ids[1] ?? '')).toBe(200);
    expect((await house().fetch('GET', `/uploads/tracks/${tracks[0].audio}`)).status).toBe(200);
  });

  test('GET /media/track/:trackId · is played for its artist', async () => {
    const person = await star('Играющий');
    const work = await Work.draft(house(), person);
    const [first = ''] = await work.complete('Слышно', ['Раз']);
    await work.status('finalized');
    expect(await streamed(first)).toBe(200);
    const { body } = await house().call('GET', `/users/${person.id}/profile`);
    expect(body.data.stats.totalPlays).toBe(1);
  });

  test('DELETE /v1/releases/:id · leaves what others have put on it to them when it is deleted', async () => {
    const work = await Work.draft(house(), await star('Хозяин'));
    await work.complete('Общий', ['Раз']);
    await work.status('finalized');
    const refused = await house().call('POST', '/tracks', {
      token: (await house().member()).token,
      body: { name: 'Гость', album: work.id },
    });
    expect([refused.status, refused.body]).toEqual([403, { error: 'Forbidden' }]);
    const { body: track } = await house().call('POST', '/tracks', {
      token: (await rootOf(house())).token,
      body: { name: 'Гость', album: work.id },
    });
    await work.status('draft');
    expect((await house().call('GET', `/tracks/${track._id}`)).status).toBe(404);
    expect(
      (await house().call('DELETE', `/v1/releases/${work.id}`, { token: (await rootOf(house())).token })).status,
    ).toBe(200);
    expect((await house().call('GET', `/tracks/${track._id}`)).body.name).toBe('Гость');
    expect((await tracksOf('Хозяин')).body.map(({ name }: { name: string }) => name)).toEqual(['Гость']);
  });

  test('PATCH /v1/releases/:id/status · disappears when it leaves that, and comes back under the same ids as it is told then', async () => {
    const person = await star('Комета');
    const work = await Work.draft(house(), person);
    const [first = '', second = ''] = await work.complete('Было', ['Раз', 'Два']);
    await work.status('finalized');
    const [artist] = await named('/artists', 'Комета');
    const [album] = await named('/albums', 'Было');
    const { audio } = (await tracksOf('Комета')).body[0];

    for (const status of ['draft', 'rejected', 'draft']) {
      await work.status(status);
      for (const [path, code] of [
        [`/artists/${artist._id}`, 404],
        [`/albums/${work.id}`, 404],
        [`/tracks/${first}`, 404],
        [`/media/track/${first}`, 404],
        [`/uploads/tracks/${audio}`, 404],
        [`/uploads/albums/${album.image}`, 404],
        [`/albums?artist=${artist._id}`, 404],
      ] as const)
        expect([path, (await house().fetch('GET', path)).status]).toEqual([path, code]);
      expect((await house().call('GET', `/tracks?album=${work.id}`)).status).toBe(404);
      expect(await named('/tracks', 'Раз')).not.toContainEqual(expect.objectContaining({ _id: first }));
      await work.status('finalized');
      expect(await streamed(first)).toBe(200);
    }

    await work.status('draft');
    await work.put({ name: 'Стало', date: '2026-01-01' });
    await rename(person, 'Комета Галлея');
    await work.ask('PUT', `/v1/tracks/${work.id}/${second}`, { name: 'Второй' });
    await work.audio(1, 'Раз');
    const third = (await work.track('Три'))._id;
    await work.ask('PATCH', `/v1/tracks/${work.id}`, { newOrder: [third, second, first] });
    await work.ask('DELETE', `/v1/tracks/${work.id}/${first}`);
    await work.status('finalized');
    expect(await named('/artists', 'Комета')).toEqual([]);
    expect((await named('/artists', 'Комета Галлея'))[0]._id).toBe(artist._id);
    expect((await named('/albums', 'Стало'))[0]).toMatchObject({ _id: work.id, year: '2026', image: album.image });
    const { body: tracks } = await tracksOf('Комета Галлея');
    expect(tracks.map(({ _id, name }: Record<string, string>) => [_id, name])).toEqual([
      [third, 'Три'],
      [second, 'Второй'],
    ]);
    expect(await streamed(third)).toBe(200);
    expect(await streamed(first)).toBe(404);
  });

  test('PATCH /v1/releases/:id/status · is of one artist, who stays as long as one of their releases does, and is renamed at once', async () => {
    const person = await star('Дуэт');
    const one = await Work.draft(house(), person);
    await one.complete('Раз');
    await one.status('finalized');
    const two = await Work.draft(house(), person);
    await two.complete('Два');
    await two.status('finalized');
    const artists = await named('/artists', 'Дуэт');
    expect(artists).toHaveLength(1);
    const albums = async () => {
      const { body } = await house().call('GET', `/albums?artist=${artists[0]._id}`);
      return body.map(({ name }: { name: string }) => name).sort();
    };
    expect(await albums()).toEqual(['Два', 'Раз']);
    await one.status('rejected');
    expect(await albums()).toEqual(['Два']);
    await rename(person, 'Трио');
    expect((await named('/artists', 'Трио'))[0]._id).toBe(artists[0]._id);
    await two.status('approved');
    expect(await named('/artists', 'Трио')).toEqual([]);
  });

  test('DELETE /v1/releases/:id · goes for good with the release, but for what others have put on it', async () => {
    const files = async () => [...(await house().files('albums')), ...(await house().files('tracks'))].sort();
    const before = await files();
    const work = await Work.draft(house(), await star('Прощай'));
    const [first = ''] = await work.complete('Ухожу');
    await work.status('finalized');
    const { token } = await house().member();
    const heard = await house().call('POST', '/trackHistory', { token, body: { track: first } });
    expect(heard.status).toBe(200);
    const body = { name: 'Гость', album: work.id };
    const guest = await house().call('POST', '/tracks', { token: (await rootOf(house())).token, body });
    await work.status('draft');
    expect((await house().fetch('GET', `/tracks/${guest.body._id}`)).status).toBe(404);
    expect((await work.remove()).status).toBe(200);
    expect(await files()).toEqual(before);
    expect((await house().call('GET', '/trackHistory', { token })).body).toEqual([]);
    expect((await house().call('GET', `/albums/${work.id}`)).status).toBe(200);
    expect((await house().fetch('GET', `/tracks/${guest.body._id}`)).status).toBe(200);
  });

  test('PUT, DELETE /albums/:id, /tracks/:id · is not changed through the catalogue, and a file of it is not deleted there', async () => {
    const work = await Work.draft(house(), await star('Стоик'));
    const [first = ''] = await work.complete('Стою');
    await work.status('finalized');
    const { token } = await house().member();
    for (const path of [`/albums/${work.id}`, `/tracks/${first}`]) {
      expect((await house().call('PUT', path, { token, body: { name: 'x' } })).status).toBe(403);
      expect((await house().call('DELETE', path, { token })).status).toBe(403);
      expect((await house().call('DELETE', path, { token: work.artist.token })).status).toBe(403);
      expect((await house().call('DELETE', path, { token: (await rootOf(house())).token })).status).toBe(409);
    }
    const { token: root } = await rootOf(house());
    for (const body of [form({ audio: wav(0.1) }), { audio: null }])
      expect((await house().call('PUT', `/tracks/${first}`, { token: root, body })).status).toBe(409);
    expect((await house().call('PUT', `/albums/${work.id}`, { token: root, body: { image: null } })).status).toBe(409);
    expect(await streamed(first)).toBe(200);
  });

  test('PATCH /v1/releases/:id/status · beyond pending asks for what saving asks for', async () => {
    const work = await Work.draft(house());
    for (const status of ['approved', 'delivered', 'finalized'])
      expect(await work.status(status)).toMatchObject({
        status: 400,
        body: { message: 'Отсутствует обязательное поле: name, type, date, cover_key, authors, tracks' },
      });
    for (const status of ['pending', 'rejected', 'draft']) expect((await work.status(status)).status).toBe(200);
    await work.complete('Есть', ['Раз', 'Два']);
    await work.ask('DELETE', work.media('delete/2-Два.wav'));
    expect((await work.status('finalized')).body).toEqual({ message: 'Отсутствует обязательное поле: tracks.2.file' });
    expect((await work.get()).body.status.label).toBe('draft');
    expect((await house().call('GET', `/albums/${work.id}`)).status).toBe(404);
  });

  test('PATCH /v1/releases/:id/status · stands as it was told last, however many set the status at once', async () => {
    const work = await Work.draft(house(), await star('Вихрь'));
    const [first = ''] = await work.complete('Вертится');
    const statuses = ['finalized', 'rejected', 'finalized', 'pending', 'finalized', 'approved', 'delivered'];
    const answers = await Promise.all(statuses.map((status) => work.status(status)));
    expect(answers.map(({ status }) => status)).toEqual(statuses.map(() => 200));
    const { label, history } = (await work.get()).body.status;
    expect(history).toHaveLength(1 + statuses.length);
    expect(history.at(-1).status.label).toBe(label);
    expect(await streamed(first)).toBe(label === 'finalized' ? 200 : 404);
  });
});
