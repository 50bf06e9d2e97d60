/** How an audio file is made. */
export interface Format {
  /** Seconds. */
  readonly duration: number;
  /** bit/s, the average where it varies. */
  readonly bitrate: number;
  /** Hz. */
  readonly sampleRate: number;
  /** Of a sample; lossy formats have none. */
  readonly bits?: number | undefined;
  readonly channels: number;
  readonly codec: string;
  readonly container: string;
  readonly lossless: boolean;
}

/** The tags of an audio file, tidied: texts of 1 to 200 characters, where nothing else is said, that can be stored. */
export interface Tags {
  readonly title?: string | undefined;
  readonly artist?: string | undefined;
  readonly album?: string | undefined;
  readonly albumArtist?: string | undefined;
  /** Present where it is one. */
  readonly compilation?: true | undefined;
  /** A UUID in lower case. */
  readonly musicbrainzAlbum?: string | undefined;
  readonly year?: number | undefined;
  /** Its number on the album. */
  readonly track?: number | undefined;
  readonly disc?: number | undefined;
  /** At most five. */
  readonly genre?: string[] | undefined;
  /** At most 20,000 characters; lines with times as LRC writes them, where the tag has times. */
  readonly lyrics?: string | undefined;
}

export type Audio = Format & Tags;
