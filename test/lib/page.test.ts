import { describe, expect, test } from 'bun:test';
import { type PageRequest, pageWithin } from '../../src/lib/page.ts';

const KIB = 1024;
interface Row {
  id: number;
  text: string;
}

/** Rows 0, 1, 2 … that are so many bytes as JSON, and what was read of them. */
function listOf(sizes: number[]) {
  const rows = sizes.map((size, id): Row => ({ id, text: 'x'.repeat(size - JSON.stringify({ id, text: '' }).length) }));
  const asked: PageRequest[] = [];
  const read = async (piece: PageRequest) => {
    asked.push(piece);
    const from = piece.after === undefined ? 0 : Number(piece.after[0]) + 1;
    return rows.slice(from, from + piece.limit + 1);
  };
  return { asked, page: (request: PageRequest) => pageWithin(read, request, ({ id }) => [id]) };
}

describe('pageWithin, a page that is read piece by piece', () => {
  test.each([
    ['no rows', [], 1000, 0, undefined],
    ['fewer rows than a piece', Array(3).fill(100), 1000, 3, undefined],
    ['a piece exactly', Array(50).fill(100), 1000, 50, undefined],
    ['many small rows', Array(900).fill(100), 1000, 900, undefined],
    ['more small rows than the limit', Array(900).fill(100), 700, 700, [699]],
    ['as many as the limit', Array(700).fill(100), 700, 700, undefined],
    ['large rows: up to 1 MiB', Array(900).fill(100 * KIB), 1000, 11, [10]],
    ['rows that are 1 MiB exactly', Array(16).fill(64 * KIB), 1000, 16, undefined],
    ['rows that are 1 MiB and one more', Array(17).fill(64 * KIB), 1000, 16, [15]],
    ['small rows, then large ones', [...Array(60).fill(100), ...Array(40).fill(512 * KIB)], 1000, 62, [61]],
    ['one that is larger than a page', [2048 * KIB, 100], 1000, 1, [0]],
    ['a limit of one', Array(3).fill(100), 1, 1, [0]],
  ])('of %s', async (_, sizes: number[], limit, entries, next) => {
    const found = await listOf(sizes).page({ limit });
    expect(found.entries.map(({ id }) => id)).toEqual(Array.from({ length: entries }, (_, id) => id));
    expect(found.next).toEqual(next as never);
  });

  test('goes on after a cursor', async () => {
    const { entries, next } = await listOf(Array(5).fill(100)).page({ limit: 2, after: [1] });
    expect([entries.map(({ id }) => id), next]).toEqual([[2, 3], [3]]);
  });

  test('counts bytes, not characters', async () => {
    const row = { id: 0, text: 'ы'.repeat(256 * KIB) };
    const read = async () => [row, row, row, row];
    expect((await pageWithin(read, { limit: 3 }, ({ id }) => [id])).entries).toHaveLength(2);
  });

  test('of fifty long pages at once a few are read at a time, each of them whole, also after some that fail', async () => {
    const rows = Array.from({ length: 900 }, (_, id) => ({ id }));
    const underWay = new Set<number>();
    let most = 0;
    const page = async (at: number) => {
      const read = async ({ limit, after }: PageRequest) => {
        const from = after === undefined ? 0 : Number(after[0]) + 1;
        if (from > 0) {
          most = Math.max(most, underWay.add(at).size);
          if (at % 10 === 0) throw new Error('away');
        }
        return rows.slice(from, from + limit + 1);
      };
      const page = pageWithin(read, { limit: 1000 }, ({ id }) => [id]).finally(() => underWay.delete(at));
      return (await page).entries.length;
    };
    for (const _ of [1, 2]) {
      const pages = await Promise.allSettled(Array.from({ length: 50 }, (_, at) => page(at)));
      expect(pages.filter(({ status }) => status === 'rejected')).toHaveLength(5);
      for (const one of pages) if (one.status === 'fulfilled') expect(one.value).toBe(900);
    }
    expect(most).toBe(2);
  });

  test('of hundreds at once sixteen read their first rows at a time; those that are long are read again in their turn', async () => {
    const rows = Array.from({ length: 60 }, (_, id) => ({ id }));
    const firsts: number[] = [];
    let [underWay, most] = [0, 0];
    const page = (length: number) => {
      const read = async ({ limit, after }: PageRequest) => {
        if (after !== undefined) return rows.slice(Number(after[0]) + 1, length);
        firsts.push(length);
        most = Math.max(most, ++underWay);
        await new Promise(setImmediate);
        underWay--;
        return rows.slice(0, Math.min(length, limit + 1));
      };
      return pageWithin(read, { limit: 1000 }, ({ id }) => [id]);
    };
    const lengths = Array.from({ length: 200 }, (_, at) => (at % 2 === 0 ? 60 : 10));
    const pages = await Promise.all(lengths.map(page));
    expect(pages.map(({ entries }) => entries.length)).toEqual(lengths);
    expect(most).toBe(16);
    expect(firsts.filter((length) => length === 10)).toHaveLength(100);
    expect(firsts.filter((length) => length === 60).length).toBeGreaterThan(190);
  });

  test('reads no more at once than there seems to be room for', async () => {
    const large = listOf(Array(900).fill(30 * KIB));
    await large.page({ limit: 1000 });
    expect(large.asked.map(({ limit }) => limit)).toEqual([50]);
    const small = listOf(Array(900).fill(100));
    await small.page({ limit: 700 });
    expect(small.asked.map(({ limit }) => limit)).toEqual([50, 200, 200, 200, 50]);
  });

  test('lets others have their turn: of many at once one is read on in each', async () => {
    const list = listOf(Array(900).fill(100));
    const pages = Array.from({ length: 30 }, () => list.page({ limit: 900 }));
    const reads: number[] = [];
    for (let seen = 0; seen < 30 * 6; seen = list.asked.length) {
      await new Promise(setImmediate);
      reads.push(list.asked.length - seen);
    }
    await Promise.all(pages);
    expect(Math.max(...reads.slice(1))).toBe(1);
  });
});
