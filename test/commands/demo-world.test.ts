import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import {
  CATALOGUE,
  CONTRACT,
  DOCUMENTS,
  DRAFT,
  emailOf,
  FILES,
  LEAVER_DRAFT,
  type Login,
  PASSWORD,
  PAYEE,
  PEOPLE,
  RECORDER,
  REFRESH,
  RELEASES,
  TERM_RULE,
  UPLOADS,
} from '../../src/lib/examples.ts';
import { toUuid } from '../../src/lib/ids.ts';
import { newDemoHouse } from '../support/demo.ts';

const world = await newDemoHouse();
afterAll(() => world.close());
const tokens = new Map<string, string>();

async function ask(method: string, path: string, as?: Login, body?: object) {
  const answer = await world.handle(
    new Request(`http://localhost${path}`, {
      method,
      headers: {
        ...(as === undefined ? {} : { token: tokens.get(as) ?? '' }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }),
  );
  const isJson = answer.headers.get('content-type')?.startsWith('application/json');
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of an answer; the type would say it twice.
  return { status: answer.status, headers: answer.headers, body: isJson ? ((await answer.json()) as any) : undefined };
}

beforeAll(async () => {
  for (const username of Object.keys(PEOPLE)) {
    const { body } = await ask('POST', '/users/login', undefined, { username, password: PASSWORD });
    tokens.set(username, body.token);
  }
});

describe('tonearm demo, its people', () => {
  test.each(Object.entries(PEOPLE) as [Login, string][])(
    '%s has the id and the address of the examples',
    async (...who) => {
      const [login, id] = who;
      expect((await ask('GET', '/user/get', login)).body).toMatchObject({ username: login, id: toUuid(id) });
      const { body } = await ask('POST', '/user/login', undefined, { username: emailOf(login), password: PASSWORD });
      expect(body.id).toBe(toUuid(id));
      // The session of the catalogue stands beside it.
      expect((await ask('GET', '/trackHistory', login)).status).toBe(200);
    },
  );

  test('listener and musician follow each other', async () => {
    for (const [one, other] of [
      ['listener', 'musician'],
      ['musician', 'listener'],
    ] as const) {
      const { body } = await ask('GET', `/social/isFollowing/${toUuid(PEOPLE[one])}/${toUuid(PEOPLE[other])}`, one);
      expect(JSON.stringify(body)).toContain('true');
    }
  });

  test('the listener has heard and liked, and is told what is new', async () => {
    expect((await ask('GET', '/trackHistory', 'listener')).body).toHaveLength(2);
    expect((await ask('GET', '/user/track/favorite', 'listener')).body.tracks).toHaveLength(2);
    const feed = await ask('GET', `/social/feed?userId=${toUuid(PEOPLE.listener)}`, 'listener');
    expect(JSON.stringify(feed.body)).toContain('track_published');
  });

  test('the musician has a picture, listeners and tracks', async () => {
    const { body } = await ask('GET', `/users/${toUuid(PEOPLE.musician)}/profile`);
    const profile = body.data ?? body.profile ?? body;
    expect(profile.stats).toMatchObject({ tracksCount: 2, followersCount: 1, followingCount: 1, totalPlays: 3 });
    expect(profile.avatarUrl).toEndWith(`/media/avatar/${toUuid(PEOPLE.musician)}`);
    expect((await ask('GET', `/media/file/${toUuid(UPLOADS.avatar)}`)).status).toBe(200);
  });
});

test.each([
  [`/artists/${CATALOGUE.artist}`, 'the catalogue’s artist'],
  [`/albums/${CATALOGUE.album}`, 'its album'],
  [`/albums/${CATALOGUE.spareAlbum}`, 'an album with nothing on it'],
  [`/tracks/${CATALOGUE.track}`, 'its track'],
  [`/tracks/${CATALOGUE.spareTrack}`, 'a second track'],
  [`/uploads/albums/${FILES.albumPicture}`, 'the picture of the album'],
  [`/uploads/tracks/${FILES.trackAudio}`, 'the audio of the track'],
  [`/media/track/${toUuid(UPLOADS.track)}`, 'an uploaded track'],
  [`/media/track/${toUuid(UPLOADS.spareTrack)}`, 'another'],
  [`/media/file/${toUuid(UPLOADS.trackCover)}`, 'the cover of the first'],
  [`/media/file/${toUuid(UPLOADS.profileCover)}`, 'the cover of the profile'],
  [`/record?id=${RECORDER.record}&user=${RECORDER.user}`, 'the recording'],
])('GET %s · is %s', async (path) => {
  expect((await ask('GET', path)).status).toBe(200);
});

describe('tonearm demo, its label', () => {
  test('has a release of the artist in each status, and drafts of two others', async () => {
    const { guestDraft, leaverDraft, ...releases } = RELEASES;
    for (const [status, id] of Object.entries(releases)) {
      const { body } = await ask('GET', `/v1/releases/${id}`, 'artist');
      expect([body.status.label, body.artist.userId]).toEqual([status, PEOPLE.artist]);
    }
    expect((await ask('GET', `/v1/releases/${guestDraft}`, 'guest')).body.status.label).toBe('draft');
    const { body } = await ask('GET', `/v1/releases/${leaverDraft}`, 'leaver');
    expect(body.tracks.map(({ id }: { id: string }) => id)).toEqual([...LEAVER_DRAFT.tracks]);
  });

  test('the draft has two tracks, a file that is no track, and can be handed in', async () => {
    const { body } = await ask('GET', `/v1/releases/${RELEASES.draft}`, 'artist');
    expect(body.tracks.map(({ id }: { id: string }) => id)).toEqual([...DRAFT.tracks]);
    for (const name of [...DRAFT.files, DRAFT.spareFile, DRAFT.removableFile]) {
      const path = `/v1/media/${PEOPLE.artist}/releases/${RELEASES.draft}/download/${name}`;
      expect((await ask('GET', path, 'artist')).status).toBe(200);
    }
  });

  test('what is finalized is in the catalogue', async () => {
    expect((await ask('GET', `/albums/${RELEASES.finalized}`)).status).toBe(200);
    expect((await ask('GET', `/albums/${RELEASES.delivered}`)).status).toBe(404);
  });

  test('the contract has the number of 2026, in whatever year the demo is started', async () => {
    const { body } = await ask('GET', `/v1/contracts/${PEOPLE.artist}`, 'root');
    expect(JSON.stringify(body)).toContain(`"${CONTRACT.number}"`);
    expect(JSON.stringify(body)).toContain(`"${CONTRACT.appendix}"`);
  });

  test('its papers are there, but for the one that is yet to come', async () => {
    const papers = Object.entries(DOCUMENTS).map(async ([name, key]) => {
      const type = name === 'contract' ? 'contract' : 'receipt';
      return [name, (await ask('GET', `/v1/docs/${PEOPLE.artist}/${type}/${key}`, 'artist')).status];
    });
    expect(Object.fromEntries(await Promise.all(papers))).toEqual({
      ...{ contract: 200, receipt: 200, spare: 200, unused: 404 },
    });
  });

  test('the royalties are what was booked', async () => {
    const { body } = await ask('GET', `/v1/royalties/${PEOPLE.artist}`, 'artist');
    expect(body[0]).toMatchObject({ active_income: 1736.95, total_income: 2336.95, status: 'active' });
    expect(body[0].history).toHaveLength(6);
  });

  test('the terms, shares, advances and payouts of the examples are there', async () => {
    const artist = PEOPLE.artist;
    expect((await ask('GET', `/v1/terms/${artist}`, 'artist')).body).toMatchObject({
      contract: [{ percentage: 70, from: null, to: null }],
      rules: [{ id: TERM_RULE, percentage: 65 }],
    });
    expect((await ask('GET', `/v1/royalties/${artist}/recoupable`, 'artist')).body.open).toBe(0);
    const { body } = await ask('GET', `/v1/splits/releases/${RELEASES.finalized}`, 'artist');
    expect(body.current.parties).toMatchObject([{ artist }, { payee: PAYEE.id, name: PAYEE.name }]);
    const due = (await ask('GET', '/v1/payouts/due', 'root')).body;
    expect(due).toMatchObject({ total: 2053.93, currency: 'RUB', data: [{ payee: artist }, { payee: PAYEE.id }] });
  });
});

describe('tonearm demo, the tokens of the examples', () => {
  test('the refresh token of community', async () => {
    const { status } = await ask('POST', '/auth/refresh', undefined, { refreshToken: REFRESH.community });
    expect(status).toBe(200);
  });

  test('the refresh token of members', async () => {
    const request = new Request('http://localhost/user/refresh', {
      method: 'POST',
      headers: { cookie: `jwt-refresh=${REFRESH.members}` },
    });
    expect((await world.handle(request)).status).toBe(200);
  });
});
