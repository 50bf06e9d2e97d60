import { expect, test } from 'bun:test';
import sharp from 'sharp';
import { onEachEngine } from '../../support/house.ts';
import { cover, form, Work } from '../../support/releases.ts';

const TAGS = { IFD0: { Copyright: 'somebody', ImageDescription: 'at home' }, IFD3: { GPSLatitude: '59/1 56/1 0/1' } };

/** A picture of 60 by 40 whose left half is red. @param tagged with EXIF, a place, a profile of colours, lying on its side */
function picture(format: 'jpeg' | 'png' | 'webp', tagged: boolean): Promise<Buffer> {
  const red = { create: { width: 30, height: 40, channels: 3 as const, background: '#f00' } };
  const made = sharp({ create: { width: 60, height: 40, channels: 3, background: '#00f' } }).composite([
    { input: red, left: 0, top: 0 },
  ]);
  if (tagged)
    made
      .withExif(TAGS)
      .withMetadata({ orientation: 6 })
      .withIccProfile('p3')
      .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"/>');
  return made.toFormat(format, { quality: 100 }).toBuffer();
}

/** With something behind its end, as telephones put films there. */
const withMore = async (bytes: Promise<Buffer>) => Buffer.concat([await bytes, Buffer.from('GPS: at home')]);

onEachEngine('POST /artists, /albums, /tracks, a picture', (house) => {
  async function stored(bytes: Uint8Array): Promise<Buffer> {
    const { token } = await house().member();
    const body = form({ name: 'x', image: new Uint8Array(bytes) });
    const { body: artist } = await house().call('POST', '/artists', { token, body });
    const served = await house().fetch('GET', `/uploads/artists/${artist.image}`);
    expect(served.status).toBe(200);
    return Buffer.from(await served.arrayBuffer());
  }

  test.each(['jpeg', 'png', 'webp'] as const)('in %s that carries nothing else is kept as it came', async (format) => {
    const bytes = await picture(format, false);
    expect(await stored(bytes)).toEqual(bytes);
  });

  test.each(['jpeg', 'png', 'webp'] as const)(
    'in %s loses its metadata, and nothing of its format and size; it is turned upright',
    async (format) => {
      const bytes = await picture(format, true);
      expect((await sharp(bytes).metadata()).exif).toBeDefined();
      const kept = await stored(bytes);
      const { exif, xmp, iptc, icc, orientation, comments, ...facts } = await sharp(kept).metadata();
      expect([exif, xmp, iptc, icc, orientation, comments]).toEqual(Array(6).fill(undefined));
      expect(facts).toMatchObject({ format, width: 40, height: 60, space: 'srgb' });
      expect(kept.includes('somebody')).toBe(false);
      // Red was on the left: turned by a quarter it is above.
      const { data, info } = await sharp(kept).raw().toBuffer({ resolveWithObject: true });
      expect([(data[0] ?? 0) > 200, (data[data.length - info.channels] ?? 255) < 50]).toEqual([true, true]);
    },
  );

  test.each(['jpeg', 'png', 'webp'] as const)('in %s loses what is behind its end', async (format) => {
    expect((await stored(await withMore(picture(format, false)))).includes('GPS')).toBe(false);
  });
});

onEachEngine('POST /v1/media/:id/releases/:releaseId/cover', (house) => {
  test('keeps 3000 by 3000 pixels, and no metadata, in all sizes', async () => {
    const work = await Work.draft(house());
    const tagged = await sharp(await cover())
      .withExif(TAGS)
      .jpeg({ quality: 90 })
      .toBuffer();
    expect((await work.cover(new Uint8Array(tagged))).status).toBe(201);
    for (const [size, side] of [
      ['original', 3000],
      ['1200', 1200],
      ['600', 600],
    ] as const) {
      const served = await house().fetch('GET', work.media(`cover/${size}`));
      const { width, height, format, exif } = await sharp(await served.bytes()).metadata();
      expect({ width, height, format, exif }).toEqual({ width: side, height: side, format: 'jpeg', exif: undefined });
    }
  });
});
