import { invalid } from '../../../../errors.ts';
import { refuse } from '../model.ts';
import type { Format } from './formats.ts';
import { type Plan, planOf } from './header.ts';
import { RecordReader } from './records.ts';
import { type TextFile, textOf } from './text.ts';

/**
 * How a file is to be read, by its header.
 * @param formats of which it has one
 * @param currency where the file names none
 * @throws invalid (`format`, `many_columns`, `empty_report`, `long_line`; `currency` when nothing names one)
 */
export async function planIn(
  path: string,
  { encoding }: TextFile,
  formats: readonly Format[],
  currency: string | undefined,
): Promise<Plan> {
  const plan = planOf(await beginningOf(path, encoding), formats);
  const namesCurrency = plan.cells.currency ?? plan.constants.currency ?? currency;
  if (namesCurrency === undefined) throw invalid('currency', 'is required', { missing: true });
  // What the form says stands above what a format takes for granted, and below what the file says.
  if (currency !== undefined && plan.format.builtin && plan.cells.currency === undefined && isAssumed(plan))
    return { ...plan, constants: { ...plan.constants, currency } };
  return plan;
}

/** Whether the format takes a currency for granted, not the header of the file. */
const isAssumed = ({ format, constants }: Plan): boolean =>
  format.constants.currency !== undefined && format.constants.currency === constants.currency;

/** Text that begins with the header. @throws invalid (`empty_report`, `long_line`) */
async function beginningOf(path: string, encoding: TextFile['encoding']): Promise<string> {
  let text = '';
  const reader = new RecordReader(',');
  for await (const piece of textOf(path, encoding)) {
    text = (text + piece).replace(/^\s+/, '');
    if (text.includes('\n')) return text;
    // Refuses a line without end.
    [...reader.read(piece)];
  }
  if (text === '') throw refuse('empty_report');
  return text;
}
