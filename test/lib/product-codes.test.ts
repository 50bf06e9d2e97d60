import { expect, test } from 'bun:test';
import { readIsni, readIsrc, readUpc, showUpc, withCheckDigit } from '../../src/lib/product-codes.ts';

test.each([
  ['036000291452', '0036000291452'],
  ['0036000291452', '0036000291452'],
  ['4006381333931', '4006381333931'],
  ['036000291453', undefined],
  ['4006381333932', undefined],
  ['03600029145', undefined],
  ['40063813339310', undefined],
  ['000000000000', undefined],
  ['03600029145x', undefined],
  ['٠٣٦٠٠٠٢٩١٤٥٢', undefined],
  ['', undefined],
])('readUpc · the UPC or EAN %p is read as %p', (text, code) => {
  expect(readUpc(text)).toBe(code);
});

test('showUpc · an EAN that begins with 0 is shown as the UPC that it is', () => {
  expect(['0036000291452', '4006381333931'].map(showUpc)).toEqual(['036000291452', '4006381333931']);
});

test.each([
  ['USRC17607839', 'USRC17607839'],
  ['us-rc1-76-07839', 'USRC17607839'],
  ['RUA1D2500001', 'RUA1D2500001'],
  ['1SRC17607839', undefined],
  ['USRC1760783', undefined],
  ['USRC176078399', undefined],
  ['USRC1760783X', undefined],
  ['USR–17607839', undefined],
  ['', undefined],
])('readIsrc · the ISRC %p is read as %p', (text, code) => {
  expect(readIsrc(text)).toBe(code);
});

test.each([
  ['003600029145', '0036000291452'],
  ['400638133393', '4006381333931'],
  ['000000000010', '0000000000109'],
  ['460000000002', '4600000000022'],
])('withCheckDigit · %p becomes the EAN %p', (digits, code) => {
  expect(withCheckDigit(digits)).toBe(code);
});

test.each([
  ['0000000121032683', '0000000121032683'],
  ['0000 0001 2103 2683', '0000000121032683'],
  ['0000-0001-2150-090x', '000000012150090X'],
  ['000000012150090X', '000000012150090X'],
  ['0000000121032684', undefined],
  ['0000000121500900', undefined],
  ['X000000121032683', undefined],
  ['000000012103268', undefined],
  ['00000001210326830', undefined],
  ['', undefined],
])('readIsni · the ISNI %p is read as %p', (text, code) => {
  expect(readIsni(text)).toBe(code);
});
