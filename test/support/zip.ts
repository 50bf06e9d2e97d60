import { expect } from 'bun:test';
import { crc32 } from 'node:zlib';

/** What the end of an archive lists (PKWARE APPNOTE, section 4.3.12), each with the bytes that lie there. */
export function unpack(zip: Buffer): Map<string, Buffer> {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  const found = new Map<string, Buffer>();
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    expect([zip.readUInt32LE(at), zip.readUInt16LE(at + 8), zip.readUInt16LE(at + 10)]).toEqual([0x02014b50, 0x800, 0]);
    const [sum, packed, size] = [zip.readUInt32LE(at + 16), zip.readUInt32LE(at + 20), zip.readUInt32LE(at + 24)];
    const [named, more, said] = [28, 30, 32].map((field) => zip.readUInt16LE(at + field)) as [number, number, number];
    const start = zip.readUInt32LE(at + 42);
    const name = zip.toString('utf8', at + 46, at + 46 + named);
    const from = start + 30 + zip.readUInt16LE(start + 26) + zip.readUInt16LE(start + 28);
    const bytes = zip.subarray(from, from + size);
    expect([packed, crc32(bytes)]).toEqual([size, sum]);
    found.set(name, bytes);
    at += 46 + named + more + said;
  }
  expect(at).toBe(end);
  return found;
}
