import { openDatabase } from '../../src/db/open.ts';
import type { Program } from './program.ts';
import { catalogued } from './reports.ts';

/** Asks the executable as root of the label. */
export class LabelClient {
  token = '';
  constructor(readonly program: Program) {}

  static async open(program: Program): Promise<LabelClient> {
    const label = new LabelClient(program);
    const body = { login: 'root', password: 'root-password' };
    label.token = (await label.ask('POST', 'auth/login', { body: JSON.stringify(body) })).accessToken;
    return label;
  }

  /** The JSON that is answered. @throws for a refusal */
  async ask(method: string, path: string, init: { body?: string | FormData; key?: string } = {}) {
    const response = await this.fetch(method, path, init);
    // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of an answer; the type would say it twice.
    const answer = (await response.json()) as any;
    if (!response.ok) throw new Error(`${path}: ${response.status} ${JSON.stringify(answer)}`);
    return answer;
  }

  fetch(method: string, path: string, init: { body?: string | FormData; key?: string } = {}): Promise<Response> {
    const headers = {
      ...(this.token && { authorization: `Bearer ${this.token}` }),
      ...(typeof init.body === 'string' && { 'content-type': 'application/json' }),
      ...(init.key !== undefined && { 'idempotency-key': init.key }),
    };
    return this.program.fetch(`/v1/${path}`, {
      ...{ method, headers },
      ...(init.body !== undefined && { body: init.body }),
    });
  }

  /** Registers artists with a contract each. @returns their ids */
  async artists(count: number, percentage: number): Promise<string[]> {
    const ids: string[] = [];
    for (let at = 0; at < count; at++) {
      const body = JSON.stringify({ login: `artist${at}`, password: 'password', role: 'artist' });
      const { id } = (await this.ask('POST', 'auth/register', { body })).user;
      await this.ask('POST', `contracts/${id}`, { body: JSON.stringify({ percentage }) });
      ids.push(id);
    }
    return ids;
  }

  /** Hands in a report. @returns the answer */
  report(file: Blob) {
    const body = new FormData();
    body.set('file', file, 'report.csv');
    body.set('rate', '92.5');
    return this.ask('POST', 'reports', { body });
  }

  /** Waits until something holds of a report. */
  async until(id: string, holds: (report: { state: string; done: number }) => boolean) {
    for (;;) {
      const found = await this.ask('GET', `reports/${id}`);
      if (holds(found)) return found;
      await Bun.sleep(10);
    }
  }
}

/** Gives each artist, `Artist <n>`, an album with tracks, `Song <n> <track>`, in the database of a program that does not run. */
async function fillCatalogue(
  { DATA_DIR, DATABASE_URL }: Record<string, string>,
  artists: readonly string[],
  tracks: number,
): Promise<void> {
  const db = await openDatabase({ dataDir: DATA_DIR as string, databaseUrl: DATABASE_URL });
  for (const [at, id] of artists.entries()) {
    const plan = Array.from({ length: tracks }, (_, track) => ({ name: `Song ${at} ${track}` }));
    await catalogued({ db }, { id, stageName: `Artist ${at}` }, { name: `Album ${at}`, tracks: plan });
  }
  await db.close();
}

/**
 * Makes artists with a contract each and a catalogue that reports find, with a program that is started for that alone.
 * @returns the ids of the artists
 */
export async function fillLabel(
  start: () => Promise<Program>,
  settings: Record<string, string>,
  { artists: count, tracks, percentage }: { artists: number; tracks: number; percentage: number },
): Promise<string[]> {
  const program = await start();
  const artists = await (await LabelClient.open(program)).artists(count, percentage);
  await program.end();
  await fillCatalogue(settings, artists, tracks);
  return artists;
}
