import type { Handle } from '../../db/database.ts';
import type { Id } from '../../lib/ids.ts';
import { yieldTurn } from '../../lib/yield-turn.ts';
import type { Reports } from '../royalties/reports/service.ts';
import type { ArtistTerms, DatedSplit, TermService } from '../terms/service.ts';
import { Numbers, Words } from './sums.ts';

/** Ids in one statement. */
const AT_ONCE = 2000;

/** What lines are of: a track, or a release as a whole. */
export interface Subject {
  releaseId: Id;
  trackId: Id | null;
  artistId: Id;
}

/** Where, when and how lines were sold, as numbers. */
export interface Places {
  /** Of each place: the number of its currency, -1 where its lines do not count. */
  currency: Numbers;
  month: Numbers;
  store: Numbers;
  country: Numbers;
  saleType: Numbers;
  currencies: Words<string>;
  months: Words<string>;
  stores: Words<string>;
  countries: Words<string>;
  saleTypes: Words<string>;
}

/** All that decides how a report's lines are divided, as it is when booking begins. */
export interface Material {
  /** Of each song: the number of its subject, -1 where all of it is the label's. */
  songs: Numbers;
  subjects: readonly Subject[];
  places: Places;
  terms: ReadonlyMap<Id, ArtistTerms>;
  /** By track or release. */
  splits: ReadonlyMap<Id, DatedSplit[]>;
  /** How stores and types of sale are compared. */
  fold: (text: string) => string;
}

/** Reads what booking a report goes by, piece by piece. */
export async function gather(
  on: Handle,
  report: number,
  held: Pick<Reports['holding'], 'songs' | 'places' | 'fold'>,
  { prepare, splitsFor }: Pick<TermService, 'prepare' | 'splitsFor'>,
): Promise<Material> {
  const { songs, subjects } = await songsOf(on, report, held);
  const places = await placesOf(on, report, held);
  const terms = new Map<Id, ArtistTerms>();
  for (const some of pieces(subjects.map(({ artistId }) => artistId)))
    for (const [id, theirs] of await prepare(on, some, held.fold)) terms.set(id, theirs);
  const splits = new Map<Id, DatedSplit[]>();
  const add = async (ids: { tracks: readonly Id[]; releases: readonly Id[] }) => {
    for (const [id, theirs] of await splitsFor(on, ids)) splits.set(id, theirs);
    await yieldTurn();
  };
  for (const tracks of pieces(subjects.flatMap(({ trackId }) => trackId ?? []))) await add({ tracks, releases: [] });
  for (const releases of pieces(subjects.map(({ releaseId }) => releaseId))) await add({ tracks: [], releases });
  return { songs, subjects, places, terms, splits, fold: held.fold };
}

/** Each once, some at a time. */
function* pieces(ids: readonly Id[]): Generator<Id[]> {
  const all = [...new Set(ids)];
  for (let at = 0; at < all.length; at += AT_ONCE) yield all.slice(at, at + AT_ONCE);
}

async function songsOf(on: Handle, report: number, held: Pick<Reports['holding'], 'songs'>) {
  const songs = new Numbers();
  const subjects: Subject[] = [];
  const known = new Map<string, number>();
  for await (const rows of held.songs(on, report))
    for (const { number, reason, releaseId, trackId, artistId, isGone } of rows) {
      if (reason !== null || isGone || releaseId === null || artistId === null) continue;
      const key = `${releaseId} ${trackId}`;
      let subject = known.get(key);
      if (subject === undefined) {
        subject = subjects.push({ releaseId, trackId, artistId }) - 1;
        known.set(key, subject);
      }
      songs.set(number, subject);
    }
  return { songs, subjects };
}

async function placesOf(on: Handle, report: number, held: Pick<Reports['holding'], 'places'>): Promise<Places> {
  const places: Places = {
    ...{ currency: new Numbers(), month: new Numbers(), store: new Numbers() },
    ...{ country: new Numbers(), saleType: new Numbers() },
    ...{ currencies: new Words<string>(), months: new Words<string>(), stores: new Words<string>() },
    ...{ countries: new Words<string>(), saleTypes: new Words<string>() },
  };
  for await (const rows of held.places(on, report))
    for (const { number, isCounted, month, store, country, saleType, currency } of rows) {
      if (!isCounted) continue;
      places.currency.set(number, places.currencies.numberOf(currency));
      // Lines that count have a month.
      places.month.set(number, places.months.numberOf(month ?? ''));
      places.store.set(number, places.stores.numberOf(store));
      places.country.set(number, places.countries.numberOf(country));
      places.saleType.set(number, places.saleTypes.numberOf(saleType));
    }
  return places;
}
