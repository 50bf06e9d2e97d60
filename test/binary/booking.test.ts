import { describe, expect, test } from 'bun:test';
import { openDatabase } from '../../src/db/open.ts';
import type { Program } from '../support/program.ts';
import { run } from '../support/program.ts';
import { ENGINES, programs } from '../support/programs.ts';
import { catalogued } from '../support/reports.ts';

const [ARTISTS, TRACKS] = [10, 20];
const LINES = 100_000;
const PERCENTAGE = 70;
const HEADER = 'Sale Month,Store,Artist,Title,ISRC,UPC,Quantity,Country of Sale,Earnings (USD)';
const [STORES, COUNTRIES] = [12, ['RU', 'US', 'DE', 'FR', 'GB', 'KZ', 'BR', 'JP', 'IN', 'TR']];

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

/** Asks as root. */
class Label {
  token = '';
  constructor(readonly program: Program) {}

  static async open(program: Program): Promise<Label> {
    const label = new Label(program);
    const body = { login: 'root', password: 'root-password' };
    label.token = (await label.ask('POST', 'auth/login', { body: JSON.stringify(body) })).accessToken;
    return label;
  }

  async ask(method: string, path: string, init: { body?: string | FormData; key?: string } = {}) {
    const headers = {
      ...(this.token && { authorization: `Bearer ${this.token}` }),
      ...(typeof init.body === 'string' && { 'content-type': 'application/json' }),
      ...(init.key !== undefined && { 'idempotency-key': init.key }),
    };
    const response = await this.program.fetch(`/v1/${path}`, {
      ...{ method, headers },
      ...(init.body !== undefined && { body: init.body }),
    });
    // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of an answer; the type would say it twice.
    const answer = (await response.json()) as any;
    if (!response.ok) throw new Error(`${path}: ${response.status} ${JSON.stringify(answer)}`);
    return answer;
  }

  async until(id: string, holds: (report: { state: string; done: number }) => boolean) {
    for (;;) {
      const found = await this.ask('GET', `reports/${id}`);
      if (holds(found)) return found;
      await Bun.sleep(10);
    }
  }
}

describe.each(ENGINES)('%s', (engine) => {
  test('POST /v1/reports/:id/book · after kill -9 the report is a draft or booked, never half; then it is booked, and reversed to nothing', async () => {
    const { cwd, settings } = await place(engine);
    Object.assign(settings, { ROOT_PASSWORD: 'root-password', RATE_LIMIT: 'off' });
    let program = await start(settings, cwd);
    let label = await Label.open(program);
    const artists: string[] = [];
    for (let at = 0; at < ARTISTS; at++) {
      const body = JSON.stringify({ login: `artist${at}`, password: 'password', role: 'artist' });
      artists.push((await label.ask('POST', 'auth/register', { body })).user.id);
      await label.ask('POST', `contracts/${artists[at]}`, { body: JSON.stringify({ percentage: PERCENTAGE }) });
    }
    await program.end();
    const db = openDatabase({ dataDir: settings.DATA_DIR as string, databaseUrl: settings.DATABASE_URL });
    for (const [at, id] of artists.entries()) {
      const tracks = Array.from({ length: TRACKS }, (_, track) => ({ name: `Song ${at} ${track}` }));
      await catalogued({ db }, { id, stageName: `Artist ${at}` }, { name: `Album ${at}`, tracks });
    }
    await db.close();

    program = await start(settings, cwd);
    label = await Label.open(program);
    const form = new FormData();
    form.set('file', report(), 'report.csv');
    form.set('rate', '92.5');
    const { id, matched } = await label.ask('POST', 'reports', { body: form });
    expect(matched).toBe(LINES);
    const preview = await label.ask('GET', `reports/${id}/preview`);

    for (const part of [0.1, 0.5, 0.9, 1]) {
      await label.ask('POST', `reports/${id}/book`, { key: 'once' });
      await label.until(id, ({ state, done }) => state !== 'booking' || done >= LINES * part);
      await program.end('SIGKILL');
      program = await start(settings, cwd);
      label = await Label.open(program);
      const { state, booking } = await label.ask('GET', `reports/${id}`);
      expect(['draft', 'booked']).toContain(state);
      expect(booking === null).toBe(state === 'draft');
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
