/** Whole units that a JSON number tells exactly to the hundredth. */
const MOST_DIGITS = 13;

/**
 * What somebody wrote as an amount, as a decimal with a point and two decimals at most; `undefined` when it is none. Spaces
 * and a decimal comma are understood. No arithmetic is done with it: as a number it prints as the same digits.
 */
export function decimalOf(text: string): string | undefined {
  const [, whole = '', part = ''] = /^(\d+)(?:[.,](\d{1,2}))?$/.exec(text.replace(/[\s\u00a0\u202f]/g, '')) ?? [];
  if (whole === '' || whole.replace(/^0+/, '').length > MOST_DIGITS) return undefined;
  return part === '' ? whole : `${whole}.${part}`;
}

/** The same, above 0. */
export function amountOf(text: string): string | undefined {
  const decimal = decimalOf(text);
  return decimal !== undefined && /[1-9]/.test(decimal) ? decimal : undefined;
}
