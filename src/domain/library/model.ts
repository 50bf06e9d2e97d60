import type { Id } from '../../lib/ids.ts';

/** The kinds of things that players browse. A song is a track with audio. */
export type Kind = 'artists' | 'albums' | 'tracks';

/** Entries of the catalogue that have changed. */
export interface Changes {
  artists?: readonly Id[];
  albums?: readonly Id[];
  tracks?: readonly Id[];
}

/** A stored picture. */
export interface Cover {
  place: 'artists' | 'albums' | 'tracks';
  name: string;
}

/** A song, with all that is the same for every viewer. */
export interface SongRow {
  id: Id;
  name: string;
  album: Id;
  albumName: string;
  artist: Id;
  artistName: string;
  disc: number;
  /** Place on the disc. */
  number: number;
  /** Of the album; 0: unknown. */
  year: number;
  /** Seconds; 0: unknown. */
  duration: number;
  genres: string[];
  /** Its own picture, or else the album's. */
  cover: Cover | null;
  /** Name of its stored file, with what that is. */
  audio: string;
  /** Media type. */
  type: string;
  /** Bytes. */
  size: number;
  /** bit/s; 0: unknown, as are the next ones. */
  bitrate: number;
  sampleRate: number;
  /** Of a sample; 0 also where a format has none. */
  bits: number;
  channels: number;
  codec: string;
  lossless: boolean;
  /** Everybody's. */
  plays: number;
  /** Milliseconds since the epoch. */
  createdAt: number;
  /** Of a release of the label: who else is heard, the code, and whether it is explicit; `null`: of no release. */
  feat: readonly string[];
  isrc: string | null;
  explicit: boolean | null;
}

export interface AlbumRow {
  id: Id;
  name: string;
  artist: Id;
  artistName: string;
  /** 0: unknown. */
  year: number;
  songCount: number;
  /** Seconds of all songs. */
  duration: number;
  /** Most frequent first. */
  genres: string[];
  /** Its own picture, or else that of the first track that has one. */
  cover: Cover | null;
  /** Milliseconds since the epoch. */
  createdAt: number;
  /** Of a release of the label. */
  releaseType: 'single' | 'ep' | 'album' | null;
  /** `YYYY-MM-DD`. */
  date: string | null;
  feat: readonly string[];
  /** Whether any of its songs is; `null`: of no release. */
  explicit: boolean | null;
}

export interface ArtistRow {
  id: Id;
  name: string;
  sortKey: string;
  /** Visible ones. */
  albumCount: number;
  /** Its own picture, or else that of the newest album that has one. */
  cover: Cover | null;
  /** Its own picture, if it has one: everybody may load that. */
  image: string | null;
}

export interface Genre {
  name: string;
  songCount: number;
  albumCount: number;
}

/** How much everybody sees, and when that changed last. `version` grows with each change. */
export interface LibraryState {
  version: number;
  /** Milliseconds since the epoch; 0: never. */
  changedAt: number;
  artists: number;
  albums: number;
  tracks: number;
}

/** A list of albums, with the parameters that it has. */
export type AlbumList =
  | { by: 'newest' | 'name' | 'artist' | 'id' }
  /** Both ends belong to it; backwards where the first is the greater. */
  | { by: 'year'; from: number; to: number }
  | { by: 'genre'; genre: string }
  /** The same order for the same seed. */
  | { by: 'random'; seed: number };

/** Which part of a list. */
export interface Part {
  offset: number;
  size: number;
}

export interface ListedIds {
  ids: Id[];
  /** Of the whole list. */
  total: number;
}
