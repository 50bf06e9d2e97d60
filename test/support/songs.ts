import { openDatabase } from '../../src/db/open.ts';
import type { Account } from '../../src/domain/accounts/model.ts';
import { openServices, type Services } from '../../src/domain/services.ts';
import { accessTokens } from '../../src/http/identity/access-tokens.ts';
import { type Id, newId, newName } from '../../src/lib/ids.ts';
import type { House } from './house.ts';

/** An album with songs, and a track without audio, which is no song. */
export interface Music {
  artist: Id;
  album: Id;
  songs: Id[];
  silent: Id;
}

let listeners = 0;

/** Registers somebody, for the services. */
export const listener = (house: House, role: 'listener' | 'root' = 'listener'): Promise<Account> =>
  house.services.accounts.register({ login: `listener${++listeners}-${newId()}`, password: 'password', role });

/**
 * Writes an album into the catalogue as uploads of an account would have made it, with files that are rows only.
 * @param owner `undefined`: nobody's, so that nobody's profile hides it
 * @param duration of each song, in seconds
 */
export async function music(house: House, owner: Account | undefined, count: number, duration = 200): Promise<Music> {
  const { artists, albums, tracks, files } = house.db.tables;
  const provenance = { account: owner?.id ?? null, createdBy: owner?.id ?? null, hidden: false, createdAt: Date.now() };
  const made = {
    artist: newId(),
    album: newId(),
    songs: Array.from({ length: count }, () => newId()),
    silent: newId(),
  };
  const audio = made.songs.map(() => `${newName()}.mp3`);
  const entry = { name: 'x', image: null, ...provenance };
  await house.db.write(async (tx) => {
    await tx.insert(artists).values({ id: made.artist, info: null, ...entry });
    await tx.insert(albums).values({ id: made.album, artist: made.artist, year: '', release: false, ...entry });
    const file = { place: 'tracks', type: 'audio/mpeg', size: 1, facts: {}, originalName: 'x', createdAt: 1 };
    if (count > 0) await tx.insert(files).values(audio.map((name) => ({ name, createdBy: null, ...file })));
    const track = { album: made.album, genre: null, release: false, ...entry };
    await tx
      .insert(tracks)
      .values([
        ...made.songs.map((id, at) => ({ id, position: at + 1, duration, audio: audio[at] as string, ...track })),
        { id: made.silent, position: count + 1, duration: null, audio: null, ...track },
      ]);
  });
  return made;
}

/** Makes a profile private, or public again. */
export const hide = (house: House, { id }: Account, isPrivate = true) =>
  house.services.social.change(id, { isPrivate });

/** Makes two accounts follow each other. */
export async function befriend(house: House, one: Account, other: Account): Promise<void> {
  await house.services.social.follow(one.id, other.id);
  await house.services.social.follow(other.id, one.id);
}

/** What becomes of a call of a service: `done`, or the kind of its error. */
export const kindOf = (call: Promise<unknown>) =>
  call.then(
    () => 'done',
    ({ kind }) => kind,
  );

/** The services of another process on the house's PostgreSQL; on SQLite the house's own, as it has one process. */
export async function another(house: House): Promise<{ services: Services; close: () => Promise<void> }> {
  if (house.db.engine === 'sqlite') return { services: house.services, close: async () => {} };
  const db = await openDatabase(house.config);
  const signer = accessTokens('a secret for tests only, long enough');
  const services = openServices(db, house.config, {
    signer,
    appKeySecret: 'a third secret for tests only',
    refreshKey: 'another secret for tests only',
  });
  return { services, close: () => db.close() };
}
