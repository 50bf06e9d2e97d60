type Bytes = Uint8Array<ArrayBuffer>;

/**
 * A WAV whose tags name it and show a picture: ID3v2.3 (https://id3.org/id3v2.3.0) in a chunk of its own at the end.
 * @param picture a JPEG
 */
export function tagged(wav: Uint8Array, title: string, picture: Uint8Array): Bytes {
  const id3 = tag([frame('TIT2', `\0${title}`), frame('APIC', '\0image/jpeg\0\x03\0', picture)]);
  const chunk = Buffer.concat([Buffer.from('id3 '), Buffer.alloc(4), id3, Buffer.alloc(id3.length % 2)]);
  chunk.writeUInt32LE(id3.length, 4);
  const whole = new Uint8Array(Buffer.concat([wav, chunk]));
  new DataView(whole.buffer).setUint32(4, whole.length - 8, true);
  return whole;
}

function frame(id: string, text: string, bytes: Uint8Array = new Uint8Array()): Buffer {
  const header = Buffer.alloc(10);
  header.write(id);
  header.writeUInt32BE(text.length + bytes.length, 4);
  return Buffer.concat([header, Buffer.from(text, 'latin1'), bytes]);
}

/** Seven bits of its length in each byte. */
function tag(frames: readonly Buffer[]): Buffer {
  const all = Buffer.concat(frames);
  const size = [21, 14, 7, 0].map((shift) => (all.length >> shift) & 0x7f);
  return Buffer.concat([Buffer.from('ID3\x03\0\0', 'latin1'), Buffer.from(size), all]);
}
