/** How much there is of everything, by the number of tracks. */
export const sizeOf = (tracks: number) => ({
  tracks,
  albums: tracks / 10,
  artists: tracks / 50,
  genres: Math.min(40, Math.max(4, tracks / 250)),
  /** Accounts of the community. */
  accounts: Math.max(200, tracks / 10),
  /** Whom the listener follows, and who follows the musician. */
  followed: 50,
  followers: tracks / 20,
  /** What one account keeps of each kind. */
  own: tracks / 10,
  /** Artists of the label. */
  people: Math.max(20, tracks / 200),
  /** Releases of the label, and of other lists of it. */
  releases: tracks / 20,
  /** Reports of distributors, each of so many lines. */
  reports: Math.max(1, tracks / 20_000),
  lines: 10_000,
});

export type Size = ReturnType<typeof sizeOf>;
