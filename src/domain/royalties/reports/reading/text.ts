import { isUtf8 } from 'node:buffer';
import { type FileHandle, open } from 'node:fs/promises';
import { yieldTurn } from '../../../../lib/yield-turn.ts';
import { refuse } from '../model.ts';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1251';

/** Bytes that are read at once: some hundred lines, which take a few milliseconds. */
const CHUNK = 64 * 1024;
/** The longest character of UTF-8. */
const LONGEST_CHARACTER = 4;
const HEAD = 4096;
const LINE_FEED = 10;
/** Whether a byte stands in no text, though it may in a file that is none: a control character, but for white space, the end of a file and an escape. */
const isControl = (byte: number): boolean => byte < 9 || (byte > 13 && byte < 32 && byte !== 26 && byte !== 27);

export interface TextFile {
  encoding: Encoding;
  /** Line breaks, which are about as many as lines. */
  breaks: number;
}

/**
 * Reads a file once to see how its text is encoded: UTF-16 by its mark, else UTF-8 if all of it is, else Windows-1251.
 * @param told the encoding, where the format says it
 * @throws invalid (`empty_report`, `not_text`)
 */
export async function inspect(path: string, told: Encoding | undefined): Promise<TextFile> {
  let encoding: Encoding | undefined = told;
  let isUtf = true;
  let breaks = 0;
  let isFirst = true;
  // How many bytes of a character at the end of a chunk have their rest in the next.
  let cut = 0;
  for await (const chunk of chunksOf(path, () => cut)) {
    if (isFirst) encoding ??= markOf(chunk);
    const isWide = encoding === 'utf-16le' || encoding === 'utf-16be';
    if (!isWide && chunk.includes(0)) throw refuse('not_text');
    if (isFirst && !isWide && chunk.subarray(0, HEAD).some(isControl)) throw refuse('not_text');
    isFirst = false;
    for (let at = chunk.indexOf(LINE_FEED, cut); at !== -1; at = chunk.indexOf(LINE_FEED, at + 1)) breaks++;
    if (encoding === undefined && isUtf) {
      const end = wholeCharacters(chunk);
      isUtf = isUtf8(chunk.subarray(0, end));
      cut = isUtf ? chunk.length - end : 0;
    }
    await yieldTurn();
  }
  if (isFirst) throw refuse('empty_report');
  return { encoding: encoding ?? (isUtf && cut === 0 ? 'utf-8' : 'windows-1251'), breaks };
}

function markOf(start: Buffer): Encoding | undefined {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be';
  return undefined;
}

/** Where the last character of UTF-8 ends that is not cut off. */
function wholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(LONGEST_CHARACTER, bytes.length); back++) {
    const byte = bytes[bytes.length - back] as number;
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

/** The text of a file, piece by piece, without a mark of its encoding. What is no character becomes U+FFFD, and so does NUL. */
export async function* textOf(path: string, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of chunksOf(path)) yield storable(decoder.decode(chunk, { stream: true }));
  yield storable(decoder.decode());
}

const storable = (text: string): string => (text.includes('\0') ? text.replaceAll('\0', '\ufffd') : text);

/**
 * The pieces of a file, all in one buffer: each is to be used before the next.
 * @param cut how many bytes at the end of the last piece are to come again at the beginning of the next
 */
async function* chunksOf(path: string, cut: () => number = () => 0): AsyncGenerator<Buffer> {
  const buffer = Buffer.alloc(CHUNK + LONGEST_CHARACTER);
  const file: FileHandle = await open(path, 'r');
  try {
    for (let end = 0; ; ) {
      const again = cut();
      buffer.copyWithin(0, end - again, end);
      const { bytesRead } = await file.read(buffer, again, CHUNK);
      if (bytesRead === 0) return;
      end = again + bytesRead;
      yield buffer.subarray(0, end);
    }
  } finally {
    await file.close();
  }
}
