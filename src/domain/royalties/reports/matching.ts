import type { Database } from '../../../db/database.ts';
import type { Id } from '../../../lib/ids.ts';
import { yieldTurn } from '../../../lib/yield-turn.ts';
import { type MatchingStore, matchingStore, type NamedRelease, type NamedTrack } from './matching-store.ts';
import type { Match, UnmatchedReason } from './model.ts';
import { foldTitle } from './titles.ts';

/** What is known of a song before it is matched. */
export interface Song {
  key: string;
  /** Empty where there is none, as the UPC. */
  isrcCode: string;
  upcCode: string;
  foldedTitle: string;
  foldedArtist: string;
}

/** Tracks or releases in one read. */
const AT_ONCE = 1000;

const unmatched = (reason: UnmatchedReason): Match => ({ reason, trackId: null, releaseId: null, artistId: null });

/**
 * Matches the songs of one report: with what root assigned to the key, by ISRC, by UPC and title, by title and artist; the
 * first step that finds exactly one decides.
 * The names of all the label's tracks and releases are read once, when the last step is first needed: about 150 bytes
 * each stay in memory until the report has been read.
 */
export class Matcher {
  readonly #db: Database;
  readonly #store: MatchingStore;
  #names: Promise<Names> | undefined;

  constructor(db: Database) {
    this.#db = db;
    this.#store = matchingStore(db);
  }

  /** @returns what each song is, in their order */
  async match(songs: readonly Song[]): Promise<Match[]> {
    const on = this.#db.read;
    const [assigned, byIsrc, releases] = await Promise.all([
      this.#store.assigned(on, distinct(songs.map(({ key }) => key))),
      this.#store.tracksByIsrc(on, distinct(songs.map(({ isrcCode }) => isrcCode))),
      this.#store.releasesByUpc(on, distinct(songs.map(({ upcCode }) => upcCode))),
    ]);
    const tracks = await this.#store.tracksOf(on, distinct([...releases.values()].map(({ id }) => id)));
    const matches: Match[] = [];
    for (const song of songs) {
      const known = assigned.get(song.key) ?? byIsrc.get(song.isrcCode) ?? matchOfRelease(song, releases, tracks);
      matches.push(known ?? (await this.#byNames(song)));
    }
    return matches;
  }

  async #byNames({ foldedTitle, foldedArtist }: Song): Promise<Match> {
    if (foldedTitle === '' || foldedArtist === '') return unmatched('not_found');
    this.#names ??= readNames(this.#db, this.#store);
    const { tracks, releases } = await this.#names;
    const name = `${foldedTitle}\0${foldedArtist}`;
    return tracks.get(name) ?? releases.get(name) ?? unmatched('not_found');
  }
}

const distinct = (texts: readonly string[]): string[] => [...new Set(texts)].filter((text) => text !== '');

/** What a song is of the release that has its UPC; `undefined`: there is no such release, or it has several of that title. */
function matchOfRelease(
  { upcCode, foldedTitle }: Song,
  releases: ReadonlyMap<string, NamedRelease>,
  tracks: ReadonlyMap<Id, NamedTrack[]>,
): Match | undefined {
  const release = releases.get(upcCode);
  if (release === undefined) return undefined;
  const { id: releaseId, artistId } = release;
  const named = (tracks.get(releaseId) ?? []).filter(({ name }) => foldTitle(name) === foldedTitle);
  if (foldedTitle !== '' && named.length === 1) {
    return { reason: null, trackId: named[0]?.id ?? null, releaseId, artistId };
  }
  if (foldedTitle === '' || foldedTitle === foldTitle(release.name ?? '')) {
    return { reason: null, trackId: null, releaseId, artistId };
  }
  return named.length > 1 ? undefined : unmatched('title');
}

/** Tracks and releases by folded title and artist; those of one name are ambiguous. */
interface Names {
  tracks: ReadonlyMap<string, Match>;
  releases: ReadonlyMap<string, Match>;
}

async function readNames(db: Database, store: MatchingStore): Promise<Names> {
  const [tracks, releases] = [new Map<string, Match>(), new Map<string, Match>()];
  const add = (names: Map<string, Match>, name: string | null, artist: string, match: Match) => {
    const [title, by] = [foldTitle(name ?? ''), foldTitle(artist)];
    if (title === '' || by === '') return;
    const key = `${title}\0${by}`;
    names.set(key, names.has(key) ? unmatched('ambiguous') : match);
  };
  for (let after = ''; ; ) {
    const page = await store.tracksAfter(db.read, after, AT_ONCE);
    for (const { id, name, releaseId, artistId, stageName } of page)
      add(tracks, name, stageName, { reason: null, trackId: id, releaseId, artistId });
    after = page.at(-1)?.id ?? '';
    if (page.length < AT_ONCE) break;
    await yieldTurn();
  }
  for (let after = ''; ; ) {
    const page = await store.releasesAfter(db.read, after, AT_ONCE);
    for (const { id, name, artistId, stageName } of page)
      add(releases, name, stageName, { reason: null, trackId: null, releaseId: id, artistId });
    after = page.at(-1)?.id ?? '';
    if (page.length < AT_ONCE) break;
    await yieldTurn();
  }
  return { tracks, releases };
}
