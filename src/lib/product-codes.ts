/** Codes by which the trade knows releases and recordings. */

/**
 * Reads a UPC (12 digits) or EAN (13 digits): the last digit checks the others (GS1 General Specifications, 7.9).
 * @returns 13 digits, as a UPC is the EAN that has a 0 before it; `undefined` when the text is neither
 */
export function readUpc(text: string): string | undefined {
  if (!/^\d{12,13}$/.test(text)) return undefined;
  const code = text.padStart(13, '0');
  return Number(code) > 0 && withCheckDigit(code.slice(0, 12)) === code ? code : undefined;
}

/** An EAN of 13 digits from the 12 before its last one. */
export function withCheckDigit(digits: string): string {
  const sum = [...digits].reduce((total, digit, at) => total + Number(digit) * (at % 2 === 0 ? 1 : 3), 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}

/** A UPC as it is printed: an EAN that begins with 0 is one of 12 digits. @param code of `readUpc` */
export const showUpc = (code: string): string => code.replace(/^0/, '');

/**
 * Reads an ISRC (ISO 3901): two letters, three letters or digits, two digits of the year, five of the recording.
 * Hyphens, which are for showing only, are dropped.
 * @returns its 12 characters in upper case; `undefined` when the text is none
 */
export function readIsrc(text: string): string | undefined {
  const code = text.replaceAll('-', '').toUpperCase();
  return /^[A-Z]{2}[A-Z0-9]{3}\d{7}$/.test(code) ? code : undefined;
}

/**
 * Reads an ISNI (ISO 27729): 15 digits, and a digit or X that checks them (ISO 7064, MOD 11-2). Spaces and hyphens, which
 * are for showing only, are dropped.
 * @returns its 16 characters; `undefined` when the text is none
 */
export function readIsni(text: string): string | undefined {
  const code = text.replace(/[ -]/g, '').toUpperCase();
  if (!/^\d{15}[\dX]$/.test(code)) return undefined;
  const rest = [...code.slice(0, 15)].reduce((sum, digit) => ((sum + Number(digit)) * 2) % 11, 0);
  return code.endsWith('0123456789X'.charAt((12 - rest) % 11)) ? code : undefined;
}
