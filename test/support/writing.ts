import { noise } from './noise.ts';
import type { Program } from './program.ts';

/** Something that was answered, and when. */
interface Answered {
  at: number;
}

/** Clients that write to a server as fast as it answers: favourites, uploads, deletions, bookings. */
export class Writing {
  /** Favourites that were promised, by the text that names the track. */
  readonly liked = new Map<string, Answered>();
  /** Uploads by the path that answers their bytes. */
  readonly uploaded = new Map<string, Answered & { bytes: Uint8Array }>();
  /** When a deletion was asked for, by the same path. */
  readonly deleted = new Map<string, number>();
  /** Payouts by their receipts. */
  readonly paid = new Map<string, Answered>();
  artist = '';
  listener = '';
  /** Of a musician, not used yet. */
  refreshToken = '';
  #root = '';
  #isStopped = false;
  #running: Promise<unknown> = Promise.resolve();

  private constructor(private readonly program: Program) {}

  static async start(program: Program): Promise<Writing> {
    const writing = new Writing(program);
    const root = await program.call('POST', '/v1/auth/login', { login: 'root', password: 'root-password' });
    writing.#root = root.body.accessToken;
    const artist = await writing.#label('auth/register', { login: 'earner', password: 'password', role: 'artist' });
    writing.artist = ((await artist.json()) as { user: { id: string } }).user.id;
    writing.listener = await program.member('listener');
    await writing.#book('income', { amount: 100_000, period: '2026-1' }, 'first');
    const loops = [
      (n: number) => writing.#like(n),
      (n: number) => writing.#pay(n),
      ...(await Promise.all([0, 1].map((n) => writing.#musician(n)))),
    ];
    writing.#running = Promise.all(
      loops.map(async (step) => {
        for (let n = 0; !writing.#isStopped; n++) await step(n);
      }),
    );
    return writing;
  }

  /** How much of each has been answered, at least. */
  get least(): number {
    return Math.min(this.liked.size, this.uploaded.size, this.deleted.size * 2, this.paid.size);
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#running;
  }

  async #like(n: number): Promise<void> {
    const track = `track-${n}`;
    const path = `/user/track/favorite?track_id=${track}`;
    const { status } = await this.program.call('POST', path, undefined, this.listener);
    if (status === 200) this.liked.set(track, { at: performance.now() });
  }

  async #pay(n: number): Promise<void> {
    if (await this.#book('payout', { amount: 1, receipt_key: `receipt-${n}` }, `pay-${n}`))
      this.paid.set(`receipt-${n}`, { at: performance.now() });
  }

  async #book(what: string, body: object, key: string): Promise<boolean> {
    return (await this.#label(`royalties/${this.artist}/${what}`, body, { 'idempotency-key': key })).status === 200;
  }

  #label(path: string, body: object, more: Record<string, string> = {}): Promise<Response> {
    const headers = { authorization: `Bearer ${this.#root}`, 'content-type': 'application/json', ...more };
    return this.program.fetch(`/v1/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  }

  /** Somebody who uploads again and again, and deletes every third upload. */
  async #musician(number: number): Promise<(n: number) => Promise<void>> {
    const account = { username: `musician${number}`, email: `m${number}@example.com`, password: 'password123' };
    const { body } = await this.program.call('POST', '/auth/register', account);
    const headers = { authorization: `Bearer ${body.accessToken}` };
    this.refreshToken = body.refreshToken;
    return async (n) => {
      const bytes = noise(100_000);
      const form = new FormData();
      form.set('userId', body.user.id);
      form.set('file', new File([bytes], `${n}.wav`));
      const answer = await this.program.fetch('/media/upload/track', { method: 'POST', headers, body: form });
      if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`);
      const { url } = ((await answer.json()) as { file: { url: string } }).file;
      const path = new URL(url).pathname;
      this.uploaded.set(path, { bytes, at: performance.now() });
      if (n % 3 !== 0) return;
      this.deleted.set(path, performance.now());
      await this.program.fetch(path, { method: 'DELETE', headers });
    };
  }
}
