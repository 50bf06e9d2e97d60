import type { House } from './house.ts';

const VERSION = { 'tus-resumable': '1.0.0' };
export const BYTES = 'application/offset+octet-stream';

type Bytes = NonNullable<RequestInit['body']>;

/** What a test sends besides, or instead; `undefined` leaves a header out. */
type Headers = Record<string, string | undefined>;

const given = (headers: Headers) =>
  Object.fromEntries(Object.entries(headers).filter((pair): pair is [string, string] => pair[1] !== undefined));

export const base64 = (text: string | Uint8Array) => Buffer.from(text).toString('base64');
export const sha256 = (bytes: Uint8Array) => `sha256 ${new Bun.CryptoHasher('sha256').update(bytes).digest('base64')}`;

/** A client of tus, as somebody. */
export class Tus {
  constructor(
    readonly house: House,
    readonly token: string | undefined,
  ) {}

  /** A request by the protocol, through the front door. */
  async ask(method: string, path: string, headers: Headers = {}, body?: Bytes): Promise<Response> {
    const token = this.token === undefined ? {} : { token: this.token };
    return this.house.handle(
      new Request(`http://localhost${path}`, {
        method,
        headers: given({ ...VERSION, ...token, ...headers }),
        ...(body === undefined ? {} : { body }),
      }),
    );
  }

  announce(length: number | string, headers: Headers = {}, body?: Bytes): Promise<Response> {
    return this.ask('POST', '/uploads', { 'upload-length': String(length), ...headers }, body);
  }

  /** Announces an upload. @returns its path */
  async made(length: number, filename = 'file'): Promise<string> {
    const answer = await this.announce(length, { 'upload-metadata': `filename ${base64(filename)}` });
    if (answer.status !== 201) throw new Error(`${answer.status} ${await answer.text()}`);
    return new URL(answer.headers.get('location') ?? '').pathname;
  }

  patch(path: string, offset: number | string, body: Bytes, headers: Headers = {}): Promise<Response> {
    return this.ask('PATCH', path, { 'upload-offset': String(offset), 'content-type': BYTES, ...headers }, body);
  }

  head(path: string): Promise<Response> {
    return this.ask('HEAD', path);
  }

  /** Where an upload stands; its status when it is none. */
  async offset(path: string): Promise<string> {
    const answer = await this.head(path);
    return answer.headers.get('upload-offset') ?? String(answer.status);
  }

  remove(path: string): Promise<Response> {
    return this.ask('DELETE', path);
  }

  /** Sends a file in two pieces. @returns what a field takes in place of it */
  async finished(bytes: Uint8Array<ArrayBuffer>, filename: string): Promise<string> {
    const path = await this.made(bytes.length, filename);
    const half = Math.floor(bytes.length / 2);
    await this.patch(path, 0, bytes.subarray(0, half));
    await this.patch(path, half, bytes.subarray(half));
    return `upload:${path.slice('/uploads/'.length)}`;
  }
}

/** What accounts keep, against what there is; and what lies where pieces do. */
export async function kept(house: House) {
  const { accounts, files, looseFiles, resumableUploads, uploadPieces } = house.db.tables;
  const all = await house.db.read
    .select({ id: accounts.id, used: accounts.used, reserved: accounts.reserved })
    .from(accounts);
  const stored = await house.db.read.select().from(files);
  const uploads = await house.db.read.select().from(resumableUploads);
  const sum = (sizes: number[]) => sizes.reduce((total, size) => total + size, 0);
  const wrong = all.filter(
    ({ id, used, reserved }) =>
      used !== sum(stored.filter(({ createdBy }) => createdBy === id).map(({ size }) => size)) ||
      reserved !== sum(uploads.filter(({ account }) => account === id).map(({ length }) => length)),
  );
  /** Those that are erased are forgotten beside the answer. */
  const left = async (patience = 100): Promise<number> => {
    const { length } = await house.db.read.select().from(looseFiles);
    if (length === 0 || patience === 0) return length;
    await Bun.sleep(10);
    return left(patience - 1);
  };
  const rows = await house.db.read.select().from(uploadPieces);
  return {
    wrong,
    uploads: uploads.length,
    pieces: rows.length,
    onDisk: (await house.files('pieces')).length,
    staged: (await house.files('tmp')).length,
    loose: await left(),
  };
}

/** All that arrived is gone again. */
export const NOTHING = { wrong: [], uploads: 0, pieces: 0, onDisk: 0, staged: 0, loose: 0 };

/** As `NOTHING`, but for so many uploads in so many pieces. */
export const only = (uploads: number, pieces: number) => ({ ...NOTHING, uploads, pieces, onDisk: pieces });
