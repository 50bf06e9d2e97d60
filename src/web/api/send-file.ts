import { Failure, refusal, renewal } from './client.ts';

interface Sending {
  /** A part of the whole: from 0 to 1. */
  onProgress?: (part: number) => void;
  signal?: AbortSignal;
}

/**
 * Sends a form with a file, and tells how far it is, which `fetch` cannot.
 * @throws Failure; what the signal was aborted with
 */
export async function sendFile<Answer>(path: string, form: FormData, sending: Sending = {}): Promise<Answer> {
  try {
    return await sendOnce<Answer>(path, form, sending);
  } catch (error) {
    if (error instanceof Failure && error.status === 401 && (await renewal.renew()))
      return sendOnce<Answer>(path, form, sending);
    throw error;
  }
}

function sendOnce<Answer>(path: string, form: FormData, { onProgress, signal }: Sending): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    request.open('POST', path);
    request.responseType = 'json';
    request.upload.onprogress = ({ loaded, total }) => onProgress?.(total > 0 ? loaded / total : 0);
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(request.response);
      else reject(refusal(request.status, request.response ?? {}));
    };
    request.onerror = () => reject(new Failure('offline', 0, ''));
    request.onabort = () => reject(signal?.reason);
    request.onloadend = () => signal?.removeEventListener('abort', abort);
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    signal?.addEventListener('abort', abort);
    request.send(form);
  });
}
