/**
 * Makes an ID3v2.3.0 tag: the version that the oldest players read too, with texts in UTF-16.
 *
 * @returns no bytes when there is nothing to tell
 */
export function id3Tag({ title, artist }: { title?: string | undefined; artist?: string | undefined }): Buffer {
  const frames = [title && textFrame('TIT2', title), artist && textFrame('TPE1', artist)].filter((frame) => !!frame);
  if (frames.length === 0) return Buffer.alloc(0);
  const size = frames.reduce((sum, { length }) => sum + length, 0);
  const header = Buffer.from([0x49, 0x44, 0x33, 3, 0, 0, size >> 21, size >> 14, size >> 7, size].map(sevenBits));
  return Buffer.concat([header, ...frames]);
}

/** Section 3.1: the bytes of the size have no uppermost bit, so that none looks like the start of a frame of music. */
function sevenBits(byte: number): number {
  return byte & 0x7f;
}

/** Section 4.2: encoding 1 is UTF-16 behind a byte order mark. */
function textFrame(name: string, text: string): Buffer {
  const content = Buffer.from(`\ufeff${text.toWellFormed()}`, 'utf16le');
  const header = Buffer.alloc(11);
  header.write(name);
  header.writeUInt32BE(content.length + 1, 4);
  header[10] = 1;
  return Buffer.concat([header, content]);
}
