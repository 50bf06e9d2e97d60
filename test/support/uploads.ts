import { newId, parseId } from '../../src/lib/ids.ts';
import { fixture } from './fixtures.ts';
import type { Answer, House } from './house.ts';
import type { Person } from './people.ts';

export type Kind = 'avatar' | 'track' | 'cover';

/** A form as community takes it. @param file the name of a fixture, or a file */
export async function uploadForm(owner: string, file: string | File, more: Record<string, string> = {}) {
  const form = new FormData();
  form.set('file', typeof file === 'string' ? new File([await fixture(file)], file) : file);
  form.set('userId', owner);
  for (const [name, value] of Object.entries(more)) form.set(name, value);
  return form;
}

/** Uploads something for oneself. */
export async function upload(
  house: House,
  { id, token }: Pick<Person, 'id' | 'token'>,
  kind: Kind,
  file: string | File,
  more: Record<string, string> = {},
): Promise<Answer> {
  return house.call('POST', `/media/upload/${kind}`, { token, body: await uploadForm(id, file, more) });
}

/** The same, which has to succeed. @returns the file, and its id as the catalogue spells it */
export async function uploaded(
  house: House,
  owner: Pick<Person, 'id' | 'token'>,
  kind: Kind,
  file: string | File,
  more = {},
) {
  const { status, body } = await upload(house, owner, kind, file, more);
  if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
  return { ...body.file, _id: parseId(body.file.fileId) as string };
}

/** How many files are kept, and how many lie where they arrive. */
export async function filesOnDisk(house: House) {
  const places = ['avatars', 'covers', 'tracks', 'tmp'];
  return Object.fromEntries(
    await Promise.all(places.map(async (place) => [place, (await house.files(place)).length] as const)),
  );
}

/**
 * What somebody has put beneath others' entries in an older house, where anybody could: an album beneath the artist with
 * a track on it, and a track on the album.
 */
export async function madeBy({ db }: House, maker: { id: string }, above: { artist: string; album: string }) {
  const { albums, tracks } = db.tables;
  const createdBy = parseId(maker.id) as string;
  const standing = { createdBy, createdAt: 1, account: null, hidden: false, release: false, image: null };
  const made = { album: newId(), beneath: newId(), onAlbum: newId() };
  const track = { name: 'Guest', position: 9, duration: null, audio: null, ...standing };
  await db.write(async (tx) => {
    await tx.insert(albums).values({ id: made.album, name: 'Guest', year: '', artist: above.artist, ...standing });
    await tx.insert(tracks).values([
      { id: made.beneath, album: made.album, ...track },
      { id: made.onAlbum, album: above.album, ...track },
    ]);
  });
  return made;
}
