import { type Exchange, textOf, WRITING } from './exchange.ts';
import { isFault, S3Fault } from './fault.ts';
import type { StoreQueue } from './store-queue.ts';
import { elements, escaped, textIn } from './xml.ts';

/** Least bytes of a part; S3 takes from 5 MiB on. */
const PART = 8 * 1024 * 1024;
/** So many parts are taken everywhere: S3 takes ten times as many, Swift these. */
const MOST_PARTS = 1000;
/** Parts of one object that are sent beside each other. */
const AT_ONCE = 3;

/** An upload in parts that has not been completed. */
interface Unfinished {
  readonly key: string;
  readonly id: string;
  /** When it began, in milliseconds since the epoch. */
  readonly since: number;
}

/**
 * Puts an object in parts, of which few are under way at once. When it fails, the parts go again, or are left to
 * `unfinished` if that fails too.
 * @param sending the parts take turns with what else is sent
 * @throws S3Fault, DomainError `busy`
 */
export async function putInParts(
  exchange: Exchange,
  sending: StoreQueue,
  key: string,
  body: Blob,
  type: string,
): Promise<void> {
  const id = await begin(exchange, key, type);
  const size = Math.max(PART, Math.ceil(body.size / MOST_PARTS));
  const tags: string[] = new Array(Math.ceil(body.size / size)).fill('');
  const failed = new AbortController();
  let next = 0;
  const sendSome = async () => {
    for (let at = next++; at < tags.length; at = next++) {
      const query = { partNumber: String(at + 1), uploadId: id };
      const part = body.slice(at * size, Math.min(body.size, (at + 1) * size));
      const ask = () => ({ method: 'PUT' as const, key, query, body: part });
      const tagOf = async ({ headers }: Response) => headers.get('etag') ?? '';
      tags[at] = await sending.run(() => exchange.do(ask, WRITING, tagOf, failed.signal));
    }
  };
  const senders = Array.from({ length: AT_ONCE }, sendSome);
  try {
    await Promise.all(senders);
    await complete(exchange, key, id, tags);
  } catch (error) {
    failed.abort(error);
    // A part that arrives after the end would stay. Nobody has to wait for this.
    void Promise.allSettled(senders).then(() => abort(exchange, { key, id }).catch(() => {}));
    // The end of an upload by somebody else is no missing object.
    throw isFault(error, 'missing') ? new S3Fault('away', error.message, error.status, error.code) : error;
  }
}

function begin(exchange: Exchange, key: string, type: string): Promise<string> {
  const ask = () => ({ method: 'POST' as const, key, query: { uploads: '' }, headers: { 'Content-Type': type } });
  return exchange.do(ask, WRITING, async (response, watch) => {
    const id = textIn(await textOf(response, watch), 'UploadId');
    if (!id) throw new S3Fault('rejected', 'the S3 store gives an upload no id');
    return id;
  });
}

async function complete(exchange: Exchange, key: string, id: string, tags: readonly string[]): Promise<void> {
  const part = (tag: string, at: number) =>
    `<Part><PartNumber>${at + 1}</PartNumber><ETag>${escaped(tag)}</ETag></Part>`;
  const body = `<CompleteMultipartUpload>${tags.map(part).join('')}</CompleteMultipartUpload>`;
  const ask = () => ({ method: 'POST' as const, key, query: { uploadId: id }, body });
  await exchange.do(ask, WRITING, async (response, watch) => {
    // The status is sent before the work is done, so a failure stands in the body of a success.
    const code = textIn(await textOf(response, watch), 'Code');
    if (code !== undefined) throw new S3Fault('away', `the S3 store could not join the parts: ${code}`, 200, code);
  });
}

/** Ends an upload and throws its parts away; one that has ended is fine. @throws S3Fault */
export async function abort(exchange: Exchange, { key, id }: Pick<Unfinished, 'key' | 'id'>): Promise<void> {
  try {
    await exchange.do(
      () => ({ method: 'DELETE', key, query: { uploadId: id } }),
      WRITING,
      async () => {},
    );
  } catch (error) {
    if (!isFault(error, 'missing')) throw error;
  }
}

/** Uploads that were neither completed nor aborted. @throws S3Fault */
export async function* unfinished(exchange: Exchange, prefix: string): AsyncGenerator<Unfinished[]> {
  let from: Record<string, string> = {};
  for (;;) {
    const query = { uploads: '', ...(prefix === '' ? {} : { prefix }), ...from };
    const xml = await exchange.do(() => ({ method: 'GET', key: '', query }), WRITING, textOf);
    yield elements(xml, 'Upload').flatMap((upload) => {
      const [key, id, since] = ['Key', 'UploadId', 'Initiated'].map((name) => textIn(upload, name) ?? '');
      return key && id ? { key, id, since: Date.parse(since ?? '') } : [];
    });
    const [key, id] = ['NextKeyMarker', 'NextUploadIdMarker'].map((name) => textIn(xml, name));
    if (textIn(xml, 'IsTruncated') !== 'true' || !key || key === from['key-marker']) return;
    from = { 'key-marker': key, ...(id ? { 'upload-id-marker': id } : {}) };
  }
}
