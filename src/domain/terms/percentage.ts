import { type Day, isWithin } from '../../lib/days.ts';
import type { Id } from '../../lib/ids.ts';
import type { ContractTerm } from '../label/contracts/model.ts';
import type { Rule } from './model.ts';

/** What of a line decides its percentage. Store and sale type are folded. */
export interface LineFacts {
  day: Day;
  releaseId: Id;
  trackId: Id | null;
  /** Two letters. */
  country: string;
  store: string;
  saleType: string;
}

/** A rule with its texts folded. */
interface Folded extends Omit<Rule, 'stores' | 'saleTypes' | 'territories'> {
  territories: ReadonlySet<string>;
  stores: ReadonlySet<string>;
  saleTypes: ReadonlySet<string>;
  /** Narrower rules first: track before release before whole, then more kinds of conditions, then the newest. */
  rank: number;
}

/** An artist's terms, prepared for many lines. */
export interface ArtistTerms {
  /** In the order of time, without overlaps. */
  contract: readonly ContractTerm[];
  /** The narrowest first. */
  rules: readonly Folded[];
}

/** @param fold how texts of lines are folded */
export function prepareTerms(
  contract: readonly ContractTerm[],
  rules: readonly Rule[],
  fold: (text: string) => string,
): ArtistTerms {
  const folded = rules.map((rule): Folded => {
    const { trackId, releaseId, territories, stores, saleTypes } = rule;
    const subject = trackId !== null ? 2 : releaseId !== null ? 1 : 0;
    const kinds = [territories, stores, saleTypes].filter(({ length }) => length > 0).length;
    return {
      ...rule,
      territories: new Set(territories),
      stores: new Set(stores.map(fold)),
      saleTypes: new Set(saleTypes.map(fold)),
      rank: subject * 4 + kinds,
    };
  });
  return { contract, rules: folded.sort((one, other) => other.rank - one.rank || other.number - one.number) };
}

const allows = (condition: ReadonlySet<string>, value: string): boolean => condition.size === 0 || condition.has(value);

const applies = (rule: Folded, line: LineFacts): boolean =>
  (rule.trackId === null || rule.trackId === line.trackId) &&
  (rule.releaseId === null || rule.releaseId === line.releaseId) &&
  isWithin(line.day, rule.from, rule.to) &&
  allows(rule.territories, line.country) &&
  allows(rule.stores, line.store) &&
  allows(rule.saleTypes, line.saleType);

/**
 * The percentage of a line: that of the narrowest rule whose conditions all hold, else the contract's of that day.
 * @returns hundredths of a per cent; `undefined` without terms: then it is 0, and root is to be told
 */
export function percentageOf({ contract, rules }: ArtistTerms, line: LineFacts): number | undefined {
  const rule = rules.find((one) => applies(one, line));
  return (rule ?? contract.find(({ from, to }) => isWithin(line.day, from, to)))?.percentage;
}

const isUnconditional = ({ territories, stores, saleTypes }: Folded): boolean =>
  territories.size === 0 && stores.size === 0 && saleTypes.size === 0;

/** The terms that may hold for a track, or a release as a whole, on a day. Those that another rule always precedes are left out. */
export function narrowTerms(terms: ArtistTerms, line: Pick<LineFacts, 'day' | 'releaseId' | 'trackId'>): ArtistTerms {
  const rules = terms.rules.filter(
    ({ trackId, releaseId, from, to }) =>
      (trackId === null || trackId === line.trackId) &&
      (releaseId === null || releaseId === line.releaseId) &&
      isWithin(line.day, from, to),
  );
  const always = rules.findIndex(isUnconditional);
  return { contract: terms.contract, rules: always === -1 ? rules : rules.slice(0, always + 1) };
}

/** Whether all lines have one percentage by these terms, which are narrowed. */
export const isConstant = ({ rules: [first] }: ArtistTerms): boolean => first === undefined || isUnconditional(first);
