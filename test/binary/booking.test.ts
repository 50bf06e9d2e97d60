import { describe, expect, test } from 'bun:test';
import { fillLabel, LabelClient } from '../support/label-client.ts';
import { run } from '../support/program.ts';
import { ENGINES, programs } from '../support/programs.ts';

const [ARTISTS, TRACKS] = [10, 20];
const LINES = 100_000;
const PERCENTAGE = 70;
const HEADER = 'Sale Month,Store,Artist,Title,ISRC,UPC,Quantity,Country of Sale,Earnings (USD)';
const [STORES, COUNTRIES] = [12, ['RU', 'US', 'DE', 'FR', 'GB', 'KZ', 'BR', 'JP', 'IN', 'TR']];

const INTERRUPTED = 'Проведение прервано: сервер остановился. Проведите отчёт ещё раз';

const { start, place } = programs();

/** A report of many lines, no two of which need be alike. */
function report(): Blob {
  const pieces = [`${HEADER}\n`];
  for (let at = 0; at < LINES; at++) {
    const [artist, track] = [at % ARTISTS, Math.floor(at / ARTISTS) % TRACKS];
    const [store, country] = [at % STORES, COUNTRIES[(at * 7) % COUNTRIES.length]];
    const net = `${at % 13 === 0 ? '-' : ''}0.0${(at * 7919) % 999_983}`;
    pieces.push(
      `2026-0${1 + (at % 6)},Store ${store},Artist ${artist},Song ${artist} ${track},,,3,${country},${net}\n`,
    );
  }
  return new Blob(pieces);
}

describe.each(ENGINES)('%s', (engine) => {
  test('POST /v1/reports/:id/book · after kill -9 the report is a draft or booked, never half; then it is booked, and reversed to nothing', async () => {
    const { cwd, settings } = await place(engine);
    Object.assign(settings, { ROOT_PASSWORD: 'root-password', RATE_LIMIT: 'off' });
    const artists = await fillLabel(() => start(settings, cwd), settings, {
      artists: ARTISTS,
      tracks: TRACKS,
      percentage: PERCENTAGE,
    });
    let program = await start(settings, cwd);
    let label = await LabelClient.open(program);
    const { id, matched } = await label.report(report());
    expect(matched).toBe(LINES);
    const preview = await label.ask('GET', `reports/${id}/preview`);

    for (const part of [0.1, 0.5, 0.9, 1]) {
      await label.ask('POST', `reports/${id}/book`, { key: 'once' });
      await label.until(id, ({ state, done }) => state !== 'booking' || done >= LINES * part);
      await program.end('SIGKILL');
      program = await start(settings, cwd);
      label = await LabelClient.open(program);
      const { state, booking, failure } = await label.ask('GET', `reports/${id}`);
      expect(['draft', 'booked']).toContain(state);
      expect(booking === null).toBe(state === 'draft');
      expect(failure).toBe(state === 'draft' ? INTERRUPTED : null);
      const { active_income: balance } = (await label.ask('GET', `royalties/${artists[0]}`))[0];
      expect(balance !== 0).toBe(state === 'booked');
    }
    await label.ask('POST', `reports/${id}/book`, { key: 'once' });
    const booked = await label.until(id, ({ state }) => state === 'booked');
    expect(booked.done).toBe(LINES);
    expect([booked.booking.total, booked.booking.label]).toEqual([preview.total, preview.label]);
    for (const { payee, income } of preview.payees)
      expect((await label.ask('GET', `royalties/${payee}`))[0]).toMatchObject({
        active_income: income,
        total_income: income,
      });

    await label.ask('POST', `reports/${id}/reverse`);
    for (const artist of artists)
      expect((await label.ask('GET', `royalties/${artist}`))[0]).toMatchObject({ active_income: 0, total_income: 0 });
    await program.end();
    const { status, stdout } = await run(['ledger'], settings, cwd);
    expect([status, stdout]).toEqual([0, 'the ledger is right\n']);
  }, 120_000);
});
