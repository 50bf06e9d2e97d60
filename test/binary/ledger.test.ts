import { Database } from 'bun:sqlite';
import { afterEach, describe, expect, test } from 'bun:test';
import { join } from 'node:path';
import { openDatabase } from '../../src/db/open.ts';
import { checkLedger } from '../../src/domain/booking/check.ts';
import { freshDatabase } from '../support/postgres.ts';
import { Program, run } from '../support/program.ts';

const CLIENTS = 20;
const BOOKINGS_EACH = 150;
const ARTISTS = 4;
const KILLS = 4;

interface Royalties {
  active_income: number;
  total_income: number;
  history: { type: 'income' | 'payout'; amount: number; period: string; receipt_key: string }[];
}

/** The executable on one data folder and database, which is killed and started again while clients are at work. */
class Label {
  #program!: Promise<Program>;
  #settings: Record<string, string> = {};
  #cwd: string | undefined;
  token = '';

  static async open(engine: string): Promise<Label> {
    const label = new Label();
    label.#settings = { ROOT_PASSWORD: 'root-password', RATE_LIMIT: 'off' };
    if (engine === 'postgres') label.#settings.DATABASE_URL = await freshDatabase();
    label.#start();
    const { body } = await label.ask('POST', 'auth/login', { login: 'root', password: 'root-password' });
    label.token = body.accessToken;
    return label;
  }

