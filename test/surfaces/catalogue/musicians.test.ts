import type { Database as Connection } from 'bun:sqlite';
import { describe, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { onEachEngine } from '../../support/house.ts';
import { hire, type Person } from '../../support/label.ts';
import { person } from '../../support/people.ts';
import { rootOf, Work } from '../../support/releases.ts';
import { upload, uploaded } from '../../support/uploads.ts';

onEachEngine('the artist of a musician', (house) => {
  const artistsOf = async (account: string) => {
    const { artists } = house().db.tables;
    return house().db.read.select().from(artists).where(eq(artists.account, account));
  };
  /** The artist as a stranger has it; `undefined` when it is in no list. */
  const seen = async (id: string) => {
    const { body } = await house().call('GET', '/artists?limit=1000');
    const listed = body.find(({ _id }: { _id: string }) => _id === id);
    expect((await house().call('GET', `/artists/${id}`)).status).toBe(listed ? 200 : 404);
    return listed?.name;
  };
  const put = ({ id, token }: { id: string; token: string }, body: object) =>
    house().call('PUT', `/users/${id}/profile`, { token, body });
  const stage = async ({ id }: Person, stageName: string) =>
    house().call('PATCH', `/v1/artists/${id}/name`, { token: (await rootOf(house())).token, body: { stageName } });

  test.each([
    ['the upload', ['upload', 'release']],
    ['the release', ['release', 'upload']],
  ])(
    'POST /media/upload/track, PATCH /v1/releases/:id/status · uploads and releases meet under it, be %s the first',
    async (_, order) => {
      const star = await hire(house(), 'artist');
      const work = await Work.draft(house(), star);
      await work.complete();
      for (const what of order)
        if (what === 'upload') await uploaded(house(), star, 'track', 'cbr.mp3');
        else await work.status('finalized');
      const [artist, ...more] = await artistsOf(star.id);
      expect([artist?.id, artist?.name, more]).toEqual([star.id, star.login, []]);
      const { body } = await house().call('GET', `/albums?artist=${star.id}`);
      expect(body.map(({ name }: { name: string }) => name).sort()).toEqual(['Альбом', 'Восход']);
    },
  );

  test('PATCH /v1/releases/:id/status · keeps the id that it has from an older house, and is played for', async () => {
    const star = await hire(house(), 'artist');
    await uploaded(house(), star, 'track', 'cbr.mp3');
    const { artists, albums } = house().db.tables;
    const older = '0123456789abcdef0123'.concat(star.id.slice(-4));
    await house().db.write(async (tx) => {
      const [row] = await tx.select().from(artists).where(eq(artists.id, star.id));
      await tx.update(artists).set({ account: null }).where(eq(artists.id, star.id));
      await tx.insert(artists).values({ ...(row as NonNullable<typeof row>), id: older });
      await tx.update(albums).set({ artist: older }).where(eq(albums.artist, star.id));
      await tx.delete(artists).where(eq(artists.id, star.id));
    });
    const work = await Work.draft(house(), star);
    const [first = ''] = await work.complete();
    await work.status('finalized');
    expect((await artistsOf(star.id)).map(({ id }) => id)).toEqual([older]);
    expect((await house().call('GET', `/albums/${work.id}`)).body.artist).toBe(older);
    expect((await house().fetch('GET', `/media/track/${first}`)).status).toBe(200);
    expect((await house().call('GET', `/users/${star.id}/profile`)).body.data.stats.totalPlays).toBe(1);
    await work.status('draft');
    expect(await seen(older)).toBe(star.login);
  });

  describe('PATCH /v1/artists/:id/name, PUT /users/:user/profile, PUT /user/update', () => {
    test('name it: the stage name, else the display name, else the login', async () => {
      const star = await hire(house(), 'artist');
      await uploaded(house(), star, 'track', 'cbr.mp3');
      expect(await seen(star.id)).toBe(star.login);
      await put(star, { displayName: 'In the profile' });
      expect(await seen(star.id)).toBe(star.login);
      await stage(star, 'On stage');
      expect(await seen(star.id)).toBe('On stage');

      const anna = await person(house());
      const track = await uploaded(house(), anna, 'track', 'cbr.mp3');
      const artist = (await house().call('GET', `/tracks/${track._id}`)).body.album.artist._id;
      expect(await seen(artist)).toBe(anna.name);
      await put(anna, { displayName: 'Anna K.' });
      expect(await seen(artist)).toBe('Anna K.');
      await put(anna, { displayName: null });
      expect(await seen(artist)).toBe(anna.name);
      const renamed = { token: anna.token, body: { username: `${anna.name}-renamed` } };
      expect((await house().call('PUT', '/user/update', renamed)).status).toBe(200);
      expect(await seen(artist)).toBe(`${anna.name}-renamed`);
      const other = { token: anna.token, body: { name: 'Somebody else' } };
      expect(await house().call('PUT', `/artists/${artist}`, other)).toMatchObject({
        status: 409,
        body: { error: 'The artist is called as the musician is: change the name of the profile' },
      });
      const same = { token: anna.token, body: { name: `${anna.name}-renamed`, info: 'Sings' } };
      expect((await house().call('PUT', `/artists/${artist}`, same)).body.info).toBe('Sings');
    });

    test('name it also when it comes at the same moment', async () => {
      for (let round = 0; round < 5; round++) {
        const anna = await person(house());
        await Promise.all([
          uploaded(house(), anna, 'track', 'cbr.mp3'),
          put(anna, { displayName: `Round ${round}` }),
          house().call('PUT', '/user/update', { token: anna.token, body: { username: `${anna.name}-${round}` } }),
        ]);
        const id = (await house().services.accounts.byLogin(`${anna.name}-${round}`))?.id as string;
        expect((await artistsOf(id)).map(({ name }) => name)).toEqual([`Round ${round}`]);
      }
    });
  });

  test('GET /artists · is in no list while nothing of it can be heard', async () => {
    const star = await hire(house(), 'artist');
    await stage(star, 'Now and then');
    const [one, two] = [
      await uploaded(house(), star, 'track', 'cbr.mp3'),
      await uploaded(house(), star, 'track', 'tone.flac'),
    ];
    const work = await Work.draft(house(), star);
    await work.complete();
    const steps: [string, () => Promise<unknown>, boolean][] = [
      ['two uploads', async () => {}, true],
      ['one upload', () => house().call('DELETE', `/tracks/${one._id}`, { token: star.token }), true],
      ['a private one', () => put(star, { preferences: { privateProfile: true } }), false],
      ['and a release', () => work.status('finalized'), true],
      ['taken back', () => work.status('draft'), false],
      ['a public one', () => put(star, { preferences: { privateProfile: false } }), true],
      ['nothing', () => house().call('DELETE', `/media/track/${two.fileId}`, { token: star.token }), false],
      ['a release', () => work.status('finalized'), true],
      ['taken back again', () => work.status('draft'), false],
      ['an upload', () => uploaded(house(), star, 'track', 'cbr.mp3'), true],
    ];
    for (const [what, step, isSeen] of steps) {
      await step();
      expect([what, (await seen(star.id)) === 'Now and then']).toEqual([what, isSeen]);
    }
  });

  test('POST /media/upload/track, PATCH /v1/releases/:id/status · is one, and nothing waits for ever, when uploads and a release come at once', async () => {
    for (let round = 0; round < 5; round++) {
      const star = await hire(house(), 'artist');
      const work = await Work.draft(house(), star);
      await work.complete();
      const started = performance.now();
      const answers = await Promise.all([
        work.status('finalized'),
        upload(house(), star, 'track', 'cbr.mp3'),
        stage(star, `Round ${round}`),
        upload(house(), star, 'track', 'tone.flac'),
        put(star, { displayName: 'Unheard' }),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
      expect((await artistsOf(star.id)).map(({ name, hidden }) => [name, hidden])).toEqual([[`Round ${round}`, false]]);
      const { body } = await house().call('GET', `/tracks/${star.id}`);
      expect(body).toHaveLength(3);
      expect(performance.now() - started).toBeLessThan(20_000);
    }
  });

  test('DELETE /tracks/:id, /media/track/:trackId · take the track out of favourites', async () => {
    const [anna, fan] = [await person(house()), await person(house())];
    const tracks = [
      await uploaded(house(), anna, 'track', 'cbr.mp3'),
      await uploaded(house(), anna, 'track', 'tone.flac'),
      await uploaded(house(), anna, 'track', 'tone.ogg'),
    ];
    const { favourites } = house().db.tables;
    const account = (await house().services.accounts.byLogin(fan.name))?.id as string;
    const spelled = [tracks[0]?._id, tracks[1]?._id, tracks[1]?.fileId, tracks[2]?._id, 'no id at all'] as string[];
    await house().db.write(async (tx) => {
      await tx.insert(favourites).values(spelled.map((track) => ({ account, track, createdAt: 1 })));
    });
    expect((await house().call('DELETE', `/tracks/${spelled[0]}`, { token: anna.token })).status).toBe(200);
    expect((await house().call('DELETE', `/media/track/${spelled[2]}`, { token: anna.token })).status).toBe(200);
    const left = async () => {
      const { track } = favourites;
      const rows = await house().db.read.select({ track }).from(favourites).where(eq(favourites.account, account));
      return rows.map((row) => row.track).sort();
    };
    expect(await left()).toEqual([tracks[2]?._id, 'no id at all'].sort());
    await house().services.accounts.remove((await house().services.accounts.byLogin(anna.name))?.id as string);
    expect(await left()).toEqual(['no id at all']);
  });

  test('GET /tracks?album=<name> · is found by an index', async () => {
    const { db } = house();
    const text = `select id from albums where name = 'x' and not hidden order by id limit 100`;
    const plan = async () => {
      if (db.engine === 'sqlite') {
        const { $client } = db.read as unknown as { $client: Connection };
        const statement = $client.prepare(`explain query plan ${text}`);
        const rows = statement.all();
        statement.finalize();
        return rows;
      }
      return db.write(async (tx) => {
        await tx.execute('set local enable_seqscan = off');
        return [...(await tx.execute(`explain ${text}`))];
      });
    };
    const steps = JSON.stringify(await plan());
    expect(steps).toContain('albums_by_name');
    expect(steps).not.toMatch(/SCAN|Sort/);
  });
});
