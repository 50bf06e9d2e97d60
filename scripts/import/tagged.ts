import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the tags of a made file say; what is absent has no tag. */
export interface Said {
  title?: string;
  artist?: string;
  album?: string;
  albumArtist?: string;
  compilation?: boolean;
  musicbrainzAlbum?: string;
  year?: string;
  genre?: string;
  track?: number;
  disc?: number;
  /** A picture of the front. */
  cover?: Uint8Array;
  /** Tells apart files that say the same: their bytes differ then. */
  serial?: string;
}

export type Format = 'flac' | 'mp3' | 'opus' | 'wav';

const fixture = (name: string) => readFileSync(join(import.meta.dir, '../../test/fixtures', name));
const source = { flac: fixture('tone.flac'), mp3: fixture('cbr.mp3'), opus: fixture('tone.opus') };

/**
 * A small sound file that says so.
 * @param bytes about how long it is to be; absent: as short as may be
 */
export function tagged(format: Format, said: Said, bytes = 0): Buffer {
  switch (format) {
    case 'flac':
      return flac(said, bytes);
    case 'mp3':
      return mp3(said, bytes);
    case 'opus':
      return opus(said);
    case 'wav':
      return wav(said, bytes);
  }
}

/** Vorbis comments (https://xiph.org/vorbis/doc/v-comment.html), of FLAC and Opus. */
function comments(said: Said): Buffer {
  const fields = [
    ...[said.title && `TITLE=${said.title}`, said.artist && `ARTIST=${said.artist}`],
    ...[said.album && `ALBUM=${said.album}`, said.albumArtist && `ALBUMARTIST=${said.albumArtist}`],
    ...[said.compilation && 'COMPILATION=1', said.year && `DATE=${said.year}`, said.genre && `GENRE=${said.genre}`],
    ...[said.track && `TRACKNUMBER=${said.track}`, said.disc && `DISCNUMBER=${said.disc}`],
    ...[
      said.musicbrainzAlbum && `MUSICBRAINZ_ALBUMID=${said.musicbrainzAlbum}`,
      said.serial && `SERIAL=${said.serial}`,
    ],
  ].filter((field) => typeof field === 'string');
  const count = Buffer.alloc(4);
  count.writeUInt32LE(fields.length);
  return Buffer.concat([prefixed('made'), count, ...fields.map(prefixed)]);
}

function prefixed(text: string): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(Buffer.byteLength(text));
  return Buffer.concat([length, Buffer.from(text)]);
}

/** RFC 9639, section 8: blocks of metadata, each with its kind and length. */
function flac(said: Said, bytes: number): Buffer {
  let at = 4;
  let streamInfo = Buffer.alloc(0);
  for (let isLast = false; !isLast; ) {
    const [kind = 0] = source.flac.subarray(at, at + 1);
    const end = at + 4 + source.flac.readUIntBE(at + 1, 3);
    if ((kind & 0x7f) === 0) streamInfo = source.flac.subarray(at + 4, end);
    isLast = (kind & 0x80) !== 0;
    at = end;
  }
  const block = (kind: number, content: Buffer) => {
    const header = Buffer.alloc(4);
    header.writeUInt32BE(content.length);
    header[0] = kind;
    return Buffer.concat([header, content]);
  };
  const frames = source.flac.subarray(at);
  const cover = said.cover === undefined ? [] : [block(6, flacPicture(said.cover))];
  const blocks = [block(0, streamInfo), block(4, comments(said)), ...cover];
  return Buffer.concat([Buffer.from('fLaC'), ...blocks, block(0x81, Buffer.alloc(Math.min(bytes, 0xffffff))), frames]);
}

function flacPicture(picture: Uint8Array): Buffer {
  const type = Buffer.from('image/png');
  const numbers = (...values: number[]) => {
    const buffer = Buffer.alloc(4 * values.length);
    for (const [at, value] of values.entries()) buffer.writeUInt32BE(value, at * 4);
    return buffer;
  };
  return Buffer.concat([numbers(3, type.length), type, numbers(0, 1, 1, 24, 0, picture.length), picture]);
}

