import { describe, expect, test } from 'bun:test';
import { fillLabel, LabelClient } from '../support/label-client.ts';
import { run } from '../support/program.ts';
import { ENGINES, programs } from '../support/programs.ts';

const [ARTISTS, TRACKS] = [24, 40];
const LINES = 20_000;
const PERIOD = '2026-06';
const COUNTRIES = ['RU', 'US', 'DE', 'FR', 'GB', 'KZ', 'BR', 'JP', 'IN', 'TR'];
/** Milliseconds after which a close is killed. */
const KILLED_AFTER = [1, 30, 90, 250];

const { start, place } = programs();

function report(): Blob {
  const pieces = ['Sale Month,Store,Artist,Title,ISRC,UPC,Quantity,Country of Sale,Earnings (USD)\n'];
  for (let at = 0; at < LINES; at++) {
    const [artist, track] = [at % ARTISTS, Math.floor(at / ARTISTS) % TRACKS];
    const line = `Store ${at % 97} 店,Artist ${artist},Song ${artist} ${track},,,3,${COUNTRIES[(at * 7) % COUNTRIES.length]}`;
    pieces.push(`2026-0${1 + (at % 6)},${line},0.0${(at * 7919) % 999_983}\n`);
  }
  return new Blob(pieces);
}

interface Stated {
  id: string;
  payee: string;
  number: string;
  earnings: number;
  closing: number;
}

describe.each(ENGINES)('%s', (engine) => {
  test('POST /v1/statements/close · after kill -9 the period is closed or open, never half; then statements are what the preview said, also as CSV and PDF', async () => {
    const { cwd, settings } = await place(engine);
    Object.assign(settings, { ROOT_PASSWORD: 'root-password', RATE_LIMIT: 'off' });
    await fillLabel(() => start(settings, cwd), settings, { artists: ARTISTS, tracks: TRACKS, percentage: 70 });
    let program = await start(settings, cwd);
    let label = await LabelClient.open(program);
    const { id } = await label.report(report());
    const preview = await label.ask('GET', `reports/${id}/preview`);
    await label.ask('POST', `reports/${id}/book`);
    await label.until(id, ({ state }) => state === 'booked');

    const statements = async (): Promise<Stated[]> =>
      (await label.ask('GET', `statements?period=${PERIOD}&limit=50`)).data;
    for (const pause of KILLED_AFTER) {
      const closing = label.fetch('POST', 'statements/close', { body: JSON.stringify({ period: PERIOD }) });
      closing.catch(() => {});
      await Bun.sleep(pause);
      await program.end('SIGKILL');
      program = await start(settings, cwd);
      label = await LabelClient.open(program);
      const found = await statements();
      expect([0, ARTISTS]).toContain(found.length);
      if (found.length > 0) break;
    }
    const answer = await label.fetch('POST', 'statements/close', { body: JSON.stringify({ period: PERIOD }) });
    const all = await statements();
    expect(await answer.json()).toMatchObject(
      answer.ok ? { period: PERIOD, statements: ARTISTS } : { message: 'Период уже закрыт' },
    );
    const byPayee = (rows: { payee: string; income: number }[]) => rows.sort((a, b) => (a.payee < b.payee ? -1 : 1));
    expect(byPayee(all.map(({ payee, earnings }) => ({ payee, income: earnings })))).toEqual(
      byPayee(preview.payees.map(({ payee, income }: { payee: string; income: number }) => ({ payee, income }))),
    );
    const [first] = all as [Stated];
    const whole = await label.ask('GET', `statements/${first.id}`);
    for (const table of [whole.by_release, whole.by_track, whole.by_store, whole.by_country] as { amount: number }[][])
      expect(table.reduce((sum, { amount }) => sum + Math.round(amount * 100), 0)).toBe(
        Math.round(first.earnings * 100),
      );
    const csv = await (await label.fetch('GET', `statements/${first.id}.csv`)).text();
    expect(csv).toContain(`total,earnings,,,${first.earnings.toFixed(2)},RUB\r\n`);
    const pdf = await label.fetch('GET', `statements/${first.id}.pdf`);
    expect(pdf.headers.get('content-type')).toBe('application/pdf');
    const text = new TextDecoder('latin1').decode(await pdf.bytes());
    expect([text.slice(0, 8), text.trimEnd().endsWith('%%EOF')]).toEqual(['%PDF-1.7', true]);
    expect(text.match(/\/FontFile2/g)).toHaveLength(3);

    await program.end();
    const { status, stdout } = await run(['ledger'], settings, cwd);
    expect([status, stdout]).toEqual([0, 'the ledger is right\n']);
  }, 120_000);
});
