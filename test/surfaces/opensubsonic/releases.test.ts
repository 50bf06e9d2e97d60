import { beforeAll, describe, expect, test } from 'bun:test';
import { onEachEngine } from '../../support/house.ts';
import { hire } from '../../support/label.ts';
import { Player } from '../../support/player.ts';
import { rootOf, Work } from '../../support/releases.ts';

const LRC = '[ar:Кто-то]\n[offset:500]\n[00:12.50][00:02.00]Да\n\n[00:01.2]Раз';

onEachEngine(
  'releases of the label',
  (house) => {
    let me: Player;
    let work: Work;
    let [first, second] = ['', ''];
    let playlist = '';

    beforeAll(async () => {
      me = await Player.of(house());
      const artist = await hire(house(), 'artist');
      const { token } = await rootOf(house());
      await house().call('PATCH', `/v1/artists/${artist.id}/name`, { token, body: { stageName: 'Звезда' } });
      work = await Work.draft(house(), artist);
      [first, second] = (await work.complete('Альбом', ['Раз', 'Два'])) as [string, string];
      const told = { feat: ['Гость', 'Другой'], explicit: true, isrc: 'RUAGT2600001', lyrics: { text: LRC } };
      const { status, body } = await work.ask('PUT', `/v1/tracks/${work.id}/${first}`, told);
      if (status !== 200) throw new Error(JSON.stringify(body));
      await work.ask('PUT', `/v1/tracks/${work.id}/${second}`, { lyrics: { text: 'Первая\n  [Припев: x]\nВторая  ' } });
      await work.status('finalized');
      playlist = (await me.get('createPlaylist', { name: 'List', songId: [first, second] })).id;
      await me.get('star', { id: first, albumId: work.id });
    }, 30_000);

    test('GET /rest/getAlbum, getSong · say what the label does', async () => {
      const album = await me.get('getAlbum', { id: work.id });
      expect(album).toMatchObject({
        ...{
          artist: 'Звезда',
          releaseTypes: ['Album'],
          recordLabels: [{ name: 'Наш лейбл' }],
          explicitStatus: 'explicit',
        },
        ...{
          releaseDate: { year: 2025, month: 3, day: 1 },
          originalReleaseDate: { year: 2025, month: 3, day: 1 },
          year: 2025,
        },
      });
      expect(album.song).toMatchObject([
        {
          id: first,
          artist: 'Звезда',
          displayArtist: 'Звезда feat. Гость, Другой',
          isrc: ['RUAGT2600001'],
          explicitStatus: 'explicit',
        },
        { id: second, displayArtist: 'Звезда', isrc: [], explicitStatus: 'clean', track: 2, discNumber: 1 },
      ]);
      const xml = await (await me.fetch('getSong', { id: first })).text();
      expect(xml).toContain('<isrc>RUAGT2600001</isrc>');
    });

    describe('GET /rest/getLyricsBySongId', () => {
      const head = { lang: 'und', displayArtist: 'Звезда', offset: 0 };
      test('with moments, each line by its own', async () => {
        expect((await me.get('getLyricsBySongId', { id: first })).structuredLyrics).toEqual([
          {
            ...{ ...head, displayTitle: 'Раз', synced: true },
            line: [
              { start: 700, value: 'Раз' },
              { start: 1500, value: 'Да' },
              { start: 12_000, value: 'Да' },
            ],
          },
        ]);
      });
      test('without moments, as they are', async () => {
        expect((await me.get('getLyricsBySongId', { id: second })).structuredLyrics).toEqual([
          {
            ...head,
            displayTitle: 'Два',
            synced: false,
            line: [{ value: 'Первая' }, { value: '  [Припев: x]' }, { value: 'Вторая' }],
          },
        ]);
      });
      test('GET /rest/getLyrics · by artist and title, or empty', async () => {
        expect(await me.get('getLyrics', { artist: 'звезда', title: 'раз' })).toEqual({
          artist: 'Звезда',
          title: 'Раз',
          value: 'Раз\nДа\nДа',
        });
        expect(await me.get('getLyrics', { artist: 'x', title: 'y' })).toEqual({ artist: 'x', title: 'y', value: '' });
        expect(await me.get('getLyrics', { title: 'x'.repeat(1000) })).toMatchObject({ value: '' });
        expect(await me.get('getLyrics')).toEqual({ artist: '', title: '', value: '' });
      });
    });

    test('GET /rest/getAlbum and the rest · a release that is withdrawn is nowhere, and comes back as it was', async () => {
      const all = async () => [
        await me.get('getPlaylist', { id: playlist }),
        await me.get('getStarred2'),
        await me.get('search3', { query: '' }),
        await me.get('getAlbumList2', { type: 'newest' }),
        (await me.get('getArtists')).index,
      ];
      const before = await all();
      expect(JSON.stringify(before)).toContain(first);
      await work.status('pending');
      for (const [endpoint, id] of [
        ['getAlbum', work.id],
        ['getSong', first],
        ['stream', first],
        ['getCoverArt', first],
      ] as const)
        expect(await me.code(endpoint, { id })).toBe(70);
      expect(JSON.stringify(await all())).not.toMatch(new RegExp(`${first}|${second}|"${work.id}`));
      await work.status('finalized');
      expect(await all()).toEqual(before);
    });
  },
  { LABEL_NAME: 'Наш лейбл' },
);
