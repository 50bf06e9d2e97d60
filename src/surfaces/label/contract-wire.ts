import { type Static, Type as t } from '@sinclair/typebox';
import type {
  Appendix,
  ContractChanges as Changes,
  ContractDays,
  FullContract,
} from '../../domain/label/contracts/model.ts';
import { invalid } from '../../errors.ts';
import { CONTRACT, DOCUMENTS, emailOf, PEOPLE } from '../../lib/examples.ts';
import { fromMinor, toMinor } from '../../lib/money.ts';
import { instant } from '../../lib/time.ts';
import { day, nullable, readDays } from './accounting-wire.ts';
import { refuse } from './errors.ts';
import { moment, oneOf, PersonDocument, sample, text } from './shapes.ts';
import { personData } from './wire.ts';

/** Shapes and mappers of chapter «Договоры». */

const PERCENTAGE = "Поле 'percentage' должно быть числом от 0 до 100";
const percentage = t.Number({
  description: 'число от 0 до 100',
  minimum: 0,
  maximum: 100,
  refusal: PERCENTAGE,
  examples: [50],
});
const file = (absence?: string) => text(300, { ...(absence ? { absence } : {}), examples: [DOCUMENTS.contract] });

const days = { from: day('2026-01-01'), to: day('2026-12-31') };

export const ContractBody = t.Object({ percentage, ...days });
export const ContractChanges = t.Object({ percentage: t.Optional(percentage), pdf_key: t.Optional(file()), ...days });
export const AppendixChanges = t.Object({ pdf_key: file('Нет данных для изменений') });
export const Confirmation = t.Object({ pdf_key: file("Поле 'pdf_key' обязательно") });

export const AppendixDocument = t.Object({
  id: sample('5eed0a000000000000000002'),
  type: oneOf(['appendix', 'termination'], 'appendix'),
  number: sample(CONTRACT.appendix),
  file: sample(DOCUMENTS.contract),
});
const Percentage = t.Number({ examples: [50] });
export const ContractDocument = t.Object({
  artist_id: sample(PEOPLE.artist),
  ...PersonDocument.properties,
  email: sample(emailOf('artist')),
  id: sample('5eed0a000000000000000001'),
  number: sample(CONTRACT.number),
  file: sample(DOCUMENTS.contract),
  percentage: Percentage,
  to: nullable('2026-12-31'),
  shares: t.Array(t.Object({ percentage: Percentage, from: nullable('2026-01-01'), since: moment })),
  appendices: t.Array(AppendixDocument),
  status: oneOf(['active', 'terminated'], 'active'),
  createdAt: moment,
});

export const appendixDocument = ({ id, type, number, file }: Appendix): Static<typeof AppendixDocument> => ({
  id,
  type,
  number,
  file: file ?? '',
});

export const contractDocument = ({ artist, ...contract }: FullContract): Static<typeof ContractDocument> => ({
  artist_id: contract.artistId,
  ...personData(artist),
  email: artist.email ?? '',
  id: contract.id,
  number: contract.number,
  file: contract.file ?? '',
  percentage: fromMinor(contract.percentage),
  to: contract.to,
  shares: contract.shares.map(({ percentage, from, since }) => ({
    percentage: fromMinor(percentage),
    from,
    since: instant(since),
  })),
  appendices: contract.appendices.map(appendixDocument),
  status: contract.status,
  createdAt: instant(contract.createdAt),
});

/** Wire to domain: the days of a new contract. @throws invalid (`from`, `to`) */
export function readContractDays(body: Static<typeof ContractBody>): ContractDays {
  const { from, to } = readDays(body);
  return { ...(from === null ? {} : { from }), to };
}

/**
 * Wire to domain.
 * @throws invalid (`no_changes`, `percentage`, `from`, `to`); the percentage is missing where there is a day from which it holds
 */
export function readChanges(body: Static<typeof ContractChanges>): Changes {
  const { percentage, pdf_key: file } = body;
  const { from, to } = readDays(body);
  if (percentage === undefined && from !== null)
    throw invalid('percentage', 'is required with from', { missing: true });
  if (percentage === undefined && file === undefined && body.to === undefined) throw refuse('no_changes');
  return {
    ...(percentage === undefined ? {} : { percentage: readPercentage(percentage) }),
    ...(file === undefined ? {} : { file }),
    ...(from === null ? {} : { from }),
    ...(body.to === undefined ? {} : { to }),
  };
}

/** Wire to domain: a percentage as hundredths. @throws invalid (`percentage`) when it has more than two decimals */
export function readPercentage(percentage: number): number {
  const hundredths = toMinor(percentage);
  if (hundredths !== undefined) return hundredths;
  const refusal = `${PERCENTAGE} не более чем с двумя знаками после запятой`;
  throw invalid('percentage', 'has more than two decimals', { refusal });
}
