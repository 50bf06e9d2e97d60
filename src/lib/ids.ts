import { nanoid } from 'nanoid';

/**
 * One identifier, two spellings. An id is 96 bits: 32 bits of Unix seconds, then 64 random bits, which ascend within the
 * second: what one process makes has ids in the order of its making. The program uses its 24
 * hexadecimal digits in lower case (the shape of a MongoDB ObjectId, which the catalogue and label show);
 * members and community show the same bits as a UUID of version 8 (RFC 9562, section 5.8).
 */
export type Id = string;

const OBJECT_ID = /^[0-9a-f]{24}$/i;
const UUID_8 = /^([0-9a-f]{8})-([0-9a-f]{4})-8([0-9a-f]{3})-8([0-9a-f]{3})-([0-9a-f]{6})000000$/i;

/** Ids and names that are used, in this order, instead of new ones: see `withFixed`. */
let fixed: { ids: Id[]; names: string[] } = { ids: [], names: [] };

/** Bits by which an id is above the one before it, at most: nobody guesses a neighbour. */
const STEP = 40n;
/** The second and the random bits of the last id. */
let last = { second: 0, bits: 0n };

/** A new id. The time is the one given (milliseconds since the epoch), so that an id and its row agree. */
export function newId(now: number = Date.now()): Id {
  const known = fixed.ids.shift();
  if (known !== undefined) return known;
  const [random = 0n] = crypto.getRandomValues(new BigUint64Array(1));
  const next = last.bits + 1n + (random >> (64n - STEP));
  const second = Math.floor(now / 1000);
  // The first of a second has its highest bit free, so that millions can follow.
  last = { second, bits: second === last.second && next >> 64n === 0n ? next : random >> 1n };
  const bytes = new DataView(new ArrayBuffer(12));
  bytes.setUint32(0, second);
  bytes.setBigUint64(4, last.bits);
  return new Uint8Array(bytes.buffer).toHex();
}

/** A new name for a stored file, without its ending: 21 characters of nanoid's alphabet, 126 random bits. */
export const newName = (): string => fixed.names.shift() ?? nanoid();

/**
 * Runs work whose first new ids and names are the given ones, for the demo's data, before its server listens. Nothing else
 * may run meanwhile: it could use up the given ids.
 * @throws what the work throws; Error when it has not used all of them
 */
export async function withFixed<Result>(
  { ids = [], names = [] }: { ids?: readonly Id[]; names?: readonly string[] },
  work: () => Promise<Result>,
): Promise<Result> {
  fixed = { ids: [...ids], names: [...names] };
  try {
    const result = await work();
    const left = [...fixed.ids, ...fixed.names];
    if (left.length > 0) throw new Error(`these were not taken: ${left.join(', ')}`);
    return result;
  } finally {
    fixed = { ids: [], names: [] };
  }
}

/** Reads either spelling in any case. `undefined` when the text is no id of ours. */
export function parseId(text: string): Id | undefined {
  if (OBJECT_ID.test(text)) return text.toLowerCase();
  const parts = UUID_8.exec(text);
  return parts ? parts.slice(1).join('').toLowerCase() : undefined;
}

/** The UUID spelling: 48 bits, version 8, 12 bits, variant and padding, the last 36 bits, and zeros where bits are free. */
export function toUuid(id: Id): string {
  return `${id.slice(0, 8)}-${id.slice(8, 12)}-8${id.slice(12, 15)}-8${id.slice(15, 18)}-${id.slice(18)}000000`;
}
