import type { Database, Handle } from '../../../db/database.ts';
import type { Id } from '../../../lib/ids.ts';
import { pieces } from '../../../lib/pieces.ts';
import { withCheckDigit } from '../../../lib/product-codes.ts';
import { type CodeKind, type Pool, type PoolState, refuse } from './model.ts';
import { codeStore } from './store.ts';

/** Digits of the number in an ISRC, and in an EAN before its check digit. */
const ISRC_DIGITS = 5;
const EAN_DIGITS = 12;
/** Numbers that are looked at together, where many in a row are taken. */
const MOST_AT_ONCE = 4096;
/** Rows of one statement, whose parameters have a limit. */
const ROWS_AT_ONCE = 1000;

export type Codes = ReturnType<typeof codeService>;

/** The label's own codes: what releases and tracks get that have none. */
export function codeService(db: Database) {
  const store = codeStore(db);

  /**
   * The next numbers that are free. Where many in a row are taken, the stretches that are looked at grow; those before
   * `next` are never looked at again.
   * @returns fewer than `wanted` when the pool has no more
   */
  async function freeNumbers(on: Handle, kind: CodeKind, pool: Pool, wanted: number): Promise<number[]> {
    const found: number[] = [];
    for (let from = pool.next, size = wanted; from <= pool.last && found.length < wanted; size *= 2) {
      const to = Math.min(from + Math.min(size, MOST_AT_ONCE), pool.last + 1);
      const taken = await store.taken(on, kind, codeOf(kind, pool, from), codeOf(kind, pool, to - 1));
      for (; from < to && found.length < wanted; from++) if (!taken.has(codeOf(kind, pool, from))) found.push(from);
    }
    return found;
  }

  /**
   * Gives codes to releases or tracks, each its own, in their order. Others who want some wait until the transaction ends;
   * when it fails, none was given.
   * @returns the codes; `undefined` when no pool is set
   * @throws conflict (`isrc_spent`, `upc_spent`) when there are not so many
   */
  async function give(tx: Handle, kind: CodeKind, to: readonly Id[]): Promise<string[] | undefined> {
    if (to.length === 0) return [];
    const pool = await store.lock(tx, kind);
    if (pool === undefined) return undefined;
    const numbers = await freeNumbers(tx, kind, pool, to.length);
    if (numbers.length < to.length) throw refuse(`${kind}_spent`);
    const codes = numbers.map((number) => codeOf(kind, pool, number));
    const givenAt = Date.now();
    const given = to.map((givenTo, at) => ({ givenTo, givenAt, code: codes[at] as string }));
    for (const some of pieces(given, ROWS_AT_ONCE)) await store.give(tx, some);
    await store.setNext(tx, kind, (numbers.at(-1) as number) + 1);
    return codes;
  }

  /** What is left of a pool; `null` when none is set. */
  async function state(on: Handle, kind: CodeKind): Promise<PoolState | null> {
    const pool = await store.pool(on, kind);
    if (pool === undefined) return null;
    const [next = pool.last + 1] = await freeNumbers(on, kind, pool, 1);
    if (next > pool.last) return { ...pool, next, left: 0 };
    const taken = await store.countTaken(on, kind, codeOf(kind, pool, next), codeOf(kind, pool, pool.last));
    return { ...pool, next, left: pool.last - next + 1 - taken };
  }

  const set = (kind: CodeKind, pool: Pool): Promise<PoolState> =>
    db.write(async (tx) => {
      await store.put(tx, kind, pool);
      // It has just been set.
      return (await state(tx, kind)) as PoolState;
    });

  /**
   * Sets where ISRCs are taken from. Those that were given stay, and are passed over.
   * @param prefix of the registrant: two letters, three letters or digits @param year its last two digits
   * @param next the first number, 0 to 99999
   */
  const setIsrc = (prefix: string, year: number, next: number): Promise<PoolState> =>
    set('isrc', {
      stem: `${prefix}${String(year).padStart(2, '0')}`,
      shown: prefix.length + 2 + ISRC_DIGITS,
      ...{ first: next, next, last: 10 ** ISRC_DIGITS - 1 },
    });

  /**
   * Sets where UPCs are taken from.
   * @param from the first and @param to the last one: 13 digits each @param shown how many of them are shown, 12 or 13
   * @throws invalid (`upc_range`) when they do not ascend
   */
  async function setUpc(from: string, to: string, shown: number): Promise<PoolState> {
    if (to < from) throw refuse('upc_range');
    const [first, last] = [from, to].map((code) => Number(code.slice(0, EAN_DIGITS))) as [number, number];
    return set('upc', { stem: '', shown, first, last, next: first });
  }

  /** What is left of each pool. */
  const states = async (): Promise<Record<CodeKind, PoolState | null>> => ({
    isrc: await state(db.read, 'isrc'),
    upc: await state(db.read, 'upc'),
  });

  return { give, setIsrc, setUpc, states };
}

/** The code of a number, as it is kept. */
export function codeOf(kind: CodeKind, { stem }: Pick<Pool, 'stem'>, number: number): string {
  if (kind === 'isrc') return stem + String(number).padStart(ISRC_DIGITS, '0');
  return withCheckDigit(String(number).padStart(EAN_DIGITS, '0'));
}
