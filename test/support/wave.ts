type Write = (view: DataView, at: number, sample: number) => void;

interface Coding {
  /** Format tag: RFC 2361, appendix A. */
  tag: number;
  bits: number;
  write: Write;
}

/** The kinds of WAV there are; a sample is between -1 and 1. */
export const CODINGS = {
  u8: { tag: 1, bits: 8, write: (view, at, sample) => view.setUint8(at, Math.round(sample * 127) + 128) },
  s16: { tag: 1, bits: 16, write: (view, at, sample) => view.setInt16(at, Math.round(sample * 32767), true) },
  s24: {
    tag: 1,
    bits: 24,
    write: (view, at, sample) => {
      const value = Math.round(sample * 8388607);
      view.setUint8(at, value);
      view.setInt16(at + 1, value >> 8, true);
    },
  },
  s32: { tag: 1, bits: 32, write: (view, at, sample) => view.setInt32(at, Math.round(sample * 2147483647), true) },
  f32: { tag: 3, bits: 32, write: (view, at, sample) => view.setFloat32(at, sample, true) },
  f64: { tag: 3, bits: 64, write: (view, at, sample) => view.setFloat64(at, sample, true) },
} satisfies Record<string, Coding>;

export interface Tone {
  coding: Coding;
  /** Hz. */
  rate: number;
  channels: number;
  seconds: number;
  /** Hz of the first channel; each further one has as much more. */
  pitch?: number;
}

/** The bytes of a tone at half of the full scale, channel beside channel. */
export function samples({ coding, rate, channels, seconds, pitch = 440 }: Tone): Buffer {
  const width = coding.bits / 8;
  const bytes = Buffer.alloc(Math.round(rate * seconds) * channels * width);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  for (let at = 0, count = 0; at < bytes.length; at += width, count++) {
    const [frame, channel] = [Math.floor(count / channels), count % channels];
    coding.write(view, at, 0.5 * Math.sin((2 * Math.PI * pitch * (channel + 1) * frame) / rate));
  }
  return bytes;
}

/** A chunk with the padding byte that one of odd length has. `claims` is written as its length instead of the true one. */
export function chunk(name: string, content: Uint8Array, claims = content.length): Buffer {
  const header = Buffer.alloc(8);
  header.write(name);
  header.writeUInt32LE(claims, 4);
  return Buffer.concat([header, content, Buffer.alloc(content.length % 2)]);
}

/** The format chunk, on request in its long form, WAVE_FORMAT_EXTENSIBLE. */
export function format({ coding, rate, channels }: Omit<Tone, 'seconds'>, isExtensible = false): Buffer {
  const block = (channels * coding.bits) / 8;
  const content = Buffer.alloc(isExtensible ? 40 : 16);
  content.writeUInt16LE(isExtensible ? 0xfffe : coding.tag, 0);
  content.writeUInt16LE(channels, 2);
  content.writeUInt32LE(rate, 4);
  content.writeUInt32LE(rate * block, 8);
  content.writeUInt16LE(block, 12);
  content.writeUInt16LE(coding.bits, 14);
  if (isExtensible) {
    content.writeUInt16LE(22, 16);
    content.writeUInt16LE(coding.bits, 18);
    content.writeUInt16LE(coding.tag, 24);
    content.set(Buffer.from('000000001000800000aa00389b71', 'hex'), 26);
  }
  return chunk('fmt ', content);
}

/** Chunks as a file. */
export function riff(chunks: Uint8Array[], mark = 'RIFF', claims?: number): Buffer {
  const body = Buffer.concat([Buffer.from('WAVE'), ...chunks]);
  const header = Buffer.alloc(8);
  header.write(mark);
  header.writeUInt32LE(claims ?? body.length, 4);
  return Buffer.concat([header, body]);
}

/** A plain WAV. */
export function wave(tone: Tone): Buffer {
  return riff([format(tone), chunk('data', samples(tone))]);
}
