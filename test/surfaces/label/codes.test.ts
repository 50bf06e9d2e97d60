import { beforeEach, expect, test } from 'bun:test';
import { newId } from '../../../src/lib/ids.ts';
import { withCheckDigit } from '../../../src/lib/product-codes.ts';
import { onEachEngine } from '../../support/house.ts';
import { hire, type Person } from '../../support/label.ts';
import { rootOf, Work } from '../../support/releases.ts';

const isrcOf = (number: number, stem = 'RUA1B26') => `${stem}${String(number).padStart(5, '0')}`;
/** A code of 13 digits by its number. */
const eanOf = (number: number) => withCheckDigit(String(number).padStart(12, '0'));

onEachEngine('codes of the label', (house) => {
  let root: Person;
  /** Registrants and numbers of its own for each test. */
  let prefix = '';
  let base = 460_000_000_000;
  let tests = 0;
  beforeEach(async () => {
    root = await rootOf(house());
    prefix = `RU${String(++tests).padStart(3, 'A')}`;
    base += 1_000_000;
  });

  const ask = (method: string, path: string, body?: object) =>
    house().call(method, `/v1${path}`, { token: root.token, ...(body ? { body } : {}) });
  const setIsrc = (next: number, year = 26) => ask('PUT', '/codes/isrc', { prefix, year, next });
  const setUpc = (from: number, to: number) => ask('PUT', '/codes/upc', { from: eanOf(from), to: eanOf(to) });

  /** A release that can be saved. No file is uploaded: what the files are is not asked. */
  async function ready(titles: string[], artist?: Person): Promise<Work> {
    const work = await Work.draft(house(), artist);
    await work.complete('Альбом', titles);
    return work;
  }

  const codesOf = ({ body }: { body: { upc: string; tracks: { isrc: string }[] } }) => [
    body.upc,
    ...body.tracks.map(({ isrc }) => isrc),
  ];

  test('GET /v1/codes · says what is set, PUT /v1/codes/isrc and /v1/codes/upc set it', async () => {
    if (tests === 1) expect((await ask('GET', '/codes')).body).toEqual({ isrc: null, upc: null });
    const isrc = { prefix, year: 5, next: 99_998, left: 2 };
    const set = await ask('PUT', '/codes/isrc', {
      prefix: ` ${prefix.toLowerCase()} `,
      year: 5,
      next: 99_998,
      more: 1,
    });
    expect([set.status, set.body]).toEqual([200, isrc]);
    const upc = { from: eanOf(base), to: eanOf(base + 9), next: eanOf(base), left: 10 };
    const range = await ask('PUT', '/codes/upc', { from: upc.from, to: upc.to });
    expect([range.status, range.body]).toEqual([200, upc]);
    expect((await ask('GET', '/codes')).body).toEqual({ isrc, upc });
    // A pool of 12 digits is shown as it was given.
    const short = { from: '036000291452', to: '036000291469' };
    expect((await ask('PUT', '/codes/upc', short)).body).toEqual({ ...short, next: short.from, left: 2 });
  });

  test.each([
    ['isrc', {}, 'Отсутствует обязательное поле: prefix'],
    ['isrc', { prefix: 'RUA1B', year: 26 }, 'Отсутствует обязательное поле: next'],
    ['isrc', { prefix: 'RUA1', year: 26, next: 1 }, 'Поле prefix: пять знаков: две буквы, три буквы или цифры'],
    ['isrc', { prefix: '1UA1B', year: 26, next: 1 }, 'Поле prefix: пять знаков: две буквы, три буквы или цифры'],
    ['isrc', { prefix: 'РУA1B', year: 26, next: 1 }, 'Поле prefix: пять знаков: две буквы, три буквы или цифры'],
    ['isrc', { prefix: 'RUA1B', year: 100, next: 1 }, 'Поле year: целое число от 0 до 99'],
    ['isrc', { prefix: 'RUA1B', year: -1, next: 1 }, 'Поле year: целое число от 0 до 99'],
    ['isrc', { prefix: 'RUA1B', year: 26, next: 100_000 }, 'Поле next: целое число от 0 до 99999'],
    ['isrc', { prefix: 'RUA1B', year: 26, next: 1.5 }, 'Поле next: целое число от 0 до 99999'],
    ['upc', { from: '036000291452' }, 'Отсутствует обязательное поле: to'],
    ['upc', { from: '036000291453', to: '036000291469' }, 'Поле from: 12 или 13 цифр с верной контрольной'],
    ['upc', { from: '036000291452', to: '03600029146' }, 'Поле to: 12 или 13 цифр с верной контрольной'],
    ['upc', { from: '036000291452', to: '4006381333931' }, 'Поле to: код той же длины, что и from, и не меньше его'],
    ['upc', { from: '036000291469', to: '036000291452' }, 'Поле to: код той же длины, что и from, и не меньше его'],
  ])('PUT /v1/codes/%s · %j is refused, and changes nothing', async (kind, body, message) => {
    const before = (await ask('GET', '/codes')).body;
    const refused = await ask('PUT', `/codes/${kind}`, body);
    expect([refused.status, refused.body]).toEqual([400, { message }]);
    expect((await ask('GET', '/codes')).body).toEqual(before);
  });

  test('PATCH /v1/releases/:id · gives the codes that are lacking, in the order of the tracks, once', async () => {
    await setIsrc(7);
    await setUpc(base, base + 9);
    const work = await ready(['Раз', 'Два', 'Три']);
    const [first] = (await work.get()).body.tracks;
    await work.ask('PUT', `/v1/tracks/${work.id}/${first.id}`, { isrc: isrcOf(8, `${prefix}26`) });
    const stem = `${prefix}26`;
    const given = [eanOf(base), isrcOf(8, stem), isrcOf(7, stem), isrcOf(9, stem)];
    expect(codesOf(await work.save())).toEqual(given);
    expect(codesOf(await work.save())).toEqual(given);
    expect((await ask('GET', '/codes')).body).toMatchObject({
      isrc: { next: 10, left: 99_990 },
      upc: { next: eanOf(base + 1), left: 9 },
    });
  });

  test('PATCH /v1/releases/:id · a code is never given again, not when its release is deleted or the pool is set anew', async () => {
    await setIsrc(1);
    await setUpc(base, base + 9);
    const work = await ready(['Раз']);
    await work.save();
    await work.put({ upc: null });
    const { _id } = await work.track('Два');
    await work.ask('DELETE', `/v1/tracks/${work.id}/${_id}`);
    expect((await work.remove()).status).toBe(200);
    expect((await setIsrc(0)).body).toMatchObject({ next: 0, left: 99_999 });
    await setUpc(base, base + 9);
    const stem = `${prefix}26`;
    expect(codesOf(await (await ready(['Раз', 'Два'])).save())).toEqual([
      eanOf(base + 1),
      isrcOf(0, stem),
      isrcOf(2, stem),
    ]);
  });

  test.each([
    ['isrc', 99_999, 0],
    ['upc', 0, 1],
  ])('PATCH /v1/releases/:id · with too few codes left it is refused, and takes none: %s', async (kind, next, upcs) => {
    await setIsrc(next);
    await setUpc(base, base + 9 * (1 - upcs));
    if (upcs === 1) await (await ready(['Последний'])).save();
    const before = (await ask('GET', '/codes')).body;
    const work = await ready(['Раз', 'Два']);
    const refused = await work.save();
    expect([refused.status, refused.body]).toEqual([409, { message: `Коды закончились: ${kind}` }]);
    const { body } = await work.get();
    expect([body.status.label, ...codesOf({ body })]).toEqual(['draft', '', '', '']);
    expect((await ask('GET', '/codes')).body).toEqual(before);
    // The pool that has none left says so.
    if (kind === 'upc') expect(before.upc).toMatchObject({ next: null, left: 0 });
  });

  test('PATCH /v1/releases/:id · what lacks something else takes no code', async () => {
    await setIsrc(1);
    await setUpc(base, base + 9);
    const before = (await ask('GET', '/codes')).body;
    const work = await Work.draft(house());
    expect((await work.save()).status).toBe(400);
    expect((await ask('GET', '/codes')).body).toEqual(before);
  });

  test('PATCH /v1/releases/:id · of a hundred at once each gets codes of its own, without a gap', async () => {
    const releases = 100;
    await setIsrc(1);
    await setUpc(base, base + 2 * releases);
    const works = await handedIn(releases);
    const saved = await Promise.all(works.map((work) => work.save()));
    expect(new Set(saved.map(({ status }) => status))).toEqual(new Set([200]));
    const numbers = Array.from({ length: releases }, (_, at) => at);
    const codes = saved.map(codesOf);
    expect(codes.map(([upc]) => upc).sort()).toEqual(numbers.map((at) => eanOf(base + at)));
    expect(codes.map(([, isrc]) => isrc).sort()).toEqual(numbers.map((at) => isrcOf(at + 1, `${prefix}26`)));
  }, 60_000);

  test('PATCH /v1/releases/:id · beside those who type the next codes by hand', async () => {
    await setIsrc(1);
    await setUpc(base, base + 99);
    const works = await handedIn(8);
    const typing: Work[] = [];
    for (let at = 0; at < 8; at++) typing.push(await Work.draft(house()));
    for (const work of typing) await work.track('Т');
    const typed = typing.map(async (work, at) => {
      const [{ id }] = (await work.get()).body.tracks;
      return work.ask('PUT', `/v1/tracks/${work.id}/${id}`, { isrc: isrcOf(at + 1, `${prefix}26`) });
    });
    const [saved, told] = await Promise.all([Promise.all(works.map((work) => work.save())), Promise.all(typed)]);
    expect(new Set(saved.map(({ status }) => status))).toEqual(new Set([200]));
    const all = [...works, ...typing].map(async (work) => codesOf(await work.get())[1]);
    const used = (await Promise.all(all)).filter((isrc) => isrc !== '');
    expect(new Set(used).size).toBe(used.length);
    expect(used.length).toBe(8 + told.filter(({ status }) => status === 200).length);
  });

  test('PATCH /v1/releases/:id · passes over thousands of codes in use, and no second time', async () => {
    await setIsrc(1);
    const used = 30_000;
    const work = await ready(['Раз']);
    const [{ id }] = (await work.get()).body.tracks;
    const { db } = house();
    await db.write(async (tx) => {
      const { givenCodes } = db.tables;
      for (let at = 1; at <= used; at += 1000) {
        const rows = Array.from({ length: 1000 }, (_, more) => ({
          code: isrcOf(at + more, `${prefix}26`),
          ...{ givenTo: id, givenAt: 0 },
        }));
        await tx.insert(givenCodes).values(rows);
      }
    });
    const begun = performance.now();
    expect(codesOf(await work.save())[1]).toBe(isrcOf(used + 1, `${prefix}26`));
    expect(performance.now() - begun).toBeLessThan(3_000);
    expect((await ask('GET', '/codes')).body.isrc).toMatchObject({ next: used + 2, left: 99_999 - used - 1 });
  });

  /** Releases of one track that have been handed in while no pool was set, of one artist: their rows. */
  async function handedIn(count: number): Promise<Work[]> {
    const artist = await hire(house(), 'artist');
    const { releases, releaseTracks, releaseFiles, files } = house().db.tables;
    const ids = Array.from({ length: count }, () => newId());
    const nameOf = (id: string) => `${id.slice(3)}.wav`;
    const authors = { lyricists: ['А'], producers: [] };
    const told = { name: 'Имя', nameKey: 'имя', date: '2026-01-01', cover: 'cover.jpg', feat: [], authors };
    await house().db.write(async (tx) => {
      const release = { artistId: artist.id, status: 'pending', message: '', type: 'single', ...told } as const;
      await tx.insert(releases).values(ids.map((id) => ({ id, createdAt: 0, ...release })));
      const file = { place: 'tracks', type: 'audio/wav', size: 1, facts: {}, originalName: '', createdAt: 0 };
      await tx.insert(files).values(ids.map((id) => ({ name: nameOf(id), ...file })));
      const named = { name: '1-Т.wav', size: 'original' } as const;
      await tx.insert(releaseFiles).values(ids.map((id) => ({ releaseId: id, file: nameOf(id), ...named })));
      const track = {
        position: 1,
        name: 'Т',
        file: '1-Т.wav',
        duration: 1000,
        feat: [],
        explicit: false,
        createdAt: 0,
      };
      await tx.insert(releaseTracks).values(ids.map((id) => ({ id, releaseId: id, ...track })));
    });
    return ids.map((id) => Work.known(house(), artist, id));
  }
});
