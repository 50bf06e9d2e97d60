import type { Id } from '../../lib/ids.ts';

export interface Artist {
  id: Id;
  name: string;
  info: string | null;
  /** Name of a stored picture. */
  image: string | null;
}

export interface Album {
  id: Id;
  name: string;
  artist: Id;
  /** Four digits, or empty when unknown. */
  year: string;
  /** What MusicBrainz calls this release: albums of one name that differ here are two. */
  musicbrainzId: string | null;
  image: string | null;
}

export interface Track {
  id: Id;
  name: string;
  album: Id;
  /** 0: not said. */
  disc: number;
  /** Place on the disc, from 1. */
  position: number;
  /** Whole seconds. */
  duration: number | null;
  image: string | null;
  /** Name of a stored audio file. */
  audio: string | null;
  /** As it was given, or as the audio's tag says; several are separated by `;`. */
  genre: string | null;
}

/** A track with the album it is on and that album's artist. */
export interface FullTrack {
  track: Track;
  album: Album;
  artist: Artist;
}

/** What somebody says of a track in place of its tags. Absent: as the tags say; an empty text: nothing. */
export interface Said {
  title?: string | undefined;
  artist?: string | undefined;
  album?: string | undefined;
  /** Four digits. */
  year?: string | undefined;
  /** Several are separated by `;`. */
  genre?: string | undefined;
}
