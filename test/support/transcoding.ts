import { mkdir, mkdtemp, open, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderStore } from '../../src/domain/media/folder-store.ts';
import { Maker } from '../../src/domain/media/transcoding/maker.ts';
import { type Transcode, Transcodes, type Wish } from '../../src/domain/media/transcoding/transcodes.ts';
import { CODINGS, chunk, format, riff, type Tone } from './wave.ts';

export const TONE: Tone = { coding: CODINGS.s16, rate: 44_100, channels: 2, seconds: 1.3 };

const TYPES: Record<string, string> = {
  ...{ wav: 'audio/wav', flac: 'audio/flac', ogg: 'audio/ogg', opus: 'audio/ogg', mp3: 'audio/mpeg', m4a: 'audio/mp4' },
};

type Source = Parameters<Transcodes['open']>[0];

/** A data folder, the files in it, and what makes MP3s of them. */
export class Studio {
  #files = 0;

  private constructor(
    readonly folder: string,
    readonly transcodes: Transcodes,
    readonly store: FolderStore,
  ) {}

  /** @param folder an earlier studio's; a new one */
  static async open(
    limits: ConstructorParameters<typeof Maker>[0] = {},
    transcodeCacheBytes = 2 ** 30,
    folder?: string,
  ): Promise<Studio> {
    const dataDir = folder ?? (await mkdtemp(join(tmpdir(), 'transcodes-')));
    const store = new FolderStore(dataDir);
    const settings = { dataDir, transcodeCacheBytes, minFreeBytes: 0 };
    return new Studio(dataDir, new Transcodes(settings, () => store, new Maker(limits)), store);
  }

  async close(): Promise<void> {
    await this.transcodes.stop();
    await rm(this.folder, { recursive: true });
  }

  /** A stored file. */
  async file(extension: string, bytes: Uint8Array): Promise<Source> {
    const name = `${String(++this.#files).padStart(21, '0')}.${extension}`;
    await mkdir(join(this.folder, 'tracks'), { recursive: true });
    await writeFile(join(this.folder, 'tracks', name), bytes);
    const type = TYPES[extension] ?? '';
    return { place: 'tracks', name, size: bytes.length, type, store: 'folder' };
  }

  /** Hours of silence that take no room on the disk. */
  async long(): Promise<Source> {
    const file = await this.file('wav', riff([format(TONE), chunk('data', Buffer.alloc(0), 0xffffffff)]));
    const handle = await open(join(this.folder, 'tracks', file.name), 'r+');
    await handle.truncate(2 ** 31);
    await handle.close();
    return { ...file, size: 2 ** 31 };
  }

  /** An MP3 that is being made. @throws Error when it is there already, or there is none */
  async stream(file: Source, wish: Wish): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
    const made = await this.transcodes.open(file, wish);
    if (!made || 'whole' in made) throw new Error('it is not being made');
    return made.body;
  }

  /** All bytes of an MP3. */
  async all(file: Source, wish: Wish): Promise<Uint8Array> {
    const made = await this.transcodes.open(file, wish);
    if (!made) throw new Error('there is no MP3 of it');
    return bytesOf(made);
  }

  /** The files that are kept, and those that are not whole. */
  async kept(): Promise<{ whole: string[]; unfinished: number }> {
    const entries = await readdir(join(this.folder, 'transcodes'), { recursive: true, withFileTypes: true }).catch(
      () => [],
    );
    const files = entries.filter((entry) => entry.isFile());
    const whole = files.filter(({ parentPath }) => parentPath.endsWith('transcodes')).map(({ name }) => name);
    return { whole: whole.sort(), unfinished: files.length - whole.length };
  }
}

export async function bytesOf(made: Transcode): Promise<Uint8Array> {
  return 'whole' in made ? made.whole.opened.bytes.bytes() : new Response(made.body).bytes();
}
