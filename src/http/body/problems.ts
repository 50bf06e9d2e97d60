import type { TSchema } from '@sinclair/typebox';
import { DomainError, invalid } from '../../errors.ts';

/** What a value is found to be wrong in, as TypeBox tells it. */
interface Finding {
  path: string;
  schema: TSchema;
  value: unknown;
}

/** More fields than any body here has; a list may have more wrong entries. */
const MOST_PROBLEMS = 32;

/**
 * What is wrong with a body, query or path, said with the schema's own descriptions: one problem a field.
 * @param whole names the value itself, where it is wrong as a whole
 */
export function problemsOf(findings: Iterable<Finding>, whole: string): DomainError[] {
  const byField = new Map<string, DomainError>();
  for (const { path, schema, value } of findings) {
    const field = path.slice(1).replaceAll('/', '.') || whole;
    if (!byField.has(field)) byField.set(field, problemOf(field, schema, value));
    if (byField.size === MOST_PROBLEMS) break;
  }
  return [...byField.values()];
}

/** One error that tells of several. It is of the first one's kind. */
export function together(first: DomainError, ...others: readonly DomainError[]): DomainError {
  if (others.length === 0) return first;
  const problems = [first, ...others].map(({ message }) => message);
  return new DomainError(first.kind, first.message, { ...first.detail, problems });
}

function problemOf(field: string, schema: TSchema | undefined, value: unknown): DomainError {
  const { description: rule, absence }: Partial<TSchema> = schema ?? {};
  const refusal = (value ?? '') === '' && absence ? absence : schema?.refusal;
  const detail = { ...(rule ? { rule } : {}), ...(refusal ? { refusal } : {}) };
  if (value === undefined) return invalid(field, 'is required', { ...detail, missing: true });
  return invalid(field, rule ? `must be ${rule}` : `must be a valid ${schema?.type ?? 'value'}`, detail);
}
