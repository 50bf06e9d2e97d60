import { beforeAll, expect, test } from 'bun:test';
import { ROLES } from '../../../src/domain/label/releases/model.ts';
import { onEachEngine } from '../../support/house.ts';
import { RELEASE_UNTOLD, TRACK_UNTOLD, Work } from '../../support/releases.ts';

const LANGUAGE = 'код языка по ISO 639-1, например ru';
const TERRITORIES = 'список кодов стран по ISO 3166-1 (alpha-2) или ["WW"]';
const PREVIEW = 'Поле preview_start: целое число секунд в пределах длительности трека';
const PERSON = { name: 'Анна', role: 'Composer' };
const UNNUMBERED = { isni: '', spotify: '', apple: '' };

const release = {
  ...{ version: 'Ремастер', genre: 'Поп', subgenre: 'Инди', language: 'ru', p_line: '2026 Тонарм', c_line: '2026 Т' },
  ...{ label_name: 'Тонарм', catalogue_number: 'T-1', original_date: '1999-12-31', territories: ['RU', 'DE'] },
};
const track = { version: 'Live', language: 'en', lyrics_language: 'de', p_line: '2025 Другие', preview_start: 1 };

onEachEngine('what shops are told', (house) => {
  let work: Work;
  let id: string;
  beforeAll(async () => {
    work = await Work.draft(house());
    id = (await work.track('Песня', 1.5))._id;
  });
  const putTrack = (body: object) => work.ask('PUT', `/v1/tracks/${work.id}/${id}`, body);

  test('PUT /v1/releases/:id · is kept, shown and taken away', async () => {
    const people = [
      { ...PERSON, isni: '0000 0001 2103 2683', spotify: 's', apple: null },
      { name: 'Б', role: 'Mixer' },
    ];
    const told = { ...release, language: ' RU ', territories: ['ru', 'DE', 'RU'], contributors: people };
    const shown = {
      ...release,
      contributors: [
        { ...PERSON, isni: '0000000121032683', spotify: 's', apple: '' },
        { name: 'Б', role: 'Mixer', ...UNNUMBERED },
      ],
    };
    const put = await work.put(told);
    expect([put.status, put.body]).toEqual([200, expect.objectContaining(shown)]);
    await work.put({ name: 'Имя' });
    expect((await work.get()).body).toMatchObject(shown);
    const none = Object.fromEntries(Object.keys(release).map((field) => [field, null]));
    expect((await work.put({ ...none, territories: [], contributors: [] })).body).toMatchObject(RELEASE_UNTOLD);
    await work.put(told);
    const empty = {
      ...Object.fromEntries(Object.keys(release).map((field) => [field, ''])),
      territories: [],
      contributors: [],
    };
    expect((await work.put(empty)).body).toMatchObject(RELEASE_UNTOLD);
  });

  test('PUT /v1/tracks/:id/:trackId · is kept, shown and taken away', async () => {
    const put = await putTrack({ ...track, contributors: [PERSON] });
    const shown = { ...track, contributors: [{ ...PERSON, ...UNNUMBERED }] };
    expect([put.status, put.body]).toEqual([200, expect.objectContaining(shown)]);
    expect((await work.get()).body.tracks[0]).toMatchObject(shown);
    expect((await work.ask('GET', `/v1/tracks/${work.id}/${id}`)).body).toMatchObject(shown);
    const none = Object.fromEntries(Object.keys(track).map((field) => [field, null]));
    expect((await putTrack({ ...none, contributors: [] })).body).toMatchObject(TRACK_UNTOLD);
    expect((await putTrack({ preview_start: 0 })).body.preview_start).toBe(0);
  });

  test('POST /v1/media/…/track · a shorter file forgets a preview that would begin behind its end', async () => {
    await putTrack({ preview_start: 1 });
    await work.audio(1, 'Песня');
    expect((await work.get()).body.tracks[0].preview_start).toBe(null);
    await work.audio(1, 'Песня', undefined, 'wav');
  });

  test.each([
    [{ version: 'x'.repeat(201) }, 'Поле version: строка до 200 символов'],
    [{ genre: 7 }, 'Поле genre: строка до 200 символов'],
    [{ language: 'xx' }, `Поле language: ${LANGUAGE}`],
    [{ language: 'rus' }, `Поле language: ${LANGUAGE}`],
    [{ original_date: '2026-02-30' }, 'Поле original_date: дата в формате ГГГГ-ММ-ДД'],
    [{ territories: ['RU', 'WW'] }, `Поле territories: ${TERRITORIES}`],
    [{ territories: ['ZZ'] }, `Поле territories: ${TERRITORIES}`],
    [{ territories: ['RUS'] }, `Поле territories: ${TERRITORIES}`],
    [{ territories: 'RU' }, `Поле territories: ${TERRITORIES}`],
    [{ territories: Array(251).fill('RU') }, `Поле territories: ${TERRITORIES}`],
    [
      { contributors: [{ ...PERSON, isni: '0000000121032684' }] },
      'Поле contributors.0.isni: 16 знаков с верным контрольным',
    ],
    [
      { contributors: Array(51).fill(PERSON) },
      'Поле contributors: список до 50 объектов с полями name, role, isni, spotify, apple',
    ],
    [{ contributors: [{ name: 'А', role: 'Boss' }] }, `Поле contributors.0.role: одно из значений ${ROLES.join(', ')}`],
    [{ contributors: [PERSON, { role: 'Mixer' }] }, 'Отсутствует обязательное поле: contributors.1.name'],
    [{ contributors: null }, 'Поле contributors: список до 50 объектов с полями name, role, isni, spotify, apple'],
  ])('PUT /v1/releases/:id · %j is refused, and changes nothing', async (body, message) => {
    const before = (await work.get()).body;
    const refused = await work.put(body);
    expect([refused.status, refused.body]).toEqual([400, { message }]);
    expect((await work.get()).body).toEqual(before);
  });

  test.each([
    [{ lyrics_language: 'xx' }, `Поле lyrics_language: ${LANGUAGE}`],
    [{ preview_start: 0.5 }, PREVIEW],
    [{ preview_start: -1 }, PREVIEW],
    [{ preview_start: 2 }, PREVIEW],
    [{ preview_start: '1' }, PREVIEW],
    [{ preview_start: 10 ** 9 }, PREVIEW],
  ])('PUT /v1/tracks/:id/:trackId · %j is refused, and changes nothing', async (body, message) => {
    const before = (await work.get()).body;
    const refused = await putTrack(body);
    expect([refused.status, refused.body]).toEqual([400, { message }]);
    expect((await work.get()).body).toEqual(before);
  });
});
