import { faultOf, isFault, S3Fault } from './fault.ts';
import type { Query, Signer } from './signing.ts';
import { Watch } from './watch.ts';

/** Milliseconds that a request may take. */
export interface Patience {
  /** Without a byte of it moving. */
  readonly still: number;
  /** Until there is no further try; the bytes of an answer that were kept begin it anew. */
  readonly inAll: number;
  readonly tries: number;
}

/** Somebody waits for these, and is to hear within 3 s that the store is away. */
export const READING: Patience = { still: 2_200, inAll: 2_500, tries: 6 };
/** A store may take long to keep much; within 10 s it has to be said that it is away. */
export const WRITING: Patience = { still: 7_000, inAll: 8_000, tries: 12 };

export interface Ask {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  readonly key: string;
  readonly query?: Query;
  readonly headers?: Query;
  readonly body?: Blob | string;
}

/** How the answer is read: what it throws is thrown on, so only the store's part may end as a fault. */
type Reader<Result> = (response: Response, watch: Watch) => Promise<Result>;

/** Milliseconds: less than this is not worth a try, so that there is none after one that was given up. */
const LEAST_TRY = 500;
/** A body that is smaller is sent as it is: all of it fits into the buffers of the connection. */
const SMALL_BODY = 64 * 1024;

/** Requests to one bucket: signed, bounded in time, and tried again when the fault may pass. Each has to bear that. */
export class Exchange {
  readonly #signer: Signer;

  constructor(signer: Signer) {
    this.#signer = signer;
  }

  /**
   * @param ask is called before each try
   * @param end ends it, with its reason
   * @throws S3Fault; what `read` throws; the reason of `end`
   */
  async do<Result>(
    ask: () => Ask,
    { still, inAll, tries }: Patience,
    read: Reader<Result>,
    end?: AbortSignal,
  ): Promise<Result> {
    let since = performance.now();
    for (let left = tries; ; left--) {
      end?.throwIfAborted();
      const watch = new Watch(Math.min(still, Math.max(LEAST_TRY, inAll - (performance.now() - since))), end);
      try {
        return await this.#once(ask(), watch, read);
      } catch (error) {
        watch.abandon();
        if (!isFault(error, 'away') || left === 1) throw error;
        since = Math.max(since, watch.keptAt);
        const pause = 20 + Math.random() * Math.min(inAll / 6, 60 * 2 ** (tries - left));
        if (performance.now() + pause + LEAST_TRY - since > inAll) throw error;
        await Bun.sleep(pause);
      } finally {
        watch.end();
      }
    }
  }

  async #once<Result>({ method, key, query, headers, body }: Ask, watch: Watch, read: Reader<Result>): Promise<Result> {
    const { signal } = watch;
    const signed = await this.#signer.sign(method, this.#signer.address(key, query), headers);
    // Not signed, as what stands between may change it. Compressed, an answer has another length.
    signed.headers.set('Accept-Encoding', 'identity');
    const isLarge = body instanceof Blob && body.size > SMALL_BODY;
    // Without it a stream would go in chunks, which S3 does not take.
    if (isLarge) signed.headers.set('Content-Length', String(body.size));
    const sent = isLarge ? watched(body, watch) : body;
    const response = await fetch(signed.url, {
      ...{ method, headers: signed.headers, signal, redirect: 'manual' },
      ...(sent === undefined ? {} : { body: sent }),
    }).catch((error) => {
      throw broken(error, signal);
    });
    watch.moved();
    if (!response.ok)
      throw await faultOf(response, method).catch((error) => {
        throw broken(error, signal);
      });
    return read(response, watch);
  }
}

/** The bytes of an answer as they come. @throws S3Fault when they end early, or no more come */
export async function* chunksOf(response: Response, watch: Watch): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  for (;;) {
    const part = await reader?.read().catch((error) => {
      throw broken(error, watch.signal);
    });
    if (part?.value === undefined) return;
    watch.rest();
    yield part.value;
    watch.moved();
  }
}

/** An answer's body as text. @throws S3Fault also for more than this is made for */
export async function textOf(response: Response, watch: Watch): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of chunksOf(response, watch)) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > 8 * 1024 * 1024) throw new S3Fault('rejected', 'the S3 store answers with too long a list');
  }
  return text;
}

/** A body whose bytes are heard moving. Bun sends it with the length that is said, and reads no faster than it sends. */
function watched(body: Blob, watch: Watch): ReadableStream<Uint8Array> {
  return body.stream().pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform: (chunk, to) => {
        watch.moved();
        to.enqueue(chunk);
      },
    }),
  );
}

/** Of an error of the connection only the code is told on. */
function broken(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  const { code, name } = error as { code?: unknown; name?: unknown };
  return new S3Fault('away', `the S3 store cannot be reached: ${String(code ?? name)}`);
}
