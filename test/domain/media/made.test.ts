import { expect, test } from 'bun:test';
import { fixture } from '../../support/fixtures.ts';
import { onEachEngine } from '../../support/house.ts';
import { bytesOf } from '../../support/transcoding.ts';

onEachEngine('what is made of stored files', (house) => {
  const media = () => house().services.media;

  /** A stored file with a row. */
  async function stored(name: string, as: 'audio' | 'picture', place: 'tracks' | 'albums') {
    const bytes = await fixture(name);
    const source = (async function* () {
      yield bytes;
    })();
    const upload = { staged: await media().staging.stage(source, 1e6), originalName: name };
    const [file] = await media().take([{ upload, field: 'file', as }], place, null);
    if (!file) throw new Error('nothing was taken');
    return media().write([file], async () => file);
  }

  test('media.transcode, media.thumb · give files for answers, which go with the stored ones', async () => {
    const [track, cover] = [
      await stored('tone.flac', 'audio', 'tracks'),
      await stored('small.png', 'picture', 'albums'),
    ];
    for (let times = 0; times < 2; times++) {
      const made = await media().transcode(track, { bitrate: 64 });
      if (!made) throw new Error('there is no MP3 of it');
      expect((await bytesOf(made)).length).toBeGreaterThan(8000);
    }
    const thumb = await media().thumb(cover, 64);
    expect(await thumb?.opened.bytes.bytes()).toHaveLength(thumb?.size as number);
    const files = async () => (await Promise.all(['transcodes', 'thumbs'].map((name) => house().files(name)))).flat();
    const made = async () => (await files()).filter((name) => /\.(mp3|jpg)$/.test(name)).sort();
    expect(await made()).toHaveLength(2);
    await media().write([], async (_tx, drop) => drop([track.name, cover.name]));
    expect(await made()).toEqual([]);
  });

  test('media.zip · holds stored files', async () => {
    const track = await stored('tone.ogg', 'audio', 'tracks');
    const zip = await new Response(media().zip([{ path: 'A/B/01 - C.ogg', file: track }]).body).bytes();
    expect(Buffer.from(zip).includes(await fixture('tone.ogg'))).toBe(true);
  });

  test('media.tickets · are one house, whoever signs them', async () => {
    const ticket = await media().tickets.sign('0123456789abcdef01234567', 128);
    expect(await media().tickets.read(ticket, '0123456789abcdef01234567')).toBe(128);
  });
});
