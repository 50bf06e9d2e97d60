/** What the label's dialect answers of releases; the server's side of it is `src/surfaces/label/release-shapes.ts`. */

export const STATUSES = ['draft', 'pending', 'rejected', 'approved', 'delivered', 'finalized'] as const;
export type Status = (typeof STATUSES)[number];
export const TYPES = ['single', 'ep', 'album'] as const;
export type ReleaseType = (typeof TYPES)[number];

/** What is not told yet is an empty text. */
interface Told {
  id: string;
  name: string;
  type: ReleaseType | '';
  /** The key of the picture: `<artist>/releases/<release>/cover.jpg`. */
  cover: string;
  date: string;
}

export interface ListedRelease extends Told {
  /** The stage name. */
  artist: string;
  status: Status;
}

export interface Track {
  id: string;
  title: string;
  /** Seconds. */
  duration: number;
  file: { fileName: string };
}

export interface StatusEntry {
  editorLogin: string;
  status: { label: Status; message: string };
  createdAt: string;
}

export interface WholeRelease extends Told {
  artist: { stageName: string; userId: string };
  authors: { lyricists: string[]; producers: string[] };
  status: { label: Status; message: string; history: StatusEntry[] };
  tracks: Track[];
}

/** The address of a cover. @param key of the picture; empty: there is none @param version changes with the picture */
export function coverAddress(key: string, size: '600' | '1200', version = 0): string | null {
  const [, artist, release] = /^(\w+)\/releases\/(\w+)\//.exec(key) ?? [];
  return artist ? `/v1/media/${artist}/releases/${release}/cover/${size}${version ? `?v=${version}` : ''}` : null;
}
