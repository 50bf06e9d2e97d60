/** What `/browse` answers; the server's side of it is `src/surfaces/catalogue/browse-shapes.ts`. */
export interface Named {
  _id: string;
  name: string;
}

export interface Track extends Named {
  album: Named;
  artist: Named;
  disc: number;
  position: number;
  year: string | null;
  /** Seconds; 0: unknown. */
  duration: number;
  genres: string[];
  cover: string | null;
}

export interface Album extends Named {
  artist: Named;
  year: string | null;
  tracks: number;
  duration: number;
  genres: string[];
  cover: string | null;
}

export interface Artist extends Named {
  albums: number;
  cover: string | null;
}

export interface Genre {
  name: string;
  albums: number;
  tracks: number;
}

export interface Listed<Entry> {
  total: number;
  entries: Entry[];
}

export interface WholeAlbum {
  album: Album;
  tracks: Track[];
}

export interface WholeArtist {
  artist: Artist;
  info: string | null;
  albums: Album[];
  tracks: Track[];
}

export interface Found {
  artists: Artist[];
  albums: Album[];
  tracks: Track[];
}

export interface Playlist extends Named {
  comment: string;
  owner: Named;
  public: boolean;
  changeable: boolean;
  tracks: number;
  /** Seconds. */
  duration: number;
  cover: string | null;
  /** Another one after each change. */
  changed: string;
}

/** A track in a playlist. */
export interface PlaylistEntry extends Track {
  /** Names its place in the playlist, wherever that moves: the same track may be there twice. */
  entry: number;
}

/** What `/social` answers of people; the server's side of these is `src/surfaces/community/answers.ts`. */
export interface Person {
  userId: string;
  username: string;
  displayName?: string;
  avatarUrl?: string;
  role: 'listener' | 'musician' | 'admin';
  followersCount: number;
  privateProfile: boolean;
  isFollowing: boolean;
}

/** `isVisible`: whether the profile may be seen; else there are names alone. */
export interface SeenPerson extends Person {
  isVisible: boolean;
}

export interface PublicProfile {
  profile: {
    bio?: string;
    location?: string;
    genres: string[];
    instruments: string[];
    socialLinks: Partial<Record<'youtube' | 'vk' | 'telegram', string>>;
    stats: { followersCount: number; followingCount: number };
  };
}

export interface FeedEvent {
  userId: string;
  username: string;
  displayName?: string;
  avatarUrl?: string;
  action: 'track_published' | 'profile_updated';
  trackId?: string;
  trackTitle?: string;
  createdAt: string;
}

/** An answer of the community's dialect. */
export interface Data<Content> {
  data: Content;
}
