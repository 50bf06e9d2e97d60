/** A decimal, as the API shows it, in units of 10^-decimals. */
export function units(text: string, decimals = 10): bigint {
  const [, sign, whole = '', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  if (whole === '' || fraction.length > decimals) throw new Error(`no such decimal: ${text}`);
  return BigInt(`${sign}${whole}${fraction.padEnd(decimals, '0')}`);
}
