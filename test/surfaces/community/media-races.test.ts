import { expect, test } from 'bun:test';
import { fixture } from '../../support/fixtures.ts';
import { onEachEngine } from '../../support/house.ts';
import { type Person, person } from '../../support/people.ts';
import { filesOnDisk, upload, uploaded } from '../../support/uploads.ts';

onEachEngine('media of community, at once', (house) => {
  const profile = async ({ id, token }: Person) =>
    (await house().call('GET', `/users/${id}/profile`, { token })).body.data;
  const status = async (method: string, path: string, token: string, body?: object) =>
    (await house().call(method, path, { token, ...(body ? { body } : {}) })).status;
  const accountOf = async ({ name }: Person) => (await house().services.accounts.byLogin(name))?.id as string;

  test('POST /media/upload/avatar · of several avatars one is left, and it is the one that the profile shows', async () => {
    const anna = await person(house());
    const before = await filesOnDisk(house());
    const answers = await Promise.all(Array.from({ length: 8 }, () => upload(house(), anna, 'avatar', 'small.png')));
    expect(answers.map((answer) => answer.status)).toEqual(Array(8).fill(200));
    expect(await filesOnDisk(house())).toEqual({ ...before, avatars: (before.avatars ?? 0) + 1 });
    const left = await Promise.all(
      answers.map(({ body }) => house().call('HEAD', `/media/file/${body.file.fileId}`, { token: anna.token })),
    );
    expect(left.filter((answer) => answer.status === 200)).toHaveLength(1);
    expect((await profile(anna)).avatarUrl).toBe(`http://localhost/media/avatar/${anna.id}`);
    expect(await status('HEAD', `/media/avatar/${anna.id}`, anna.token)).toBe(200);
  });

  test('POST /media/upload/cover · of several covers of a track one is left', async () => {
    const anna = await person(house());
    const track = await uploaded(house(), anna, 'track', 'cbr.mp3');
    const before = await filesOnDisk(house());
    const trackId = track.fileId;
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => upload(house(), anna, 'cover', 'small.png', { trackId })),
    );
    expect(answers.map((answer) => answer.status)).toEqual(Array(5).fill(200));
    expect(await filesOnDisk(house())).toEqual({ ...before, tracks: (before.tracks ?? 0) + 1 });
    expect(await status('HEAD', `/media/cover/${trackId}`, anna.token)).toBe(200);
  });

  test('DELETE /media/track/:trackId, /media/file/:fileId, /tracks/:id · deleting twice succeeds once, and counts once', async () => {
    const anna = await person(house());
    const track = await uploaded(house(), anna, 'track', 'cbr.mp3');
    const paths = [`/media/track/${track.fileId}`, `/media/file/${track.fileId}`, `/tracks/${track._id}`];
    const answers = await Promise.all([...paths, ...paths].map((path) => status('DELETE', path, anna.token)));
    expect(answers.toSorted()).toEqual([200, 404, 404, 404, 404, 404]);
    expect((await profile(anna)).stats.tracksCount).toBe(0);
  });

  test('DELETE /media/track/:trackId · deleting the last tracks of an album leaves no album', async () => {
    const anna = await person(house());
    const content = await fixture('pcm-16.wav');
    const tracks = [];
    for (let at = 0; at < 5; at++)
      tracks.push(await uploaded(house(), anna, 'track', new File([content], `${at}.wav`)));
    const { body } = await house().call('GET', `/tracks/${tracks[0]?._id}`);
    await Promise.all(tracks.map(({ fileId }) => status('DELETE', `/media/track/${fileId}`, anna.token)));
    expect(await status('GET', `/albums/${body.album._id}`, anna.token)).toBe(404);
    expect((await profile(anna)).stats.tracksCount).toBe(0);
  });

  test('POST /media/upload/track, DELETE /media/track/:trackId · tracks that come and go leave a count that is right', async () => {
    const anna = await person(house());
    const old = await uploaded(house(), anna, 'track', 'pcm-16.wav');
    const answers = await Promise.all([
      upload(house(), anna, 'track', 'pcm-16.wav'),
      status('DELETE', `/media/track/${old.fileId}`, anna.token),
      upload(house(), anna, 'track', 'pcm-16.wav'),
    ]);
    expect(answers.map((answer) => (typeof answer === 'number' ? answer : answer.status))).toEqual([200, 200, 200]);
    expect((await profile(anna)).stats.tracksCount).toBe(2);
    expect((await house().call('GET', `/users/${anna.name}/tracks`)).body.data).toHaveLength(2);
  });

  test('PUT /users/:user/profile, POST /media/upload/track · a profile that becomes private while tracks arrive hides all of them', async () => {
    const anna = await person(house());
    const body = (privateProfile: boolean) => ({ preferences: { privateProfile } });
    const path = `/users/${anna.id}/profile`;
    for (const isPrivate of [true, false, true]) {
      const answers = await Promise.all([
        upload(house(), anna, 'track', 'pcm-16.wav').then((answer) => answer.status),
        status('PUT', path, anna.token, body(isPrivate)),
        upload(house(), anna, 'track', 'pcm-24.wav').then((answer) => answer.status),
      ]);
      expect(answers).toEqual([200, 200, 200]);
      const { tracks } = house().db.tables;
      const rows = await house().db.read.select({ of: tracks.account, hidden: tracks.hidden }).from(tracks);
      const account = await accountOf(anna);
      expect(new Set(rows.filter(({ of }) => of === account).map(({ hidden }) => hidden))).toEqual(
        new Set([isPrivate]),
      );
    }
  });

  test('POST /media/upload/track, /avatar, /cover · an account that is deleted while its uploads arrive leaves no file and no row', async () => {
    const before = await filesOnDisk(house());
    for (let round = 0; round < 3; round++) {
      const anna = await person(house());
      const account = await accountOf(anna);
      await uploaded(house(), anna, 'track', 'pcm-16.wav');
      const answers = await Promise.all([
        upload(house(), anna, 'track', 'pcm-16.wav'),
        upload(house(), anna, 'avatar', 'small.png'),
        upload(house(), anna, 'cover', 'small.png'),
        house()
          .services.accounts.remove(account)
          .then(() => ({ status: 200 })),
      ]);
      for (const answer of answers) expect([200, 401, 404]).toContain(answer.status);
      const { uploads, tracks } = house().db.tables;
      const left = [
        ...(await house().db.read.select({ owner: uploads.owner }).from(uploads)),
        ...(await house().db.read.select({ owner: tracks.account }).from(tracks)),
      ];
      expect(left.filter(({ owner }) => owner === account)).toEqual([]);
      expect(await filesOnDisk(house())).toEqual(before);
    }
  });

  test('GET, DELETE /media/track/:trackId · a reader of a file that is deleted meanwhile gets it, or 404', async () => {
    const anna = await person(house());
    for (let round = 0; round < 5; round++) {
      const { fileId, url, size } = await uploaded(house(), anna, 'track', 'pcm-16.wav');
      const path = url.replace('http://localhost', '');
      const reads = Array.from({ length: 5 }, async () => {
        const response = await house().fetch('GET', path);
        return [response.status, response.status === 200 ? (await response.arrayBuffer()).byteLength : undefined];
      });
      const [, ...found] = await Promise.all([status('DELETE', `/media/track/${fileId}`, anna.token), ...reads]);
      for (const read of found)
        expect([
          [200, size],
          [404, undefined],
        ]).toContainEqual(read);
    }
  });
});
