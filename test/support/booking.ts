import type { House } from './house.ts';
import { hire, type Person } from './label.ts';
import { catalogued, upload } from './reports.ts';

/** A label's month for tests: artists with contracts and releases, reports in a small format, and booking. */

const HEADER = 'title,artist,month,store,country,kind,quantity,net,currency';
const MAPPING = {
  columns: {
    ...{ net: 'net', sale_period: 'month', title: 'title', artist: 'artist', store: 'store', country: 'country' },
    ...{ sale_type: 'kind', quantity: 'quantity', currency: 'currency' },
  },
};

export interface LineData {
  /** A track, a release, or anything. */
  title: string;
  artist: string;
  net: string;
  month?: string;
  store?: string;
  country?: string;
  kind?: string;
  quantity?: number;
  currency?: string;
}

export interface Entry {
  account: string;
  payee: string | null;
  release: string | null;
  amount: string;
  currency: string;
  rate: string;
}

let counter = 0;

export class Books {
  readonly #house: House;
  readonly root: Person;

  private constructor(house: House, root: Person) {
    this.#house = house;
    this.root = root;
  }

  static async open(house: House): Promise<Books> {
    const books = new Books(house, await hire(house, 'root'));
    await books.ask('PUT', '/v1/reports/sources/books', { body: MAPPING });
    return books;
  }

  async ask(method: string, path: string, { body, key }: { body?: object; key?: string } = {}) {
    return this.#house.call(method, path, {
      token: this.root.token,
      ...(body && { body }),
      ...(key !== undefined && { headers: { 'idempotency-key': key } }),
    });
  }

  /** The answer's body; throws unless it is of that status. */
  async get(method: string, path: string, body?: object, status = 200) {
    const answer = await this.ask(method, path, body && { body });
    if (answer.status !== status) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** An artist with a contract, and a release with tracks named after it. @param percentage null: no contract */
  async artist(percentage: number | null, name = `artist ${++counter}`, tracks = 2) {
    const artist: Person = await hire(this.#house, 'artist');
    if (percentage !== null) await this.get('POST', `/v1/contracts/${artist.id}`, { percentage }, 201);
    return { ...artist, name, ...(await this.release({ id: artist.id, name }, tracks)) };
  }

  /** One more release of an artist. */
  async release({ id, name }: { id: string; name: string }, tracks = 2) {
    const title = `release ${++counter}`;
    const titles = Array.from({ length: tracks }, (_, at) => `${title} track ${at + 1}`);
    const made = await catalogued(
      this.#house,
      { id, stageName: name },
      { name: title, tracks: titles.map((track) => ({ name: track })) },
    );
    return { release: made.release, title, tracks: made.tracks, titles };
  }

  /** A draft of a report. */
  async draft(lines: readonly LineData[], form: Record<string, string> = {}) {
    const rows = lines.map(
      ({ title, artist, net, month = '2026-02', store = 'Spotify', country = 'RU', kind = 'stream', ...rest }) =>
        [title, artist, month, store, country, kind, rest.quantity ?? 1, net, rest.currency ?? 'RUB'].join(','),
    );
    const text = `${[HEADER, ...rows].join('\n')}${'\n'.repeat(++counter)}`;
    const { status, body } = await upload(this.#house, this.root.token, text, { source: 'books', ...form });
    if (status !== 201) throw new Error(JSON.stringify(body));
    return body;
  }

  /** Books a report to its end. */
  async book(id: string, options: object = {}, key?: string) {
    const { status, body } = await this.ask('POST', `/v1/reports/${id}/book`, {
      body: options,
      ...(key !== undefined && { key }),
    });
    if (status !== 202) throw new Error(`${status} ${JSON.stringify(body)}`);
    return this.settled(id);
  }

  /** A report that is not being booked any more. */
  async settled(id: string) {
    for (;;) {
      const report = await this.get('GET', `/v1/reports/${id}`);
      if (report.state !== 'booking') return report;
      await Bun.sleep(5);
    }
  }

  reverse(id: string) {
    return this.get('POST', `/v1/reports/${id}/reverse`);
  }

  async entries(id: string): Promise<Entry[]> {
    return (await this.get('GET', `/v1/reports/${id}/entries?limit=100`)).data;
  }

  /** What a payee has: balance, sum of all, history. */
  async account(payee: string) {
    const [account] = await this.get('GET', `/v1/royalties/${payee}`);
    return account;
  }
}
