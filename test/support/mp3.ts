import { MPEGDecoder } from 'mpg123-decoder';

/** kbit/s of MPEG 1 Layer III, by the index in a frame's header. */
const BITRATES = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const RATES = [44_100, 48_000, 32_000];

/**
 * Walks an MP3 from its first to its last byte, frame by frame (ISO/IEC 11172-3, section 2.4.2.3).
 * @returns what all of its frames have in common
 * @throws Error where there is no frame, or another kind of one
 */
export function framesOf(bytes: Uint8Array): { frames: number; bitrate: number; rate: number; channels: number } {
  let common = '';
  let frames = 0;
  for (let at = 0; at < bytes.length; frames++) {
    const [sync, version, kind = 0, mode = 0] = bytes.subarray(at, at + 4);
    if (sync !== 0xff || ((version ?? 0) & 0xfe) !== 0xfa) throw new Error(`no frame at ${at} of ${bytes.length}`);
    const [bitrate = 0, rate = 0] = [BITRATES[kind >> 4], RATES[(kind >> 2) & 3]];
    const found = JSON.stringify({ bitrate, rate, channels: mode >> 6 === 3 ? 1 : 2 });
    common ||= found;
    if (found !== common) throw new Error(`${found} at ${at} after ${common}`);
    at += Math.floor((144_000 * bitrate) / rate) + ((kind >> 1) & 1);
    if (at > bytes.length) throw new Error('the last frame is cut');
  }
  return { frames, ...JSON.parse(common || '{}') };
}

/** What is heard of an MP3: its length, how loud it is (0 to 1), and the pitch of the left side in Hz. */
export async function heard(bytes: Uint8Array): Promise<{ seconds: number; loudness: number; pitch: number }> {
  const decoder = new MPEGDecoder();
  await decoder.ready;
  const { channelData, samplesDecoded, sampleRate } = decoder.decode(bytes);
  decoder.free();
  const left = channelData[0] ?? new Float32Array();
  // Without the silence that encoders put around the music.
  const middle = left.subarray(Math.floor(left.length / 4), Math.floor((left.length * 3) / 4));
  let [rises, sum] = [0, 0];
  for (const [index, sample] of middle.entries()) {
    if (sample >= 0 && (middle[index - 1] ?? 0) < 0) rises++;
    sum += sample * sample;
  }
  const loudness = Math.sqrt(sum / middle.length);
  return { seconds: samplesDecoded / sampleRate, loudness, pitch: (rises * sampleRate) / middle.length };
}

/** A frame of MPEG 1 Layer III without a checksum: where its own bytes lie among those of all frames' main data. */
interface MainData {
  begin: number;
  end: number;
  /** Where the room in the frame itself begins and ends. */
  room: number;
  roomEnd: number;
}

/**
 * Finds each frame's main data (ISO/IEC 11172-3, section 2.4.1.7): what a decoder reads for it, which may lie in frames
 * before.
 * @returns what is wrong: main data before the first frame, in two frames' or beyond the frame itself
 */
export function faultsOf(bytes: Uint8Array): string[] {
  const { bitrate, rate, channels } = framesOf(bytes);
  const faults: string[] = [];
  let last: MainData = { begin: 0, end: 0, room: 0, roomEnd: 0 };
  for (let at = 0, number = 0; at < bytes.length; number++) {
    const length = Math.floor((144_000 * bitrate) / rate) + (((bytes[at + 2] ?? 0) >> 1) & 1);
    const side = bytes.subarray(at + 4, at + 4 + (channels === 2 ? 32 : 17));
    const granules = Array.from({ length: 2 * channels }, (_, index) =>
      bitsAt(side, (channels === 2 ? 20 : 18) + 59 * index, 12),
    );
    const begin = last.roomEnd - bitsAt(side, 0, 9);
    const end = begin + Math.ceil(granules.reduce((sum, bits) => sum + bits, 0) / 8);
    const own = { begin, end, room: last.roomEnd, roomEnd: last.roomEnd + length - 4 - side.length };
    if (own.begin < last.end) faults.push(`frame ${number} begins in bytes of the one before`);
    if (own.end > own.roomEnd) faults.push(`frame ${number} goes beyond itself`);
    last = own;
    at += length;
  }
  return faults;
}

function bitsAt(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let bit = at; bit < at + count; bit++) value = 2 * value + (((bytes[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1);
  return value;
}