/** ID3v2.4 (https://id3.org/id3v2.4.0-structure). */
function id3(said: Said): Buffer {
  const size = (value: number) => Buffer.from([21, 14, 7, 0].map((shift) => (value >> shift) & 0x7f));
  const frame = (id: string, content: Buffer) =>
    Buffer.concat([Buffer.from(id), size(content.length), Buffer.alloc(2), content]);
  const text = (id: string, value: string | undefined) =>
    value === undefined ? Buffer.alloc(0) : frame(id, Buffer.from(`\x03${value}`));
  const own = (name: string, value: string | undefined) =>
    value === undefined ? Buffer.alloc(0) : text('TXXX', `${name}\0${value}`);
  const picture =
    said.cover === undefined
      ? Buffer.alloc(0)
      : frame('APIC', Buffer.concat([Buffer.from('\x03image/png\0\x03\0', 'latin1'), said.cover]));
  const frames = Buffer.concat([
    ...[text('TIT2', said.title), text('TPE1', said.artist), text('TALB', said.album), text('TPE2', said.albumArtist)],
    ...[text('TCMP', said.compilation ? '1' : undefined), text('TDRC', said.year), text('TCON', said.genre)],
    ...[text('TRCK', said.track?.toString()), text('TPOS', said.disc?.toString())],
    ...[own('MusicBrainz Album Id', said.musicbrainzAlbum), own('Serial', said.serial), picture],
  ]);
  return Buffer.concat([Buffer.from('ID3\x04\0\0', 'latin1'), size(frames.length), frames]);
}

function mp3(said: Said, bytes: number): Buffer {
  const at = source.mp3.indexOf(Buffer.from([0xff, 0xfb]));
  // Without the tag at its end (ID3v1), which says something else.
  const frames = source.mp3.subarray(
    at,
    source.mp3.subarray(-128).toString('latin1').startsWith('TAG') ? -128 : undefined,
  );
  const times = Math.max(1, Math.ceil(bytes / frames.length));
  return Buffer.concat([id3(said), ...Array.from({ length: times }, () => frames)]);
}

function wav(said: Said, bytes: number): Buffer {
  const chunk = (name: string, content: Buffer) => {
    const header = Buffer.alloc(8);
    header.write(name);
    header.writeUInt32LE(content.length, 4);
    return Buffer.concat([header, content, Buffer.alloc(content.length % 2)]);
  };
  const format = Buffer.alloc(16);
  format.writeUInt16LE(1, 0);
  format.writeUInt16LE(1, 2);
  format.writeUInt32LE(44_100, 4);
  format.writeUInt32LE(88_200, 8);
  format.writeUInt16LE(2, 12);
  format.writeUInt16LE(16, 14);
  const samples = Buffer.alloc(Math.max(4_410, bytes - (bytes % 2)), 'tonearm!');
  const body = Buffer.concat([
    ...[Buffer.from('WAVE'), chunk('fmt ', format), chunk('data', samples), chunk('id3 ', id3(said))],
  ]);
  const header = Buffer.alloc(8);
  header.write('RIFF');
  header.writeUInt32LE(body.length, 4);
  return Buffer.concat([header, body]);
}

/** An Ogg whose second page, the comments (RFC 7845, section 5.2), is another. */
function opus(said: Said): Buffer {
  const first = source.opus.indexOf('OggS', 4);
  const second = source.opus.indexOf('OggS', first + 4);
  const packet = Buffer.concat([Buffer.from('OpusTags'), comments(said)]);
  const lacing = Buffer.from([...Array(Math.floor(packet.length / 255)).fill(255), packet.length % 255]);
  const header = Buffer.from(source.opus.subarray(first, first + 27));
  header[26] = lacing.length;
  header.writeUInt32LE(0, 22);
  const page = Buffer.concat([header, lacing, packet]);
  page.writeUInt32LE(checksum(page), 22);
  return Buffer.concat([source.opus.subarray(0, first), page, source.opus.subarray(second)]);
}

/** RFC 3533, section 6: CRC-32 of the polynomial 0x04c11db7, begun with 0. */
function checksum(page: Uint8Array): number {
  let crc = 0;
  for (const byte of page) {
    crc ^= byte << 24;
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x80000000 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  }
  return crc >>> 0;
}
