import { beforeAll, expect, test } from 'bun:test';
import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { FAKE, startFakeS3 } from '../../support/fake-s3.ts';
import { House, onEachEngine } from '../../support/house.ts';
import { entrust, hire, type Person } from '../../support/label.ts';
import { rootOf, Work } from '../../support/releases.ts';
import { elementsAt, readXml, textsAt } from '../../support/xml.ts';
import { unpack } from '../../support/zip.ts';

const UPC = '036000291452';
const HEADER =
  'UPC,Catalogue Number,Release Title,Release Version,Release Artist,Label,Genre,Subgenre,Language,Release Date,' +
  'Original Release Date,P Line,C Line,Territories,Disc,Track,Track Title,Track Version,Track Artist,Featured Artists,' +
  'Composers,Lyricists,Producers,ISRC,Explicit,Lyrics Language,Duration,Preview Start,Audio File,Audio MD5';
const md5 = (bytes: Uint8Array) => createHash('md5').update(bytes).digest('hex');
const FLAC = join(import.meta.dir, '../../fixtures/tone-16.flac');

onEachEngine('deliveries of the label', (house) => {
  let work: Work;
  let manager: Person;
  beforeAll(async () => {
    const artist = await hire(house(), 'artist', undefined);
    manager = await hire(house(), 'manager');
    await entrust(house(), artist, manager);
    work = await Work.draft(house(), artist);
  });

  const fetched = (person: Person, method = 'GET') =>
    house().fetch(method, `/v1/releases/${work.id}/delivery`, { token: person.token });
  const refused = async (person: Person) => {
    const answer = await fetched(person);
    return [answer.status, await answer.json()];
  };

  test('GET /v1/releases/:id/delivery · names all that is lacking', async () => {
    const lacking = ['name', 'type', 'date', 'cover_key', 'authors', 'tracks'];
    const forShops = ['upc', 'genre', 'language', 'label_name', 'p_line', 'c_line'];
    const message = `Отсутствует обязательное поле: ${[...lacking, ...forShops].join(', ')}`;
    expect(await refused(manager)).toEqual([400, { message }]);
    await work.complete('=cmd|"день" & <ночь>\u0001', ['Первый, главный']);
    const { body } = await work.audio(2, 'Второй', await Bun.file(FLAC).bytes(), 'flac');
    await work.ask('POST', `/v1/tracks/${work.id}`, { fileKey: body.key });
    const codes = ['tracks.1.isrc', 'tracks.2.isrc'];
    const rest = `Отсутствует обязательное поле: ${[...forShops, ...codes].join(', ')}`;
    expect(await refused(manager)).toEqual([400, { message: rest }]);
  });

  test('GET /v1/releases/:id/delivery · is for the manager of its artist, and root', async () => {
    const other = await hire(house(), 'manager');
    expect([(await fetched(work.artist)).status, (await fetched(other)).status]).toEqual([403, 403]);
    const { token } = await hire(house(), 'root');
    for (const id of ['0'.repeat(24), 'x']) {
      const answer = await house().call('GET', `/v1/releases/${id}/delivery`, { token });
      expect([answer.status, answer.body]).toEqual([404, { message: 'Релиз не найден' }]);
    }
  });

  test('GET /v1/releases/:id/delivery · is an archive of cover, audio, table, message and their sums', async () => {
    await work.put({
      ...{
        upc: UPC,
        genre: 'Поп',
        subgenre: 'Инди',
        language: 'ru',
        label_name: 'Лейбл "Т"',
        p_line: '(P) 2026 Тонарм',
      },
      ...{ c_line: '© 2025 Тонарм', catalogue_number: '-T1', version: 'Deluxe', original_date: '2001-02-03' },
      ...{
        territories: ['RU', 'DE'],
        contributors: [{ name: 'Композитор', role: 'Composer', isni: '0000000121032683' }],
      },
    });
    const [first, second] = (await work.get()).body.tracks;
    await work.ask('PUT', `/v1/tracks/${work.id}/${first.id}`, {
      ...{ isrc: 'RUA1B2600001', feat: ['Гость', 'Другой, гость'], explicit: true, version: 'Live', preview_start: 0 },
      ...{ language: 'en', lyrics_language: 'de', p_line: '2024 Другие' },
    });
    await work.ask('PUT', `/v1/tracks/${work.id}/${second.id}`, {
      isrc: 'RUA1B2600002',
      contributors: [
        { name: '+Поэт', role: 'Lyricist' },
        { name: 'Гостья', role: 'FeaturedArtist' },
      ],
    });
    const answer = await fetched(manager);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/zip']);
    expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="${UPC}.zip"`);
    const files = unpack(Buffer.from(await answer.bytes()));
    const names = ['.jpg', '_01_01.wav', '_01_02.flac'].map((end) => UPC + end);
    const all = [...names, 'metadata.csv', `${UPC}.xml`, 'manifest.md5'];
    expect([...files.keys()]).toEqual(all.map((name) => `${UPC}/${name}`));
    const bytesOf = (name: string) => files.get(`${UPC}/${name}`) as Buffer;

    // The bytes are those that were uploaded.
    const stored = async (fileName: string) => {
      const kept = await house().fetch('GET', work.media(`download/${encodeURIComponent(fileName)}`), {
        token: manager.token,
      });
      return Buffer.from(await kept.bytes());
    };
    expect(bytesOf(`${UPC}.jpg`).equals(await stored('cover.jpg'))).toBe(true);
    expect(bytesOf(names[1] as string).equals(await stored(first.file.fileName))).toBe(true);
    expect(bytesOf(names[2] as string).equals(await stored('2-Второй.flac'))).toBe(true);

    const sums = all.slice(0, -1).map((name) => `${md5(bytesOf(name))}  ${name}\n`);
    expect(bytesOf('manifest.md5').toString()).toBe(sums.join(''));

    const artist = work.artist.login;
    const common = (rest: string) =>
      `${UPC},'-T1,"'=cmd|""день"" & <ночь>\u0001",Deluxe,${artist},"Лейбл ""Т""",Поп,Инди,ru,2025-03-01,2001-02-03,` +
      `(P) 2026 Тонарм,© 2025 Тонарм,RU; DE,1,${rest}\r\n`;
    const sumOf = (name = '') => md5(bytesOf(name));
    expect(bytesOf('metadata.csv').toString()).toBe(
      `${HEADER}\r\n` +
        common(
          `1,"Первый, главный",Live,${artist},"Гость; Другой, гость",Композитор,А. Б.,В. Г.,RUA1B2600001,true,de,0.1,0,${names[1]},${sumOf(names[1])}`,
        ) +
        common(
          `2,Второй,,${artist},Гостья,Композитор,'+Поэт; А. Б.,В. Г.,RUA1B2600002,false,,${second.duration},,${names[2]},${sumOf(names[2])}`,
        ),
    );

    const xml = readXml(bytesOf(`${UPC}.xml`).toString());
    expect([xml.name, xml.attributes['xmlns:ern']]).toEqual(['ern:NewReleaseMessage', 'http://ddex.net/xml/ern/43']);
    expect(xml.children.map(({ name }) => name)).toEqual([
      ...['MessageHeader', 'PartyList', 'ResourceList', 'ReleaseList', 'DealList'],
    ]);
    const edition = 'ResourceList/SoundRecording/SoundRecordingEdition';
    expect(textsAt(xml, `${edition}/ResourceId/ISRC`)).toEqual(['RUA1B2600001', 'RUA1B2600002']);
    expect(textsAt(xml, `${edition}/PLine/Year`)).toEqual(['2024', '2026']);
    const file = `${edition}/TechnicalDetails/DeliveryFile/File`;
    expect(textsAt(xml, `${file}/URI`)).toEqual(names.slice(1));
    expect(textsAt(xml, `${file}/HashSum/HashSumValue`)).toEqual([sumOf(names[1]), sumOf(names[2])]);
    expect(textsAt(xml, 'ResourceList/Image/TechnicalDetails/File/URI')).toEqual([`${UPC}.jpg`]);
    expect(textsAt(xml, 'ResourceList/Image/TechnicalDetails/File/HashSum/HashSumValue')).toEqual([
      sumOf(`${UPC}.jpg`),
    ]);
    expect(textsAt(xml, 'ReleaseList/Release/ReleaseId/ICPN')).toEqual([UPC]);
    expect(textsAt(xml, 'ReleaseList/Release/DisplayTitleText')).toEqual(['=cmd|"день" & <ночь> (Deluxe)']);
    expect(textsAt(xml, 'ReleaseList/TrackRelease/ReleaseResourceReference')).toEqual(['A1', 'A2']);
    const group = 'ReleaseList/Release/ResourceGroup/ResourceGroup/ResourceGroupContentItem/ReleaseResourceReference';
    expect(textsAt(xml, group)).toEqual(['A1', 'A2']);
    expect(textsAt(xml, 'PartyList/Party/PartyId/ISNI')).toEqual(['0000000121032683']);
    expect(textsAt(xml, 'DealList/ReleaseDeal/DealReleaseReference')).toEqual(['R0', 'R1', 'R2']);
    expect(new Set(textsAt(xml, 'DealList/ReleaseDeal/Deal/DealTerms/TerritoryCode'))).toEqual(new Set(['RU', 'DE']));
    // Whoever is named is listed, once.
    const parties = textsAt(xml, 'PartyList/Party/PartyReference');
    const people = ['DisplayArtist/ArtistPartyReference', 'Contributor/ContributorPartyReference'];
    const named = people.flatMap((path) => textsAt(xml, `ResourceList/SoundRecording/${path}`));
    expect([...new Set(parties)]).toEqual(parties);
    expect(named.filter((reference) => !parties.includes(reference))).toEqual([]);
    expect(elementsAt(xml, 'ResourceList/SoundRecording/DisplayArtist')).toHaveLength(5);
  });

  test('HEAD /v1/releases/:id/delivery · sends nothing', async () => {
    const answer = await fetched(manager, 'HEAD');
    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
      200,
      'application/zip',
      '',
    ]);
  });

  test('GET /v1/releases/:id/delivery · of more than four at once the next is refused, until one has ended', async () => {
    const four = await Promise.all(Array.from({ length: 4 }, () => fetched(manager)));
    expect(four.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const fifth = await fetched(manager);
    expect([fifth.status, fifth.headers.get('retry-after')]).toEqual([503, '5']);
    await four[0]?.body?.cancel();
    const next = await fetched(manager);
    expect(next.status).toBe(200);
    for (const { body } of [...four.slice(1), next]) await body?.cancel();
  });

  test('GET /v1/releases/:id/delivery · breaks off when a file is not there as it should be, and lets the next one in', async () => {
    await Promise.all((await house().files('tracks')).map((name) => rm(join(house().config.dataDir, 'tracks', name))));
    for (let tries = 0; tries < 5; tries++) {
      const answer = await fetched(manager);
      expect(answer.status).toBe(200);
      await expect(answer.bytes()).rejects.toThrow();
    }
  });
});

test('GET /v1/releases/:id/delivery · of files in an S3 store, whose copies are gone, is whole', async () => {
  const s3 = await startFakeS3();
  const settings = { MEDIA_STORE: `s3://${FAKE.bucket}/music`, S3_ENDPOINT: s3.endpoint, S3_REGION: FAKE.region };
  const house = await House.open('sqlite', {
    ...settings,
    ...{ S3_ACCESS_KEY_ID: FAKE.accessKeyId, S3_SECRET_ACCESS_KEY: FAKE.secretAccessKey },
  });
  const work = await Work.draft(house);
  await work.complete('Имя', ['Раз', 'Два']);
  const { token } = await rootOf(house);
  const ask = (method: string, path: string, body?: object) =>
    house.call(method, path, { token, ...(body ? { body } : {}) });
  await ask('PUT', '/v1/codes/isrc', { prefix: 'RUA1B', year: 26, next: 1 });
  await ask('PUT', '/v1/codes/upc', { from: '4600000000008', to: '4600000099996' });
  await work.put({ genre: 'Поп', language: 'ru', label_name: 'Т', p_line: '2026 Т', c_line: '2026 Т' });
  expect((await work.save()).status).toBe(200);
  await rm(join(house.config.dataDir, 'cache'), { recursive: true, force: true });
  const answer = await house.fetch('GET', `/v1/releases/${work.id}/delivery`, { token });
  const files = unpack(Buffer.from(await answer.bytes()));
  const sums = [...files].slice(0, -1).map(([path, bytes]) => `${md5(bytes)}  ${path.slice(14)}\n`);
  expect(files.get('4600000000008/manifest.md5')?.toString()).toBe(sums.join(''));
  expect(files.size).toBe(6);
  await house.close();
  await s3.leave();
});
