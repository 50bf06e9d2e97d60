import { type Day, dayAfter, dayBefore, dayOf } from '../../../lib/days.ts';
import type { Contract, ContractTerm, Share } from './model.ts';

/** A contract and its percentages, in the order in which they were told. */
export interface DatedContract extends Pick<Contract, 'to' | 'terminatedAt'> {
  shares: readonly Pick<Share, 'percentage' | 'from'>[];
}

/** Sorts before every day. */
const EVER = '';

const startOf = ({ shares }: DatedContract): string => shares.map(({ from }) => from ?? EVER).sort()[0] ?? EVER;

/** The last day on which a contract holds: it is terminated from the UTC day of its confirmation on. */
function endOf({ to, terminatedAt }: DatedContract): Day | null {
  const beforeTermination = terminatedAt === null ? null : dayBefore(dayOf(terminatedAt));
  if (to === null || beforeTermination === null) return to ?? beforeTermination;
  return to < beforeTermination ? to : beforeTermination;
}

/** The percentage of a contract on a day: the one with the latest `from` that is not after it, of equal ones the newest. */
function shareOn({ shares }: DatedContract, day: string): number | undefined {
  let found: { from: string; percentage: number } | undefined;
  for (const { from, percentage } of shares) {
    const start = from ?? EVER;
    if (start <= day && (found === undefined || start >= found.from)) found = { from: start, percentage };
  }
  return found?.percentage;
}

/**
 * The contract that counts on a day. Of several in force it is the one that begins last: that of a new contract which says
 * from when it holds, but not that of one which says nothing, and only fills what the old one has left.
 * @param contracts the oldest first
 */
function contractOn(contracts: readonly DatedContract[], day: string): DatedContract | undefined {
  let found: DatedContract | undefined;
  for (const contract of contracts) {
    const end = endOf(contract);
    if (shareOn(contract, day) === undefined || (end !== null && end < day)) continue;
    const start = startOf(contract);
    if (found === undefined || start > startOf(found) || (start === startOf(found) && start !== EVER)) found = contract;
  }
  return found;
}

/**
 * An artist's percentages in the order of time, without overlaps.
 * @param contracts with one artist, the oldest first
 */
export function timelineOf(contracts: readonly DatedContract[]): ContractTerm[] {
  const begins = contracts.flatMap((contract) => {
    const end = endOf(contract);
    const after = end === null ? null : dayAfter(end);
    return [...contract.shares.map(({ from }) => from ?? EVER), ...(after === null ? [] : [after])];
  });
  const starts = [...new Set([EVER, ...begins])].sort();
  const terms: (ContractTerm & { contract: DatedContract })[] = [];
  for (const [at, start] of starts.entries()) {
    const contract = contractOn(contracts, start);
    const percentage = contract && shareOn(contract, start);
    if (contract === undefined || percentage === undefined) continue;
    const next = starts[at + 1];
    const to = next === undefined ? endOf(contract) : dayBefore(next);
    const last = terms.at(-1);
    if (last?.contract === contract && last.percentage === percentage && last.to === dayBefore(start)) last.to = to;
    else terms.push({ percentage, from: start === EVER ? null : start, to, contract });
  }
  return terms.map(({ contract, ...term }) => term);
}
