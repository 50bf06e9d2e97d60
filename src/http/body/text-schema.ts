import { Kind, type TUnsafe, Type, TypeRegistry } from '@sinclair/typebox';

interface TextTerms {
  /** In code points. */
  minLength?: number;
  maxLength?: number;
  /** An expression that it has to match. */
  pattern?: string;
  description?: string;
  examples?: string[];
  /** The sentences that a dialect's document prints: see `errors.ts` of the house. */
  refusal?: string;
  absence?: string;
}

const compiled = new Map<string, RegExp>();

function matches(pattern: string, text: string): boolean {
  let expression = compiled.get(pattern);
  if (expression === undefined) {
    expression = new RegExp(pattern, 'u');
    compiled.set(pattern, expression);
  }
  return expression.test(text);
}

/** Whether a text has no more characters than that: most are told by their length in units of 16 bits alone. */
function isAtMost(text: string, most: number): boolean {
  if (text.length <= most) return true;
  if (text.length > 2 * most) return false;
  let count = 0;
  for (const _ of text) if (++count > most) return false;
  return true;
}

TypeRegistry.Set<TextTerms>('Text', ({ minLength = 0, maxLength, pattern }, value) => {
  if (typeof value !== 'string') return false;
  // The bound comes before any other work.
  if (maxLength !== undefined && !isAtMost(value, maxLength)) return false;
  if (minLength > 0 && isAtMost(value, minLength - 1)) return false;
  return pattern === undefined || matches(pattern, value);
});

/**
 * A text whose length is counted in code points, as JSON Schema has it (2020-12, validation, section 6.3): TypeBox's own
 * counts UTF-16 units, of which an emoji has two.
 */
export const Text = (terms: TextTerms = {}): TUnsafe<string> =>
  Type.Unsafe<string>({ ...terms, [Kind]: 'Text', type: 'string' });
