import { findFrames, id3Length, LONGEST_FRAME } from './mp3.ts';
import { latin1 } from './window.ts';

/** What a file is, as its first bytes tell. */
export interface MediaType {
  readonly kind: 'picture' | 'audio' | 'document';
  /** MIME type. */
  readonly type: string;
  /** Without the dot. */
  readonly extension: string;
}

export const JPEG: MediaType = { kind: 'picture', type: 'image/jpeg', extension: 'jpg' };
const PNG: MediaType = { kind: 'picture', type: 'image/png', extension: 'png' };
const WEBP: MediaType = { kind: 'picture', type: 'image/webp', extension: 'webp' };
const MP3: MediaType = { kind: 'audio', type: 'audio/mpeg', extension: 'mp3' };
const WAV: MediaType = { kind: 'audio', type: 'audio/wav', extension: 'wav' };
const OGG: MediaType = { kind: 'audio', type: 'audio/ogg', extension: 'ogg' };
const M4A: MediaType = { kind: 'audio', type: 'audio/mp4', extension: 'm4a' };
const FLAC: MediaType = { kind: 'audio', type: 'audio/flac', extension: 'flac' };
const PDF: MediaType = { kind: 'document', type: 'application/pdf', extension: 'pdf' };

/**
 * Tells by content alone what a file is; its name and the type its sender claims are never asked.
 *
 * @param head the first bytes, best 4096 of them
 * @returns `undefined` for anything the house does not take
 */
export function sniff(head: Uint8Array): MediaType | undefined {
  const start = latin1(head, 0, 12);
  if (start.startsWith('\xff\xd8\xff')) return JPEG;
  if (start.startsWith('\x89PNG\r\n\x1a\n')) return PNG;
  if (start.startsWith('%PDF-')) return PDF;
  if (start.startsWith('fLaC')) return FLAC;
  if (/^RIFF.{4}WEBP/s.test(start)) return WEBP;
  if (/^(RIFF|RF64|BW64).{4}WAVE/s.test(start)) return WAV;
  // Brands of ISO base media for music, or for music and films alike; HEIC, AVIF and QuickTime have others.
  if (/^.{4}ftyp(M4[ABP] |mp4[12]|iso[m2-9]|dash)/s.test(start)) return M4A;
  if (start.startsWith('OggS')) return sniffOgg(head);
  if (start.startsWith('ID3')) return sniffTagged(head);
  return findFrames(head, 0, LONGEST_FRAME) === undefined ? undefined : MP3;
}

const OGG_CODECS = ['\x01vorbis', 'OpusHead', '\x7fFLAC', 'Speex   '];

/** RFC 3533, section 6: a header of 27 bytes, the segment table, then the first packet, which names the codec. Ogg also carries films. */
function sniffOgg(head: Uint8Array): MediaType | undefined {
  const packet = 27 + (head[26] ?? 0);
  const mark = latin1(head, packet, packet + 8);
  return OGG_CODECS.some((codec) => mark.startsWith(codec)) ? OGG : undefined;
}

/** FLAC files carry ID3 tags too. The tag may be longer than what is in sight: whether an MP3 follows is seen when it is probed. */
function sniffTagged(head: Uint8Array): MediaType | undefined {
  const end = id3Length(head);
  if (end === 0) return undefined;
  return latin1(head, end, end + 4) === 'fLaC' ? FLAC : MP3;
}
