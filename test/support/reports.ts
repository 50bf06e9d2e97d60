import { crc32, deflateRawSync } from 'node:zlib';
import { eq } from 'drizzle-orm';
import { newId } from '../../src/lib/ids.ts';
import type { Answer, House } from './house.ts';

/** Files of distributors for tests. */

type Bytes = Uint8Array<ArrayBuffer>;

/** Uploads a report. @param form the other fields */
export function upload(
  house: House,
  token: string,
  content: string | Bytes,
  form: Record<string, string> = {},
  name = 'report.csv',
): Promise<Answer> {
  const body = new FormData();
  for (const [field, value] of Object.entries(form)) body.set(field, value);
  body.set('file', new File([content], name));
  return house.call('POST', '/v1/reports', { body, token });
}

/** A small format for tests: four columns, in roubles. */
export const MAPPING = {
  columns: {
    net: 'net',
    sale_period: 'month',
    title: 'title',
    artist: 'artist',
    isrc: 'isrc',
    upc: 'upc',
    store: 'store',
  },
  constants: { currency: 'RUB' },
};

/** Windows-1251 of Cyrillic and ASCII. */
export function windows1251(text: string): Bytes {
  const codes = Array.from(text, (char) => {
    const code = char.charCodeAt(0);
    if (code < 128) return code;
    if (code === 0x401) return 0xa8;
    if (code === 0x451) return 0xb8;
    if (code >= 0x410 && code <= 0x44f) return code - 0x350;
    throw new Error(`no letter of Windows-1251: ${char}`);
  });
  return Uint8Array.from(codes);
}

/** UTF-16 with its mark. */
export function utf16(text: string, isBig = false): Bytes {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
  return new Uint8Array(isBig ? bytes.swap16() : bytes);
}

/** A ZIP of files, compressed. */
export function zip(files: Readonly<Record<string, string | Bytes>>): Bytes {
  const parts: Buffer[] = [];
  const list: Buffer[] = [];
  let offset = 0;
  for (const [path, content] of Object.entries(files)) {
    const [name, bytes] = [Buffer.from(path), Buffer.from(content as string)];
    const packed = deflateRawSync(bytes);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x800, 2);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(bytes.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, name, packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    list.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, tail, name]));
    parts.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(list);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(list.length, 8);
  end.writeUInt16LE(list.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return new Uint8Array(Buffer.concat([...parts, directory, end]));
}

interface TrackPlan {
  name: string;
  isrc?: string;
}

/** Puts a release into the tables, with an artist of that stage name. @returns ids: of the artist, the release, the tracks */
export async function catalogued(
  house: Pick<House, 'db'>,
  artist: { id: string; stageName: string },
  plan: { name: string | null; upc?: string; tracks: readonly TrackPlan[] },
) {
  const { releases, releaseTracks, roster } = house.db.tables;
  const id = newId();
  const tracks = plan.tracks.map((track, at) => ({ ...track, id: newId(), position: at + 1, file: `${at}.wav` }));
  await house.db.write(async (tx) => {
    const { stageName } = artist;
    await tx.update(roster).set({ stageName, stageNameKey: stageName }).where(eq(roster.accountId, artist.id));
    const shown = { name: plan.name, nameKey: plan.name, upc: plan.upc ?? null, message: '', feat: [] };
    await tx.insert(releases).values({ id, artistId: artist.id, status: 'approved', createdAt: Date.now(), ...shown });
    const rest = { releaseId: id, duration: 1000, feat: [], explicit: false, createdAt: Date.now() };
    if (tracks.length > 0) await tx.insert(releaseTracks).values(tracks.map((track) => ({ ...rest, ...track })));
  });
  return { artist: artist.id, release: id, tracks: tracks.map((track) => track.id) };
}
