import { afterEach, expect, setSystemTime, test } from 'bun:test';
import { newId, parseId, toUuid } from '../../../src/lib/ids.ts';
import { onEachEngine } from '../../support/house.ts';
import { nextPage } from '../../support/paging.ts';
import { MOMENT } from '../../support/shapes.ts';
import { person } from './browser.ts';

const success = { status: 200, body: { message: 'success', status: 200 } };
const LIST = '/user/track/favorite';

afterEach(() => {
  setSystemTime();
});

onEachEngine('favourites', (house) => {
  const settled = () => house().services.tasks.drain();
  const someone = async () => {
    const { browser, id } = await person(house());
    return {
      id,
      like: (track: string) => browser.call('POST', `${LIST}?track_id=${track}`),
      dislike: (track: string) => browser.call('DELETE', `${LIST}?track_id=${track}`),
      call: (method: string, path: string, body?: object) => browser.call(method, path, body),
      /** The tracks listed, once all that was promised is done. */
      tracks: async (): Promise<string[]> => {
        await settled();
        const { body } = await browser.call('GET', LIST);
        return body.tracks.map((entry: { track_id: string }) => entry.track_id);
      },
    };
  };

  const promised = () => house().db.read.select().from(house().db.tables.deferredTasks);

  test('POST, GET /user/track/favorite · are noted by one row in deferred_tasks, and shown once it is done', async () => {
    const { id, like, call, tracks } = await someone();
    const track = newId();
    expect(await like(toUuid(track))).toMatchObject(success);
    expect((await call('GET', LIST)).body).toEqual({ response: success.body, tracks: [] });
    expect(await promised()).toMatchObject([
      { topic: 'songs_actions', data: { action: 'like', user_id: id, track_id: toUuid(track) } },
    ]);
    expect(await tracks()).toEqual([toUuid(track)]);
    expect((await call('GET', LIST)).body).toEqual({
      response: success.body,
      tracks: [{ track_id: toUuid(track), created_at: MOMENT }],
    });
  });

  const track = newId();
  test.each<[string, string]>([
    [track, toUuid(track)],
    [track.toUpperCase(), toUuid(track)],
    [toUuid(track).toUpperCase(), toUuid(track)],
    ['7', '7'],
  ])('POST /user/track/favorite · with %s promises %s', async (given, spelled) => {
    const { id, like } = await someone();
    await like(given);
    expect((await promised()).map(({ data }) => data)).toEqual([{ action: 'like', user_id: id, track_id: spelled }]);
    await settled();
  });

  test('DELETE /user/track/favorite · a task of an earlier version, with ids of 24 digits, is done, and before what is asked for after it', async () => {
    const { id, dislike, tracks } = await someone();
    const [account, [kept, given]] = [parseId(id) as string, [newId(), newId()]];
    for (const track_id of [kept, given])
      await house().services.tasks.defer('songs_actions', account, { action: 'like', user_id: account, track_id });
    await dislike(toUuid(given));
    expect(await tracks()).toEqual([toUuid(kept)]);
  });

  test('DELETE /user/track/favorite · are given up again', async () => {
    const { like, dislike, tracks } = await someone();
    const [first, second] = [toUuid(newId()), toUuid(newId())];
    await like(first);
    await like(second);
    expect(await dislike(first)).toMatchObject(success);
    expect(await tracks()).toEqual([second]);
  });

  test('POST, DELETE /user/track/favorite · one track in either spelling is one favourite, and one in a body is as good as one in the address', async () => {
    const { like, call, tracks } = await someone();
    const track = newId();
    for (const spelling of [track, track.toUpperCase(), toUuid(track)])
      expect(await like(spelling)).toMatchObject(success);
    expect(await call('POST', LIST, { track_id: toUuid(track) })).toMatchObject(success);
    expect(await tracks()).toEqual([toUuid(track)]);
    expect(await call('DELETE', LIST, { track_id: track })).toMatchObject(success);
    expect(await tracks()).toEqual([]);
  });

  test('POST, DELETE /user/track/favorite · may be repeated; the first time counts', async () => {
    const { like, dislike, call, tracks } = await someone();
    const list = async () => {
      await tracks();
      return (await call('GET', LIST)).body.tracks;
    };
    await like('x');
    const first = await list();
    await like('x');
    expect(await list()).toEqual(first);
    await dislike('x');
    expect(await dislike('x')).toMatchObject(success);
    expect(await list()).toEqual([]);
  });

  test('POST, DELETE /user/track/favorite · keep their first moment, unless they were given up between, also when all is done at once', async () => {
    const start = Date.now();
    const { like, dislike, call, tracks } = await someone();
    const at = async (seconds: number, ...actions: ((track: string) => Promise<unknown>)[]) => {
      setSystemTime(start + seconds * 1000);
      for (const action of actions) await action('x');
    };
    const noted = async () => {
      await tracks();
      const { body } = await call('GET', LIST);
      return body.tracks.map((entry: { created_at: string }) => (Date.parse(entry.created_at) - start) / 1000);
    };
    await at(1, like);
    await at(2, like);
    expect(await noted()).toEqual([1]);
    await at(3, like);
    expect(await noted()).toEqual([1]);
    await at(4, dislike);
    await at(5, like);
    await at(6, like);
    expect(await noted()).toEqual([5]);
    await at(7, like, dislike);
    expect(await noted()).toEqual([]);
    await at(8, dislike, like, dislike, like);
    expect(await noted()).toEqual([8]);
  });

  test('POST, DELETE /user/track/favorite · end as the last request said, however quickly they follow each other', async () => {
    const { like, dislike, tracks } = await someone();
    for (let at = 0; at < 20; at++) {
      await like('x');
      await dislike('x');
    }
    expect(await tracks()).toEqual([]);
    await like('x');
    expect(await tracks()).toEqual(['x']);
  });

  test('POST /user/track/favorite · are of any track, of no track too, and each their own', async () => {
    const [one, other] = [await someone(), await someone()];
    for (const track of ['7', "' or 1=1 --", 'Ёлка', 'x'.repeat(64)])
      expect(await one.like(encodeURIComponent(track))).toMatchObject(success);
    expect((await one.tracks()).sort()).toEqual(["' or 1=1 --", '7', 'x'.repeat(64), 'Ёлка'].sort());
    expect(await other.tracks()).toEqual([]);
  });

  test.each<[string, object | undefined, string]>([
    ['', undefined, 'track_id is required'],
    ['', {}, 'track_id is required'],
    ['?track_id=', undefined, 'track_id is required'],
    ['', { track_id: '' }, 'track_id is required'],
    ['', { track_id: 7 }, 'track_id must be the id of a track'],
    ['', { track_id: null }, 'track_id must be the id of a track'],
    ['', { track_id: ['x'] }, 'track_id must be the id of a track'],
    ['', { track_id: 'x'.repeat(65) }, 'track_id must be the id of a track'],
    [`?track_id=${'x'.repeat(65)}`, undefined, 'track_id must be the id of a track'],
    ['?track_id=a%00b', undefined, 'track_id contains characters that cannot be stored'],
    ['', { track_id: 'a\0b' }, 'track_id contains characters that cannot be stored'],
    ['', { track_id: '\ud800' }, 'track_id contains characters that cannot be stored'],
  ])('POST, DELETE /user/track/favorite%s %j · is refused: %s', async (query, body, message) => {
    const { call } = await someone();
    for (const method of ['POST', 'DELETE'])
      expect(await call(method, `${LIST}${query}`, body)).toMatchObject({
        status: 400,
        body: { message, status: 400 },
      });
    expect(await house().db.read.select().from(house().db.tables.deferredTasks)).toEqual([]);
  });

  test('GET /user/track/favorite · are listed newest first, page by page', async () => {
    const { like, call, tracks } = await someone();
    for (const track of ['1', '2', '3', '4', '5']) {
      await like(track);
      await settled();
    }
    const all = await tracks();
    expect(all.toSorted()).toEqual(['1', '2', '3', '4', '5']);
    const seen: string[] = [];
    let path: string | undefined = `${LIST}?limit=2`;
    while (path !== undefined) {
      const { body, headers } = await call('GET', path);
      seen.push(...body.tracks.map((entry: { track_id: string }) => entry.track_id));
      path = nextPage(headers);
    }
    expect(seen).toEqual(all);
    const moments = (await call('GET', LIST)).body.tracks.map((entry: { created_at: string }) => entry.created_at);
    expect(moments).toEqual(moments.toSorted().reverse());
  });

  test('POST /user/track/favorite · of a thousand requests at once each has its effect', async () => {
    const people = await Promise.all(Array.from({ length: 10 }, someone));
    const draining = Array.from({ length: 3 }, settled);
    const answers = await Promise.all(
      people.flatMap(({ like }) => Array.from({ length: 100 }, (_, at) => like(String(at)))),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    await Promise.all(draining);
    for (const { tracks } of people) expect(await tracks()).toHaveLength(100);
  });
});
