import { expect, test } from 'bun:test';
import { newId } from '../../../src/lib/ids.ts';
import { Books } from '../../support/booking.ts';
import { onEachEngine } from '../../support/house.ts';

onEachEngine('booking beside changes', (house) => {
  test('POST /v1/reports/:id/book, GET /preview · of rules and splits that change together all old ones hold, or all new ones', async () => {
    const books = await Books.open(house());
    const artist = await books.artist(0);
    const other = await books.release(artist);
    const { id: payee } = await books.get('POST', '/v1/payees', { name: 'A producer' }, 201);
    const { db } = house();
    const { termRules, splits, splitParties } = db.tables;
    let flips = 0;
    /** All of it the artist's, and half of it the payee's, by turns; in one transaction. */
    const flip = () =>
      db.write(async (tx) => {
        const isWhole = flips++ % 2 === 0;
        const rule = { releaseId: null, trackId: null, territories: [], stores: [], saleTypes: [] };
        await tx.insert(termRules).values({
          ...{ ...rule, id: newId(), artistId: artist.id, percentage: isWhole ? 10_000 : 5000 },
          ...{ fromDay: null, toDay: null, createdAt: 0 },
        });
        for (const subject of [{ trackId: artist.tracks[0] as string }, { releaseId: other.release }]) {
          const row = { ...subject, fromDay: null, createdAt: 0 };
          const [made] = await tx.insert(splits).values(row).returning({ split: splits.number });
          const shares = { payeeId: isWhole ? artist.id : payee, share: 10_000, position: 1 };
          await tx.insert(splitParties).values({ ...shares, split: (made as { split: number }).split });
        }
      });
    await flip();
    let isOver = false;
    const flipping = (async () => {
      while (!isOver) await flip();
    })();
    const lines = [artist.titles[0], other.titles[0]].map((title) => ({
      ...{ title: title as string, artist: artist.name, net: '100' },
    }));
    const found = new Set<string>();
    for (let round = 0; round < 15; round++) {
      const { id } = await books.draft(lines);
      const preview = await books.get('GET', `/v1/reports/${id}/preview`);
      found.add(
        JSON.stringify(preview.payees.map((one: { payee: string; earned: number }) => [one.payee, one.earned])),
      );
      await books.book(id);
      const entries = (await books.entries(id)).filter(({ account }) => account === 'payee');
      const sums = Map.groupBy(entries, (entry) => entry.payee);
      found.add(
        JSON.stringify([...sums].map(([who, its]) => [who, its.reduce((sum, { amount }) => sum + Number(amount), 0)])),
      );
    }
    isOver = true;
    await flipping;
    expect(flips).toBeGreaterThan(15);
    const possible = [JSON.stringify([[artist.id, 200]]), JSON.stringify([[payee, 100]])];
    expect([...found].filter((one) => !possible.includes(one))).toEqual([]);
  }, 60_000);
});
