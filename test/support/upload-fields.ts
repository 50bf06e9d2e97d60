import { fixture } from './fixtures.ts';
import type { Answer, House } from './house.ts';
import { hire } from './label.ts';
import { person } from './people.ts';
import { cover, Work, wav } from './releases.ts';
import { Tus } from './tus.ts';

type Body = Record<string, string>;

/** A field that takes a file, as somebody who may fill it. */
export interface UploadField {
  /** Whose uploads it takes. */
  tus: Tus;
  /** What it takes. */
  bytes: Uint8Array<ArrayBuffer>;
  name: string;
  field: string;
  /** Asks with that text in the field. */
  ask(text: string, as?: 'json' | 'form'): Promise<Answer>;
}

const formOf = (fields: Body) => {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return form;
};

const asked =
  (house: House, token: string | undefined, method: string, path: string, field: string, more: Body = {}) =>
  (text: string, as: 'json' | 'form' = 'json') => {
    const body = { ...more, [field]: text };
    return house.call(method, path, {
      ...(token === undefined ? {} : { token }),
      body: as === 'json' ? body : formOf(body),
    });
  };

const bytesOf = async (name: string) => new Uint8Array(await fixture(name));

type Made = (house: House) => Promise<UploadField>;

/** A field of the catalogue. @param beneath makes what it belongs to */
const ofCatalogue =
  (method: 'POST' | 'PUT', path: string, field: string, name: string): Made =>
  async (house) => {
    const { token } = await house.member();
    const make = async (where: string, body: object) => (await house.call('POST', where, { token, body })).body._id;
    const artist = await make('/artists', { name: 'Artist' });
    const album = await make('/albums', { name: 'Album', artist });
    const more = { '/artists': {}, '/albums': { artist }, '/tracks': { album } }[path] as Body;
    const id = method === 'PUT' ? `/${await make(path, { ...more, name: 'Before' })}` : '';
    const ask = asked(house, token, method, path + id, field, { ...more, name: 'After' });
    return { tus: new Tus(house, token), bytes: await bytesOf(name), name, field, ask };
  };

const ofCommunity =
  (kind: string, name: string): Made =>
  async (house) => {
    const { id, token } = await person(house);
    const ask = asked(house, token, 'POST', `/media/upload/${kind}`, 'file', { userId: id });
    return { tus: new Tus(house, token), bytes: await bytesOf(name), name, field: 'file', ask };
  };

const ofRelease =
  (path: string, bytes: () => Promise<Uint8Array<ArrayBuffer>>, more: Body): Made =>
  async (house) => {
    const work = await Work.draft(house);
    const { token } = work.artist;
    const ask = asked(house, token, 'POST', work.media(path), 'file', more);
    return { tus: new Tus(house, token), bytes: await bytes(), name: 'any.bin', field: 'file', ask };
  };

const ofDocuments: Made = async (house) => {
  const artist = await hire(house, 'artist');
  const { token } = await hire(house, 'root');
  const bytes = new TextEncoder().encode('%PDF-1.7\n1 0 obj << >> endobj\n%%EOF\n');
  const ask = asked(house, token, 'POST', `/v1/docs/${artist.id}/contract/one`, 'file');
  return { tus: new Tus(house, token), bytes, name: 'paper.pdf', field: 'file', ask };
};

/** @param isFirst whether the file comes before those who prove whose it is */
const ofRecorder =
  (isFirst: boolean): Made =>
  async (house) => {
    const { body } = await house.call('POST', '/register', { body: { user_name: 'Анна' } });
    const holder = { user_id: String(body.user_id), user_access_token: body.user_access_token };
    const ask = (wav_file: string) => {
      const fields: Body = isFirst ? { wav_file, ...holder } : { ...holder, wav_file };
      return house.call('POST', '/add_track', { body: formOf(fields) });
    };
    const tus = new Tus(house, holder.user_access_token);
    return { tus, bytes: await bytesOf('pcm-16.wav'), name: 'Song.wav', field: 'wav_file', ask };
  };

const track = { trackNumber: '1', trackTitle: 'One', fileType: 'wav' };

/** All fields that take files. */
export const UPLOAD_FIELDS: readonly (readonly [string, Made])[] = [
  ['POST /artists · image', ofCatalogue('POST', '/artists', 'image', 'small.png')],
  ['POST /albums · image', ofCatalogue('POST', '/albums', 'image', 'small.webp')],
  ['POST /tracks · image', ofCatalogue('POST', '/tracks', 'image', 'turned.jpg')],
  ['POST /tracks · audio', ofCatalogue('POST', '/tracks', 'audio', 'cbr.mp3')],
  ['PUT /artists/:id · image', ofCatalogue('PUT', '/artists', 'image', 'small.png')],
  ['PUT /albums/:id · image', ofCatalogue('PUT', '/albums', 'image', 'small.png')],
  ['PUT /tracks/:id · audio', ofCatalogue('PUT', '/tracks', 'audio', 'tone.flac')],
  ['POST /media/upload/avatar · file', ofCommunity('avatar', 'turned.jpg')],
  ['POST /media/upload/cover · file', ofCommunity('cover', 'small.png')],
  ['POST /media/upload/track · file', ofCommunity('track', 'cbr.mp3')],
  ['POST /v1/media/…/cover · file', ofRelease('cover', cover, {})],
  ['POST /v1/media/…/track · file', ofRelease('track', async () => wav(0.1), track)],
  ['POST /v1/docs/… · file', ofDocuments],
  ['POST /add_track · wav_file', ofRecorder(false)],
  ['POST /add_track · wav_file, first', ofRecorder(true)],
];
