export type PictureFormat = 'jpeg' | 'png' | 'webp';

/**
 * Whether a picture's file carries nothing but the picture: no EXIF, no place, no comment, no profile of colours, no
 * preview, nothing behind its end. Such a file may be kept as it came, byte by byte.
 */
export function isBare(file: Uint8Array, format: PictureFormat): boolean {
  const bytes = new DataView(file.buffer, file.byteOffset, file.byteLength);
  try {
    return { jpeg: isBareJpeg, png: isBarePng, webp: isBareWebp }[format](bytes);
  } catch (error) {
    // A length that leads out of the file.
    if (error instanceof RangeError) return false;
    throw error;
  }
}

const END_OF_IMAGE = 0xd9;
const START_OF_SCAN = 0xda;
/** Quantization tables and restart intervals. */
const TABLES = [0xdb, 0xdd];
/** The two application segments that say how to read the pixels, and how long they are then: JFIF without a preview, Adobe. */
const APPLICATION = new Map([
  [0xe0, 16],
  [0xee, 14],
]);

/** ITU-T T.81, annex B: segments of two bytes of marker and two of length; a scan's data follows its segment. */
function isBareJpeg(bytes: DataView): boolean {
  let at = 2;
  for (;;) {
    const [mark, marker] = [bytes.getUint8(at), bytes.getUint8(at + 1)];
    if (mark !== 0xff) return false;
    if (marker === END_OF_IMAGE) return at + 2 === bytes.byteLength;
    const length = bytes.getUint16(at + 2);
    const isFrame = marker >= 0xc0 && marker <= 0xcf;
    const isKnown = isFrame || marker === START_OF_SCAN || TABLES.includes(marker);
    if (!isKnown && APPLICATION.get(marker) !== length) return false;
    at += 2 + length;
    if (marker === START_OF_SCAN) at = endOfScan(bytes, at);
  }
}

/** Within a scan 0xff is followed by 0 or a restart marker. */
function endOfScan(bytes: DataView, from: number): number {
  for (let at = from; ; at++) {
    if (bytes.getUint8(at) !== 0xff) continue;
    const marker = bytes.getUint8(at + 1);
    if (marker !== 0 && (marker < 0xd0 || marker > 0xd7)) return at;
  }
}

const PNG_CHUNKS = new Set(['IHDR', 'PLTE', 'IDAT', 'tRNS', 'gAMA', 'cHRM', 'sRGB', 'sBIT', 'bKGD', 'pHYs']);

/** PNG (third edition), section 5: eight bytes, then chunks of length, type, data and checksum. */
function isBarePng(bytes: DataView): boolean {
  let at = 8;
  for (;;) {
    const type = nameAt(bytes, at + 4);
    const next = at + 12 + bytes.getUint32(at);
    if (type === 'IEND') return next === bytes.byteLength;
    if (!PNG_CHUNKS.has(type)) return false;
    at = next;
  }
}

const WEBP_CHUNKS = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH']);

/** RFC 9649, section 2: RIFF chunks of type, length and data, filled up to an even length. */
function isBareWebp(bytes: DataView): boolean {
  let at = 12;
  while (at < bytes.byteLength) {
    if (!WEBP_CHUNKS.has(nameAt(bytes, at))) return false;
    const length = bytes.getUint32(at + 4, true);
    at += 8 + length + (length % 2);
  }
  return at === bytes.byteLength && bytes.getUint32(4, true) + 8 === bytes.byteLength;
}

function nameAt(bytes: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((offset) => bytes.getUint8(at + offset)));
}
