import { crc16 } from './checksum.ts';
import { FRAME } from './frames.ts';

/** Samples of silence that LAME puts in front. */
const DELAY = 576;
/** Bytes of the tag behind the frame's side information; the last two are its checksum. */
const TAG = 156;

/** The silent frame's own bit rate: with 128 kbit/s the tag has room at every sampling rate. */
const INFO_BITRATE = 128;
const INFO_BITRATE_INDEX = 9;

export interface Stream {
  /** The header of any of its frames. */
  readonly header: Uint8Array;
  /** Hz. */
  readonly rate: number;
  readonly channels: number;
  /** kbit/s. */
  readonly bitrate: number;
  /** Of music, before the encoder put silence around it. */
  readonly samples: number;
  readonly frames: number;
  /** All frames, in bytes. */
  readonly size: number;
  /** Of all frames: `checksum`. */
  readonly checksum: number;
}

/** How long the frame is, in bytes: ISO/IEC 11172-3, section 2.4.3.1. */
export function infoFrameLength(rate: number): number {
  return Math.floor((FRAME * 125 * INFO_BITRATE) / rate);
}

/**
 * Makes the silent frame in front of an MP3 that tells its length, where to find what share of it, and how much silence
 * to cut away on both sides: the "Info" tag of Xing with LAME's extension (gabriel.mp3-tech.org/mp3infotag.html).
 */
export function infoFrame({ header, rate, channels, bitrate, samples, frames, size, checksum }: Stream): Buffer {
  const frame = Buffer.alloc(infoFrameLength(rate));
  frame.set(header.subarray(0, 4));
  // Protection off, as there is no checksum of this frame; its own bit rate, no padding.
  frame[1] = (header[1] ?? 0) | 1;
  frame[2] = (INFO_BITRATE_INDEX << 4) | ((header[2] ?? 0) & 0x0c);
  const at = 4 + (channels === 2 ? 32 : 17);
  frame.write('Info', at);
  frame.writeUInt32BE(0b1111, at + 4); // all four that follow are there
  frame.writeUInt32BE(frames, at + 8);
  frame.writeUInt32BE(frame.length + size, at + 12);
  for (let percent = 0; percent < 100; percent++) frame[at + 16 + percent] = Math.floor((percent * 256) / 100);
  frame.writeUInt32BE(57, at + 116); // quality, as LAME rates its default

  const padding = frames * FRAME - DELAY - samples;
  frame.write('LAME3.100', at + 120);
  frame[at + 129] = 1; // revision 0, constant bit rate
  frame[at + 140] = Math.min(bitrate, 255);
  frame.writeUIntBE((DELAY << 12) | Math.min(padding, 0xfff), at + 141, 3);
  frame.writeUInt32BE(frame.length + size, at + 148);
  frame.writeUInt16BE(checksum, at + 152);
  frame.writeUInt16BE(crc16(frame.subarray(0, at + TAG - 2)), at + TAG - 2);
  return frame;
}
