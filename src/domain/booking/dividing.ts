import type { Id } from '../../lib/ids.ts';
import type { Share } from '../terms/model.ts';
import { type ArtistTerms, ofLine } from '../terms/service.ts';
import { weightsOf } from './line.ts';
import type { Material } from './material.ts';

/** How a line is divided. */
export interface Division<Party> {
  /** The label's first. */
  weights: readonly number[];
  parties: readonly Party[];
}

/** What holds for a subject in a month. */
interface Rules<Party> {
  terms: ArtistTerms;
  shares: readonly Share[];
  /** Where the place does not matter. */
  always: Division<Party> | undefined;
  byPercentage: Map<number, Division<Party>>;
}

/** Rules that are kept: some megabytes. */
const MOST_KNOWN = 10_000;
const NO_TERMS: ArtistTerms = { contract: [], rules: [] };

/** Says how lines are divided, by the terms and splits of the first day of their month. */
export class Dividing<Party> {
  /** Artists without a percentage for some line: they get nothing of it. */
  readonly withoutTerms = new Set<Id>();
  readonly #material: Material;
  readonly #partyOf: (payeeId: Id) => Party;
  /** By subject and month. */
  readonly #known = new Map<number, Rules<Party>>();
  readonly #stores: string[];
  readonly #saleTypes: string[];

  /** @param partyOf what stands for a payee: the same for the same */
  constructor(material: Material, partyOf: (payeeId: Id) => Party) {
    this.#material = material;
    this.#partyOf = partyOf;
    this.#stores = material.places.stores.all.map(material.fold);
    this.#saleTypes = material.places.saleTypes.all.map(material.fold);
  }

  /** @param subject the number of what the line is of @param place that of where it was sold */
  of(subject: number, place: number): Division<Party> {
    const { months, month } = this.#material.places;
    const key = subject * months.all.length + month.get(place);
    let rules = this.#known.get(key);
    if (rules === undefined) {
      if (this.#known.size >= MOST_KNOWN) this.#known.clear();
      rules = this.#rulesOf(subject, place);
      this.#known.set(key, rules);
    }
    return rules.always ?? this.#byPercentage(rules, this.#percentageOf(rules.terms, subject, place));
  }

  #rulesOf(subject: number, place: number): Rules<Party> {
    const { subjects, splits, terms } = this.#material;
    const { releaseId, trackId, artistId } = subjects[subject] as Material['subjects'][number];
    const day = this.#dayOf(place);
    const narrowed = ofLine.narrowTerms(terms.get(artistId) ?? NO_TERMS, { day, releaseId, trackId });
    const ofTrack = (trackId === null ? undefined : splits.get(trackId)) ?? [];
    const shares = ofLine.sharesOf(day, artistId, { ofTrack, ofRelease: splits.get(releaseId) ?? [] });
    const rules: Rules<Party> = { terms: narrowed, shares, always: undefined, byPercentage: new Map() };
    if (ofLine.isConstant(narrowed))
      rules.always = this.#byPercentage(rules, this.#percentageOf(narrowed, subject, place));
    return rules;
  }

  #dayOf(place: number): string {
    const { months, month } = this.#material.places;
    return `${months.all[month.get(place)]}-01`;
  }

  #percentageOf(terms: ArtistTerms, subject: number, place: number): number {
    const { countries, country, store, saleType } = this.#material.places;
    const { releaseId, trackId, artistId } = this.#material.subjects[subject] as Material['subjects'][number];
    const percentage = ofLine.percentageOf(terms, {
      ...{ day: this.#dayOf(place), releaseId, trackId, country: countries.all[country.get(place)] as string },
      store: this.#stores[store.get(place)] as string,
      saleType: this.#saleTypes[saleType.get(place)] as string,
    });
    if (percentage === undefined) this.withoutTerms.add(artistId);
    return percentage ?? 0;
  }

  #byPercentage({ shares, byPercentage }: Rules<Party>, percentage: number): Division<Party> {
    let division = byPercentage.get(percentage);
    if (division === undefined) {
      division = {
        weights: weightsOf(
          percentage,
          shares.map(({ share }) => share),
        ),
        parties: shares.map(({ payeeId }) => this.#partyOf(payeeId)),
      };
      byPercentage.set(percentage, division);
    }
    return division;
  }
}
