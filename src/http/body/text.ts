import { Kind, type TUnsafe, Type, TypeRegistry } from '@sinclair/typebox';
import { isLongerThan } from '../../lib/text.ts';

interface TextOptions {
  maxLength: number;
  pattern?: string;
  description: string;
  examples?: string[];
}

TypeRegistry.Set<TextOptions>(
  'Text',
  ({ maxLength, pattern }, value) =>
    typeof value === 'string' && !isLongerThan(value, maxLength) && (!pattern || new RegExp(pattern, 'u').test(value)),
);

/**
 * A text of at most so many characters. They are code points, as JSON Schema counts them (section 6.3.1) and as people
 * do; TypeBox's own string counts UTF-16 units, of which an emoji is two.
 */
export const Text = (options: TextOptions): TUnsafe<string> =>
  Type.Unsafe<string>({ [Kind]: 'Text', type: 'string', ...options });
