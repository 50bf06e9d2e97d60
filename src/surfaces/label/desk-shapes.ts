import { type Static, Type as t } from '@sinclair/typebox';
import type { Pending } from '../../domain/booking/statements/model.ts';
import type { Contract, FullContract } from '../../domain/label/contracts/model.ts';
import type { ListedDocument } from '../../domain/label/documents/model.ts';
import type { RecoupableSums } from '../../domain/recoupment/model.ts';
import type { Artist, User } from '../../domain/roster/model.ts';
import type { Balance, MonthlyIncome } from '../../domain/royalties/model.ts';
import { CONTRACT, DOCUMENTS, PEOPLE, PERSONS, STATEMENT } from '../../lib/examples.ts';
import { fromMinor } from '../../lib/money.ts';
import { instant } from '../../lib/time.ts';
import { money, nullable } from './accounting-wire.ts';
import { ContractDocument, contractDocument } from './contract-wire.ts';
import { moment, oneOf, PersonDocument, sample } from './shapes.ts';
import { personData } from './wire.ts';

/** Shapes and mappers of what the desk shows of artists and their books. */

const MANAGER = { id: PEOPLE.manager, login: 'manager', ...PERSONS.manager };
const Caretaker = t.Object({ id: sample(MANAGER.id), login: sample(MANAGER.login), ...PersonDocument.properties });
const CONTRACTED = { number: CONTRACT.number, percentage: 70, status: 'active' };
const BriefContract = t.Object({
  number: sample(CONTRACT.number),
  percentage: t.Number({ examples: [70] }),
  status: oneOf(['active', 'terminated'], 'active'),
});

export const DeskArtist = t.Object({
  id: sample(PEOPLE.artist),
  login: sample('artist'),
  stage_name: sample(PERSONS.stageName),
  ...PersonDocument.properties,
  is_active: t.Boolean({ examples: [true] }),
  manager: t.Union([Caretaker, t.Null()], { examples: [MANAGER] }),
  contract: t.Union([BriefContract, t.Null()], { examples: [CONTRACTED] }),
});

export const DeskContract = t.Object({ ...ContractDocument.properties, stage_name: sample(PERSONS.stageName) });

export const DeskBalance = t.Object({
  payee: sample(PEOPLE.artist),
  kind: oneOf(['artist', 'payee'], 'artist'),
  name: sample(PERSONS.stageName),
  status: oneOf(['active', 'paid', 'blocked'], 'active'),
  ...{ earned: money(2480.75), recouped: money(345.5), open: money(0), paid: money(600), payable: money(1535.25) },
});

export const DeskIncome = t.Object({
  data: t.Array(t.Object({ month: sample('2026-05'), income: money(1200.5) })),
});

export const DeskDocument = t.Object({
  artist: sample(PEOPLE.artist),
  stage_name: sample(PERSONS.stageName),
  type: oneOf(['contract', 'receipt'], 'receipt'),
  key: sample(DOCUMENTS.receipt),
  size: t.Integer({ description: 'байт', examples: [12_345] }),
  createdAt: moment,
});

export const DeskPending = t.Object({
  last: nullable(STATEMENT.period),
  payees: t.Integer({ examples: [2] }),
  income: money(318.95),
  payouts: money(150.25),
});

/** @param people artists and managers, by id */
export function deskArtist(
  artist: Artist,
  people: ReadonlyMap<string, User>,
  contract: Contract | undefined,
): Static<typeof DeskArtist> {
  const account = people.get(artist.id);
  const manager = artist.managerId === null ? undefined : people.get(artist.managerId);
  return {
    ...{ id: artist.id, login: account?.login ?? '', stage_name: artist.stageName, ...personData(artist) },
    is_active: account?.active ?? false,
    manager: manager ? { id: manager.id, login: manager.login, ...personData(manager) } : null,
    contract: contract
      ? { number: contract.number, percentage: fromMinor(contract.percentage), status: contract.status }
      : null,
  };
}

/** What came in is what was earned less what was recouped of it. */
export function deskBalance(
  { payeeId, kind, name, active, total, status }: Balance,
  { amount, open }: RecoupableSums = { amount: 0, open: 0 },
): Static<typeof DeskBalance> {
  const recouped = amount - open;
  return {
    ...{ payee: payeeId, kind, name, status, earned: fromMinor(total + recouped), recouped: fromMinor(recouped) },
    ...{ open: fromMinor(open), paid: fromMinor(total - active), payable: fromMinor(active) },
  };
}

export const deskContract = (contract: FullContract, stageName: string): Static<typeof DeskContract> => ({
  ...contractDocument(contract),
  stage_name: stageName,
});

export const deskIncome = (months: readonly MonthlyIncome[]): Static<typeof DeskIncome> => ({
  data: months.map(({ month, income }) => ({ month, income: fromMinor(income) })),
});

export const deskDocument = (
  { artistId, type, documentId, size, createdAt }: ListedDocument,
  stageName: string,
): Static<typeof DeskDocument> => ({
  ...{ artist: artistId, stage_name: stageName, type, key: documentId, size },
  createdAt: instant(createdAt),
});

export const deskPending = ({ last, payees, income, payouts }: Pending): Static<typeof DeskPending> => ({
  ...{ last, payees },
  ...{ income: fromMinor(income), payouts: fromMinor(payouts) },
});
