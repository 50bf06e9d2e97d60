import sharp from 'sharp';
import type { House } from './house.ts';
import { hire, type Person } from './label.ts';

/** A JPEG of one colour. */
export const jpeg = (width: number, height = width): Promise<Uint8Array<ArrayBuffer>> =>
  sharp({ create: { width, height, channels: 3, background: '#284' } })
    .jpeg()
    .toBuffer()
    .then((bytes) => new Uint8Array(bytes));

/** Seconds of silence as a WAV. @param tag of the format: 1 is PCM, 3 float */
export function wav(seconds = 1, { rate = 44_100, bits = 16, channels = 1, tag = 1 } = {}): Uint8Array<ArrayBuffer> {
  const block = (channels * bits) / 8;
  const length = Math.round(seconds * rate) * block;
  const bytes = new Uint8Array(44 + length);
  const view = new DataView(bytes.buffer);
  const put = (at: number, text: string) => bytes.set(new TextEncoder().encode(text), at);
  put(0, 'RIFF');
  view.setUint32(4, 36 + length, true);
  put(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, tag, true);
  view.setUint16(22, channels, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * block, true);
  view.setUint16(32, block, true);
  view.setUint16(34, bits, true);
  put(36, 'data');
  view.setUint32(40, length, true);
  return bytes;
}

let covered: Promise<Uint8Array<ArrayBuffer>> | undefined;
/** A cover as the label takes it. */
export const cover = (): Promise<Uint8Array<ArrayBuffer>> => {
  covered ??= jpeg(3000);
  return covered;
};

export function form(fields: Record<string, string | Uint8Array<ArrayBuffer>>): FormData {
  const made = new FormData();
  for (const [name, value] of Object.entries(fields))
    made.append(name, typeof value === 'string' ? value : new File([value], 'anything.bin', { type: 'text/plain' }));
  return made;
}

const roots = new WeakMap<House, Promise<Person>>();
/** Somebody who may do everything, the same each time: their token stays good. */
export function rootOf(house: House): Promise<Person> {
  const root = roots.get(house) ?? hire(house, 'root');
  roots.set(house, root);
  return root;
}

/** What a track shows of what shops ask for, until it is told; and what a release shows. */
export const TRACK_UNTOLD = {
  ...{ version: '', language: '', lyrics_language: '', p_line: '', contributors: [], preview_start: null },
};
export const RELEASE_UNTOLD = {
  ...{ version: '', genre: '', subgenre: '', language: '', p_line: '', c_line: '', label_name: '' },
  ...{ catalogue_number: '', original_date: '', territories: [], contributors: [] },
};

/** A release of somebody's, as those who work on it ask for it. */
export class Work {
  private constructor(
    readonly house: House,
    readonly artist: Person,
    readonly id: string,
  ) {}

  /** A new draft, of a new artist unless one is given. */
  static async draft(house: House, artist?: Person): Promise<Work> {
    const person = artist ?? (await hire(house, 'artist'));
    const { status, body } = await house.call('POST', `/v1/releases/${person.id}/new`, { token: person.token });
    if (status !== 201) throw new Error(body.message);
    return new Work(house, person, body.id);
  }

  /** One that is there. */
  static known = (house: House, artist: Person, id: string): Work => new Work(house, artist, id);

  /** The same release in somebody else's hands. */
  by(artist: Person): Work {
    return new Work(this.house, artist, this.id);
  }

  ask(method: string, path: string, body?: object) {
    return this.house.call(method, path, { token: this.artist.token, ...(body ? { body } : {}) });
  }

  media = (path: string): string => `/v1/media/${this.artist.id}/releases/${this.id}/${path}`;
  key = (name: string): string => `${this.artist.id}/releases/${this.id}/${name}`;

  get = () => this.ask('GET', `/v1/releases/${this.id}`);
  put = (body: object) => this.ask('PUT', `/v1/releases/${this.id}`, body);
  save = () => this.ask('PATCH', `/v1/releases/${this.id}`);
  remove = () => this.ask('DELETE', `/v1/releases/${this.id}`);
  cover = async (bytes?: Uint8Array<ArrayBuffer>) =>
    this.ask('POST', this.media('cover'), form({ file: bytes ?? (await cover()) }));
  audio = (number: number, title: string, bytes = wav(0.1), fileType = 'wav') =>
    this.ask('POST', this.media('track'), form({ file: bytes, trackNumber: `${number}`, trackTitle: title, fileType }));

  /** Sets the status as root does. */
  async status(status: string, message?: string) {
    const { token } = await rootOf(this.house);
    return this.house.call('PATCH', `/v1/releases/${this.id}/status`, { token, body: { status, message } });
  }

  /** Uploads a file and makes a track of it. @returns the track's document */
  async track(title: string, seconds = 0.1) {
    const number = (await this.get()).body.tracks.length + 1;
    const { body } = await this.audio(number, title, wav(seconds));
    return (await this.ask('POST', `/v1/tracks/${this.id}`, { fileKey: body.key })).body;
  }

  /** Tells all that is needed to hand it in. @returns the ids of its tracks */
  async complete(name = 'Альбом', titles: string[] = ['Первый']): Promise<string[]> {
    const { body } = await this.cover();
    const authors = { lyricists: ['А. Б.'], producers: ['В. Г.'] };
    await this.put({ name, type: 'album', date: '2025-03-01', cover_key: body.key, authors });
    const ids: string[] = [];
    for (const title of titles) ids.push((await this.track(title))._id);
    return ids;
  }
}