  #start(): void {
    this.#program = Program.start(this.#settings, this.#cwd);
  }

  /** Kill -9; whoever asks from now on waits for the next start. */
  async kill(): Promise<void> {
    const program = await this.#program;
    this.#cwd = program.cwd;
    this.#program = program.end('SIGKILL').then(() => Program.start(this.#settings, program.cwd));
    await this.#program;
  }

  async remove(): Promise<void> {
    await (await this.#program).remove();
  }

  /** Asks until there is an answer, the same again when the program died before it gave one. */
  async ask(method: string, path: string, body?: object, key?: string) {
    for (;;) {
      const program = await this.#program;
      try {
        const response = await program.fetch(`/v1/${path}`, {
          method,
          headers: {
            ...(this.token ? { authorization: `Bearer ${this.token}` } : {}),
            ...(body ? { 'content-type': 'application/json' } : {}),
            ...(key ? { 'idempotency-key': key } : {}),
          },
          ...(body ? { body: JSON.stringify(body) } : {}),
        });
        // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of an answer.
        return { status: response.status, body: (await response.json()) as any };
      } catch (error) {
        if ((await this.#program) === program) throw error;
      }
    }
  }

  async artist(login: string): Promise<string> {
    return (await this.ask('POST', 'auth/register', { login, password: 'password', role: 'artist' })).body.user.id;
  }

  async royalties(id: string): Promise<Royalties> {
    return (await this.ask('GET', `royalties/${id}`)).body[0];
  }

  async check() {
    const { DATABASE_URL: databaseUrl } = this.#settings;
    const db = await openDatabase({ databaseUrl, dataDir: join((await this.#program).cwd, 'data') });
    try {
      return await checkLedger(db);
    } finally {
      await db.close();
    }
  }
}

const open: Label[] = [];
afterEach(async () => {
  for (const label of open.splice(0)) await label.remove();
});

describe.each(['sqlite', 'postgres'])('POST /v1/royalties/:id/income, /payout on %s', (engine) => {
  test('after thousands of bookings by twenty clients and several kill -9 nothing is lost and nothing is there twice', async () => {
    const label = await Label.open(engine);
    open.push(label);
    const artists = await Promise.all(Array.from({ length: ARTISTS }, (_, n) => label.artist(`earner${n}`)));
    const booked = new Map(artists.map((id) => [id, new Map<string, number>()]));
    const refusals = new Set<string>();
    let answered = 0;
    const killAt = Array.from({ length: KILLS }, (_, n) =>
      Math.round(((n + 1) * CLIENTS * BOOKINGS_EACH) / (KILLS + 1)),
    );
    const kills: Promise<void>[] = [];

    await Promise.all(
      Array.from({ length: CLIENTS }, async (_, client) => {
        for (let n = 0; n < BOOKINGS_EACH; n++) {
          const name = `${client}-${n}`;
          const id = artists[Math.floor(Math.random() * ARTISTS)] as string;
          const cents = 1 + Math.floor(Math.random() * 100_000);
          const isIncome = Math.random() < 0.5;
          const { status, body } = await label.ask(
            'POST',
            `royalties/${id}/${isIncome ? 'income' : 'payout'}`,
            { amount: cents / 100, ...(isIncome ? { period: name } : { receipt_key: name }) },
            name,
          );
          if (status === 200) booked.get(id)?.set(name, isIncome ? cents : -cents);
          else refusals.add(`${status} ${body.message}`);
          if (killAt.includes(++answered)) kills.push(label.kill());
        }
      }),
    );
    await Promise.all(kills);
    expect(kills).toHaveLength(KILLS);
    const expected = ['400 Выплата возможна только при активном статусе', '400 Недостаточно средств'];
    expect([...refusals].filter((refusal) => !expected.includes(refusal))).toEqual([]);

    for (const [id, entries] of booked) {
      const { history, active_income, total_income } = await label.royalties(id);
      const shown = history.map(({ type, amount, period, receipt_key }) => {
        const cents = Math.round(amount * 100);
        return [`${period}${receipt_key}`, type === 'income' ? cents : -cents] as const;
      });
      expect(shown.toSorted()).toEqual([...entries].toSorted());
      const cents = [...entries.values()];
      expect(Math.round(active_income * 100)).toBe(cents.reduce((sum, each) => sum + each, 0));
      expect(Math.round(total_income * 100)).toBe(cents.reduce((sum, each) => sum + Math.max(each, 0), 0));
      expect(String(active_income)).toMatch(/^\d+(\.\d{1,2})?$/);
    }
    expect(await label.check()).toEqual([]);
  }, 120_000);

  test('a payout that was committed but never answered is not made again by the retry', async () => {
    const label = await Label.open(engine);
    open.push(label);
    const id = await label.artist('earner');
    await label.ask('POST', `royalties/${id}/income`, { amount: 500, period: '2024' });
    const payout = () => label.ask('POST', `royalties/${id}/payout`, { amount: 200, receipt_key: 'r' }, 'once');
    const first = await payout();
    // Whether the program died before or after it had sent its answer, it knows no more than this at its next start.
    await label.kill();
    expect(await payout()).toEqual(first);
    expect(first).toMatchObject({ status: 200, body: { active_income: 300 } });
    expect(await label.royalties(id)).toMatchObject({ active_income: 300, history: { length: 2 } });
  });
});

test('tonearm serve, tonearm ledger · a ledger that somebody meddled with is named at the next start, and by the command', async () => {
  const program = await Program.start({ ROOT_PASSWORD: 'root-password' });
  try {
    const { token } = (await program.call('POST', '/users/login', { username: 'root', password: 'root-password' }))
      .body;
    const artist = { login: 'earner', password: 'password', role: 'artist' };
    const { id } = (await program.call('POST', '/v1/auth/register', artist, token)).body.user;
    await program.call('POST', `/v1/royalties/${id}/income`, { amount: 5, period: '2024' }, token);
    const proof = (...flags: string[]) => run(['ledger', '--data-dir', join(program.cwd, 'data'), ...flags]);
    expect(await proof()).toEqual({ stdout: 'the ledger is right\n', stderr: '', status: 0 });
    expect(await proof('--json')).toEqual({ stdout: '{"ok":true,"wrong":0}\n', stderr: '', status: 0 });
    await program.end();

    const db = new Database(join(program.cwd, 'data', 'tonearm.db'));
    expect(() => db.run('update royalty_entries set amount = 400')).toThrow('append-only');
    db.run('update royalty_accounts set active = 400');
    db.close();
    const found = await proof();
    expect([found.status, found.stdout]).toEqual([1, expect.stringContaining(id)]);
    const lines = (await proof('--json')).stdout.trim().split('\n');
    expect(lines.map((line: string) => JSON.parse(line))).toEqual([
      {
        ...{ of: 'account', id, kept: { active: 400, total: 500, entries: 1 } },
        booked: { active: 500, total: 500, entries: 1 },
      },
      { ok: false, wrong: 1 },
    ]);
    const again = await Program.start({}, program.cwd);
    await again.until(() => again.stdout.includes('the ledger is wrong'));
    expect(again.stdout).toContain(id);
    await again.end();
  } finally {
    await program.remove();
  }
});
