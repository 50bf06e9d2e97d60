import { beforeAll, expect, test } from 'bun:test';
import { Books } from '../../support/booking.ts';
import { onEachEngine } from '../../support/house.ts';

onEachEngine('booking of reports', (house) => {
  let books: Books;
  beforeAll(async () => {
    books = await Books.open(house());
  });

  test('POST /v1/reports/:id/book · a report is divided, entered and told', async () => {
    const one = await books.artist(70);
    const draft = await books.draft([
      { title: one.titles[0] as string, artist: one.name, net: '100.005', quantity: 10 },
      { title: one.titles[1] as string, artist: one.name, net: '2', currency: 'USD', country: 'DE' },
    ], { rate: '92.5' });
    const shown = { total: 285.01, label: 85.5, currency: 'RUB' };
    const preview = await books.get('GET', `/v1/reports/${draft.id}/preview`);
    const sums = { earned: 199.5, recouped: 0, costs: 0, income: 199.5 };
    console.log(JSON.stringify(preview));
    const booked = await books.book(draft.id);
    console.log(JSON.stringify(booked));
    console.log(JSON.stringify(await books.entries(draft.id)));
    console.log(JSON.stringify(await books.account(one.id)));
    console.log(JSON.stringify(await house().services.checkLedger()));
    const reversed = await books.reverse(draft.id);
    console.log(JSON.stringify(reversed));
    console.log(JSON.stringify(await books.entries(draft.id)));
    console.log(JSON.stringify(await books.account(one.id)));
    console.log(JSON.stringify(await house().services.checkLedger()));
  });
});
