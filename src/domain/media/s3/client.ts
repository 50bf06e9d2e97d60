import { open } from 'node:fs/promises';
import { chunksOf, Exchange, READING, textOf, WRITING } from './exchange.ts';
import { isFault, S3Fault } from './fault.ts';
import { abort, putInParts, unfinished } from './multipart.ts';
import { type AnswerHeaders, type S3Settings, Signer } from './signing.ts';
import { StoreQueue } from './store-queue.ts';
import { elements, textIn } from './xml.ts';

/** Bytes above which an object is put in parts. */
const SINGLE = 16 * 1024 * 1024;

/** An object as the store lists it. */
export interface S3Object {
  readonly key: string;
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly modified: number;
}

/**
 * The objects of one bucket. All of these throw S3Fault: when the store is away or still, `put` and what lists within
 * 10 s, the others within 3 s.
 */
export class S3Client {
  readonly #signer: Signer;
  readonly #exchange: Exchange;
  /** Each holds some MiB while its bytes are on their way. */
  readonly #sending = new StoreQueue(6, 1000);

  constructor(settings: S3Settings) {
    this.#signer = new Signer(settings);
    this.#exchange = new Exchange(this.#signer);
  }

  /**
   * Puts an object, whole or not at all. What it holds is read as it is sent, and again if that fails.
   * @throws S3Fault, DomainError `busy` when too many wait
   */
  async put(key: string, body: Blob, type: string): Promise<void> {
    if (body.size > SINGLE) return putInParts(this.#exchange, this.#sending, key, body, type);
    const ask = () => ({ method: 'PUT' as const, key, headers: { 'Content-Type': type }, body });
    await this.#sending.run(() => this.#exchange.do(ask, WRITING, async () => {}));
  }

  /** Exactly these bytes of an object that has so many. */
  range(key: string, size: number, start: number, end: number): Promise<Blob> {
    const ask = () => ({ method: 'GET' as const, key, headers: { Range: `bytes=${start}-${end - 1}` } });
    return this.#exchange.do(ask, READING, async (response, watch) => {
      requireRange(response, start, end, size);
      const chunks: Uint8Array<ArrayBuffer>[] = [];
      for await (const chunk of chunksOf(response, watch)) chunks.push(chunk as Uint8Array<ArrayBuffer>);
      const bytes = new Blob(chunks);
      if (bytes.size !== end - start) throw new S3Fault('away', 'the S3 store sent less than it promised');
      return bytes;
    });
  }

  /**
   * Writes an object of so many bytes into a new file; when that fails, there is none. After a break it goes on where
   * it was.
   * @throws S3Fault; what the disk says
   */
  async download(key: string, size: number, path: string): Promise<void> {
    const file = await open(path, 'wx', 0o600);
    let at = 0;
    const ask = () => ({
      ...{ method: 'GET' as const, key },
      ...(at === 0 ? {} : { headers: { Range: `bytes=${at}-${size - 1}` } }),
    });
    try {
      await this.#exchange.do(ask, READING, async (response, watch) => {
        if (at > 0) requireRange(response, at, size, size);
        else if (response.headers.get('content-length') !== String(size)) throw otherSize();
        for await (const chunk of chunksOf(response, watch)) {
          for (let done = 0; done < chunk.length; ) done += (await file.write(chunk, done)).bytesWritten;
          at += chunk.length;
          watch.kept();
        }
        if (at !== size) throw new S3Fault('away', 'the S3 store sent less than it promised');
      });
    } catch (error) {
      await file.close();
      await Bun.file(path).delete();
      throw error;
    }
    await file.close();
  }

  /** Bytes of an object; `undefined` for none. */
  async size(key: string): Promise<number | undefined> {
    try {
      return await this.#exchange.do(
        () => ({ method: 'HEAD', key }),
        READING,
        async ({ headers }) => Number(headers.get('content-length')),
      );
    } catch (error) {
      if (isFault(error, 'missing')) return undefined;
      throw error;
    }
  }

  /** Deletes an object; a missing one is fine. */
  async remove(key: string): Promise<void> {
    try {
      await this.#exchange.do(
        () => ({ method: 'DELETE', key }),
        READING,
        async () => {},
      );
    } catch (error) {
      if (!isFault(error, 'missing')) throw error;
    }
  }

  /** Names all objects whose keys begin with a prefix, a page at a time. */
  async *list(prefix: string): AsyncGenerator<S3Object[]> {
    let token: string | undefined;
    do {
      const query = {
        'list-type': '2',
        ...(prefix === '' ? {} : { prefix }),
        ...(token === undefined ? {} : { 'continuation-token': token }),
      };
      const xml = await this.#exchange.do(() => ({ method: 'GET', key: '', query }), WRITING, textOf);
      yield elements(xml, 'Contents').flatMap((object) => {
        const [key, size, modified] = ['Key', 'Size', 'LastModified'].map((name) => textIn(object, name));
        return key && size && modified ? { key, size: Number(size), modified: Date.parse(modified) } : [];
      });
      token = textIn(xml, 'IsTruncated') === 'true' ? textIn(xml, 'NextContinuationToken') : undefined;
    } while (token !== undefined);
  }

  /**
   * Aborts uploads in parts that began before a time, if they are ours.
   * @param before milliseconds since the epoch
   * @returns how many
   */
  async abortUploads(prefix: string, before: number, isOurs: (key: string) => boolean): Promise<number> {
    let aborted = 0;
    for await (const uploads of unfinished(this.#exchange, prefix)) {
      for (const upload of uploads) {
        if (!(upload.since < before) || !isOurs(upload.key)) continue;
        await abort(this.#exchange, upload);
        aborted++;
      }
    }
    return aborted;
  }

  /**
   * An address at which anybody gets an object for some seconds.
   * @param answer headers of the answer, which are part of what is signed
   * @param endpoint of the service, as clients reach it
   */
  presign(key: string, seconds: number, answer: AnswerHeaders, endpoint?: string): Promise<string> {
    return this.#signer.presign(this.#signer.address(key, {}, endpoint), seconds, answer);
  }
}

const otherSize = () => new S3Fault('missing', 'the object has another size than its row says');

/** @throws S3Fault when an answer is not this part of an object of that size */
function requireRange(response: Response, start: number, end: number, size: number): void {
  if (response.status !== 206) throw new S3Fault('rejected', 'the S3 store does not answer ranges');
  const [, first, last, total] = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(response.headers.get('content-range') ?? '') ?? [];
  if (Number(first) !== start || Number(last) !== end - 1 || Number(total) !== size) throw otherSize();
}
