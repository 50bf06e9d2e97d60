import { Type as t } from '@sinclair/typebox';
import type { Appendix, FullContract } from '../../domain/label/contracts/model.ts';
import { invalid } from '../../errors.ts';
import { fromMinor, toMinor } from '../../lib/money.ts';
import { instant } from '../../lib/time.ts';
import { text } from './shapes.ts';
import { personData } from './wire.ts';

/** Bodies and answers of chapter «Договоры». */

const PERCENTAGE = "Поле 'percentage' должно быть числом от 0 до 100";
const percentage = t.Number({ description: 'число от 0 до 100', minimum: 0, maximum: 100, refusal: PERCENTAGE });
const file = (absence: string) => text(300, { absence });

export const ContractBody = t.Object({ percentage });
export const ContractChanges = t.Object({
  percentage: t.Optional(percentage),
  pdf_key: t.Optional(text(300)),
});
export const AppendixChanges = t.Object({ pdf_key: file('Нет данных для изменений') });
export const Confirmation = t.Object({ pdf_key: file("Поле 'pdf_key' обязательно") });

export const ContractNumber = t.Object({ contract_number: t.String({ examples: ['2024-001'] }) });
export const AppendixNumber = t.Object({ appendix_number: t.String({ examples: ['2024-001-1'] }) });

export const AppendixDocument = t.Object({
  id: t.String(),
  type: t.String({ enum: ['appendix', 'termination'] }),
  number: t.String({ examples: ['2024-001-1'] }),
  file: t.String(),
});
export const ContractDocument = t.Object({
  artist_id: t.String(),
  surname: t.String(),
  firstname: t.String(),
  patronymic: t.String(),
  contact: t.String(),
  email: t.String(),
  id: t.String(),
  number: t.String({ examples: ['2024-001'] }),
  file: t.String(),
  percentage: t.Number(),
  appendices: t.Array(AppendixDocument),
  status: t.String({ enum: ['active', 'terminated'] }),
  createdAt: t.String({ format: 'date-time' }),
});

export const appendixDocument = ({ id, type, number, file }: Appendix) => ({ id, type, number, file: file ?? '' });

export const contractDocument = ({ artist, ...contract }: FullContract) => ({
  artist_id: contract.artistId,
  ...personData(artist),
  email: artist.email ?? '',
  id: contract.id,
  number: contract.number,
  file: contract.file ?? '',
  percentage: fromMinor(contract.percentage),
  appendices: contract.appendices.map(appendixDocument),
  status: contract.status,
  createdAt: instant(contract.createdAt),
});

/** Wire to domain: a percentage as hundredths. @throws invalid (`percentage`) when it has more than two decimals */
export function readPercentage(given: number): number {
  const hundredths = toMinor(given);
  if (hundredths !== undefined) return hundredths;
  const refusal = `${PERCENTAGE} не более чем с двумя знаками после запятой`;
  throw invalid('percentage', 'has more than two decimals', { refusal });
}
