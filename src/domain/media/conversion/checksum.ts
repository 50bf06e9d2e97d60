/** CRC-16 with the polynomial 0x8005, lowest bit first: bit 15 is the coefficient of 1, bit 0 that of x^15. */
const POLYNOMIAL = 0xa001;
const ONE = 0x8000;
const X_8 = 0x0080;

const timesX = (crc: number): number => (crc & 1 ? (crc >> 1) ^ POLYNOMIAL : crc >> 1);

const TABLE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = timesX(crc);
  return crc;
});

/** @param crc of what came before */
export function crc16(bytes: Uint8Array, crc = 0): number {
  let sum = crc;
  for (const byte of bytes) sum = (sum >> 8) ^ (TABLE[(sum ^ byte) & 0xff] as number);
  return sum;
}

/** The checksum of two runs of bytes, the second of which has that length: the first one's is moved up by as many bytes. */
export function joinedCrc16(first: number, second: number, length: number): number {
  let [moved, power] = [first, X_8];
  for (let left = length; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) moved = times(moved, power);
    power = times(power, power);
  }
  return moved ^ second;
}

/** The product of two polynomials, modulo that of the checksum. */
function times(a: number, b: number): number {
  let product = 0;
  for (let bit = ONE, multiple = b; bit > 0; bit >>= 1, multiple = timesX(multiple)) {
    if (a & bit) product ^= multiple;
  }
  return product;
}
