import type { Schema } from '../contract/operations.ts';
import type { Random } from './random.ts';

const WORDS = ['Nord', 'Ночь', 'x', 'Ålesund', '夜', 'a b', 'Song 7', '1979', "O'Brien", '🎵', 'é'];

interface Exemplified {
  example?: unknown;
  examples?: unknown;
  [other: string]: unknown;
}

/** The examples that a schema, a parameter or a body has. */
export function examplesOf({ example, examples = [] }: Exemplified): unknown[] {
  const several = Array.isArray(examples)
    ? examples
    : Object.values(examples as Record<string, { value?: unknown }>).map(({ value }) => value);
  return example === undefined ? several : [example, ...several];
}

/**
 * A value that a schema allows. Ours, since the subset of JSON Schema in the document is small, and a library
 * (json-schema-faker) knows nothing of names: those come from earlier answers.
 */
export function fittingValue(schema: Schema, random: Random): unknown {
  if ('const' in schema) return schema.const;
  if (Array.isArray(schema.enum)) return random.pick(schema.enum);
  const examples = examplesOf(schema);
  if (examples.length > 0 && random.chance(0.7)) {
    return structuredClone(random.pick(examples));
  }
  const either = (schema.anyOf ?? schema.oneOf) as Schema[] | undefined;
  if (either) return fittingValue(random.pick(either), random);
  const type = Array.isArray(schema.type) ? random.pick(schema.type) : (schema.type ?? 'object');
  return BY_TYPE[type]?.(schema, random) ?? null;
}

const BY_TYPE: Record<string, (schema: Schema, random: Random) => unknown> = {
  string: (schema, random) => textOf(schema, random),
  integer: (schema, random) => Math.round(numberOf(schema, random)),
  number: (schema, random) => Math.round(numberOf(schema, random) * 100) / 100,
  boolean: (_schema, random) => random.chance(0.5),
  null: () => null,
  array: ({ items, minItems = 0, maxItems = 3 }, random) => {
    const [least, most] = [minItems as number, Math.min(maxItems as number, (minItems as number) + 3)];
    return Array.from({ length: random.whole(least, most) }, () => fittingValue((items ?? {}) as Schema, random));
  },
  object: ({ properties = {}, required = [] }, random) =>
    Object.fromEntries(
      Object.entries(properties as Record<string, Schema>)
        .filter(([name]) => (required as string[]).includes(name) || random.chance(0.5))
        .map(([name, schema]) => [name, fittingValue(schema, random)]),
    ),
};

function textOf({ minLength = 0, maxLength = 40, format, pattern }: Schema, random: Random): string {
  if (format === 'date-time') return new Date(random.whole(0, 2e12)).toISOString();
  if (format === 'date') return new Date(random.whole(0, 2e12)).toISOString().slice(0, 10);
  if (format === 'email') return `fuzz${random.whole(1, 1e9)}@example.com`;
  if (typeof pattern === 'string' && /\\d/.test(pattern)) return digitsOf(pattern, random);
  let text = random.pick(WORDS);
  while ([...text].length < (minLength as number)) text += random.pick(WORDS);
  return (
    [...text]
      .slice(0, maxLength as number)
      .join('')
      .trim() || 'x'.repeat(Math.max(1, minLength as number))
  );
}

/** A few digits in one of the shapes that patterns of digits have: a number, `mm:ss`, a year, a date. */
function digitsOf(pattern: string, random: Random): string {
  const candidates = ['04:25', '1979', '7', '265', '2026-01-31', '2026-001', '123456789012'];
  const expression = new RegExp(pattern, 'u');
  const fitting = candidates.filter((candidate) => expression.test(candidate));
  return fitting.length > 0 ? random.pick(fitting) : random.pick(candidates);
}

function numberOf({ minimum, maximum, exclusiveMinimum }: Schema, random: Random): number {
  const least = Number(minimum ?? exclusiveMinimum ?? 0);
  const most = Math.min(Number(maximum ?? least + 1000), least + 1e6);
  return random.chance(0.2) ? Math.max(least, 1) : least + random.fraction() * (most - least);
}
