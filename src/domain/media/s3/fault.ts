/** What can go wrong with an S3 store, for those who ask it. */
export type FaultKind =
  | 'missing' // there is no such object, or not as many bytes of it
  | 'refused' // the credentials are not taken, or may not do this
  | 'no_bucket'
  | 'rejected' // anything else that will not pass by itself
  | 'away'; // anything that may pass: no connection, no answer, 5xx

/** What an S3 store, or the lack of it, has answered. Its message holds no secrets. */
export class S3Fault extends Error {
  override readonly name = 'S3Fault';
  constructor(
    readonly kind: FaultKind,
    message: string,
    readonly status?: number,
    /** The code of S3, such as `SlowDown`. */
    readonly code?: string,
  ) {
    super(message);
  }
}

/** Whether something that was thrown is a fault of that kind. */
export const isFault = (error: unknown, kind: FaultKind): error is S3Fault =>
  error instanceof S3Fault && error.kind === kind;

/** Codes of statuses below 500 that do not last. */
const PASSING = new Set(['RequestTimeout', 'SlowDown', 'OperationAborted', 'ConditionalRequestConflict']);
/** Codes of 403 that say nothing about the credentials. */
const NOT_REFUSED = new Set(['RequestTimeTooSkewed', 'AuthorizationHeaderMalformed', 'InvalidObjectState']);

/** Longest part of an answer that is read for its code. */
const MOST_TEXT = 16 * 1024;

/** What an answer that is no success means; of its body only the code is told on. */
export async function faultOf(response: Response, method: string): Promise<S3Fault> {
  const { status } = response;
  const code = /<Code>([A-Za-z0-9]{1,64})<\/Code>/.exec(await beginning(response))?.[1];
  const text = [`the S3 store answered ${method} with ${status}`, code].filter(Boolean).join(' ');
  return new S3Fault(kindOf(status, code), text, status, code);
}

function kindOf(status: number, code = ''): FaultKind {
  if (code === 'NoSuchBucket') return 'no_bucket';
  if (PASSING.has(code) || status === 408 || status === 429) return 'away';
  if (status === 404 || status === 416) return 'missing';
  if (status === 401 || status === 403) return NOT_REFUSED.has(code) ? 'rejected' : 'refused';
  return status >= 500 && status !== 501 ? 'away' : 'rejected';
}

async function beginning(response: Response): Promise<string> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > MOST_TEXT) break;
  }
  return text;
}
