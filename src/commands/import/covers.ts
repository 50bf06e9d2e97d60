import { readdir, stat } from 'node:fs/promises';
import { LRUCache } from 'lru-cache';
import { parseBlob } from 'music-metadata';
import { sniff } from '../../domain/media/sniff.ts';
import { pictureIn as pictureOf } from '../../domain/media/tags.ts';
import { Window } from '../../domain/media/window.ts';
import { whileOpen } from './files.ts';
import { ImportStopped, type Server } from './server.ts';
import { type Found, inside, type Path } from './walk.ts';

/** Bytes of a picture that is looked at: what the server takes is its own setting, and less. */
const LARGEST = 64 * 1024 * 1024;
/** Albums and folders that are remembered. */
const MANY = 2_000;
/** Reads of a file for the picture in its tags: one made of nothing but tiny parts would take minutes. */
const MOST_READS = 20_000;
const HEAD = 4096;
/** The most wanted first. */
const BESIDE = ['cover', 'folder', 'front'].map((name) => new RegExp(`^${name}\\.(jpe?g|png|webp)$`, 'i'));

/** Gives albums that have no picture the one of the tags of a file, or else one that lies beside it. */
export class Covers {
  readonly #server: Server;
  /** Albums that have one, or are just getting one. */
  readonly #albums = new LRUCache<string, Promise<boolean>>({ max: MANY });
  /** What lies beside the files of a folder. */
  readonly #beside = new LRUCache<string, Promise<Found | undefined>>({ max: MANY });
  /** One picture at a time is in memory. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(server: Server) {
    this.#server = server;
  }

  /**
   * Sees to the picture of a file's album. That there is none, or that the server takes none of them, is no failure.
   * @param hasOne whether the album has one already, as the server says
   * @throws ImportStopped
   */
  async seeTo(album: string, file: Found, hasOne: boolean): Promise<void> {
    if (hasOne) this.#albums.set(album, Promise.resolve(true));
    while (!hasOne) {
      const others = this.#albums.get(album);
      if (others === undefined) break;
      if (await others.catch(() => false)) return;
      if (this.#albums.get(album) === others) this.#albums.delete(album);
    }
    if (hasOne) return;
    const own = this.#turn.then(() => this.#give(album, file));
    this.#turn = own.catch(() => {});
    this.#albums.set(album, own);
    await own;
  }

  /** @returns whether the album has one now */
  async #give(album: string, file: Found): Promise<boolean> {
    const inTags = await whileOpen(file, (handle) => pictureIn(handle.fd, file.size)).catch(() => undefined);
    if (inTags !== undefined && (await this.#send(album, inTags))) return true;
    const lying = await this.#lyingIn(file.folder);
    const beside = lying && (await whileOpen(lying, async ({ fd }) => Bun.file(fd).bytes()).catch(() => undefined));
    return beside !== undefined && (await this.#send(album, beside));
  }

  async #send(album: string, picture: Uint8Array): Promise<boolean> {
    const type = sniff(picture.subarray(0, HEAD));
    if (type?.kind !== 'picture') return false;
    const body = () => {
      const form = new FormData();
      form.set('image', new File([new Uint8Array(picture)], `cover.${type.extension}`, { type: type.type }));
      return { body: form, size: picture.length };
    };
    try {
      await this.#server.call('PUT', `/albums/${album}`, body);
      return true;
    } catch (error) {
      if (error instanceof ImportStopped) throw error;
      // Too large, broken, or another's album.
      return false;
    }
  }

  #lyingIn(folder: Path): Promise<Found | undefined> {
    const known = this.#beside.get(folder.shown);
    if (known) return known;
    const found = findBeside(folder).catch(() => undefined);
    this.#beside.set(folder.shown, found);
    return found;
  }
}

async function findBeside(folder: Path): Promise<Found | undefined> {
  const names = await readdir(folder.bytes, { encoding: 'buffer' });
  for (const wanted of BESIDE)
    for (const raw of names.sort(Buffer.compare)) {
      const name = raw.toString('utf8');
      if (!wanted.test(name)) continue;
      const path = inside(folder, raw);
      const about = await stat(path.bytes);
      if (about.isFile() && about.size > 0 && about.size <= LARGEST)
        return { ...path, name, folder, size: about.size, modified: about.mtimeMs };
    }
  return undefined;
}

/** The picture in the tags of a file: that of the front, or else the first. */
async function pictureIn(descriptor: number, size: number): Promise<Uint8Array | undefined> {
  const file = new Window(descriptor, size, '', MOST_READS);
  const type = sniff(new Uint8Array(file.view(0, HEAD)));
  if (type?.kind !== 'audio') return undefined;
  const typed = new Window(descriptor, size, type.type, MOST_READS);
  const { common } = await parseBlob(typed as unknown as Blob, { duration: false, skipCovers: false });
  return pictureOf(common);
}
