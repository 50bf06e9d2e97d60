import { type DetailedError, type HttpRequest, Upload } from 'tus-js-client';
import { renewal } from '../../api/client.ts';

/** Bytes of one request: what comes between two of them is safe also behind a proxy that keeps requests back. */
const CHUNK = 8 * 1024 * 1024;
/** Milliseconds before another try; they begin anew whenever bytes have come. */
const PAUSES = [400, 1000, 2500, 5000, 10_000, 20_000, 30_000];
/** Looks at how far an upload is before it goes on, and milliseconds between them. */
const MOST_LOOKS = 8;
const BETWEEN_LOOKS = 400;
const TUS = { 'Tus-Resumable': '1.0.0' };
const PASSING = new Set([401, 409, 423, 429]);

export interface Told {
  /** @param id of the upload at the server, which goes on there */
  named(id: string): void;
  progress(sent: number): void;
  done(): void;
  /** @param status of the answer; 0: there was none */
  failed(status: number, said: string): void;
}

/** What is under way. */
export interface Transfer {
  /** Stops it; what has come stays. */
  stop(): void;
}

/**
 * Sends a file, or the rest of it, in slices that are read when they are sent.
 * @param upload the id of what has come before, if anything has
 */
export function send(file: File, upload: string | undefined, told: Told): Transfer {
  let renewing: Promise<unknown> | undefined;
  const sending = new Upload(file, {
    endpoint: addressOf(''),
    uploadUrl: upload === undefined ? null : addressOf(upload),
    chunkSize: CHUNK,
    retryDelays: PAUSES,
    // The list has its own memory, which ends with the session.
    storeFingerprintForResuming: false,
    metadata: { filename: file.name },
    onBeforeRequest: async (_request: HttpRequest) => void (await renewing),
    onShouldRetry: ({ originalResponse }: DetailedError) => {
      const status = originalResponse?.getStatus() ?? 0;
      if (status === 401) renewing = renewal.renew();
      return navigator.onLine && (status === 0 || status >= 500 || PASSING.has(status));
    },
    onUploadUrlAvailable: () => {
      const id = sending.url?.split('/').at(-1) ?? '';
      // As this page reaches the server, whatever the server calls itself.
      sending.url = addressOf(id);
      told.named(id);
    },
    onProgress: (sent) => told.progress(sent),
    onSuccess: () => told.done(),
    onError: (error) => {
      const answer = 'originalResponse' in error ? error.originalResponse : null;
      told.failed(answer?.getStatus() ?? 0, wordsOf(answer?.getBody() ?? ''));
    },
  });
  let isStopped = false;
  const start = () => !isStopped && sending.start();
  if (upload === undefined) start();
  else void settled(upload).then(start);
  return {
    stop: () => {
      isStopped = true;
      void sending.abort();
    },
  };
}

/** Waits until the server has kept what was on its way when the connection ended: until then it would refuse the rest. */
async function settled(upload: string): Promise<void> {
  let before: string | null = null;
  for (let looks = 0; looks < MOST_LOOKS; looks++) {
    const answer = await fetch(addressOf(upload), { method: 'HEAD', headers: TUS }).catch(() => undefined);
    const now = answer?.headers.get('upload-offset') ?? null;
    if (now === null || now === before) return;
    before = now;
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_LOOKS));
  }
}

/** Ends an upload at the server. That it has ended by itself is no matter. */
export async function end(upload: string): Promise<void> {
  await fetch(addressOf(upload), { method: 'DELETE', headers: TUS }).catch(() => {});
}

const addressOf = (id: string): string => `${location.origin}/uploads${id === '' ? '' : `/${id}`}`;

function wordsOf(body: string): string {
  try {
    return String(JSON.parse(body).error);
  } catch {
    return '';
  }
}
