import type { Staging } from '../../domain/media/staging.ts';
import { DomainError, invalid } from '../../errors.ts';
import { isStorable } from '../../lib/text.ts';
import { StagedUpload } from './arriving-file.ts';
import { type FileLimits, receiveForm } from './form.ts';
import type { Gate } from './gate.ts';
import { inPace, wholeInPace } from './pace.ts';

/** What a route takes. */
export interface Plan {
  files?: FileLimits | undefined;
  /** The one kind of body that is taken; any of them when absent. */
  only?: 'json' | 'multipart' | undefined;
  /** Whether a body that begins with `{` is JSON also when its type says that it is a form or plain text, or nothing. */
  bare?: boolean | undefined;
  /** What is asked before a file is taken, of a form whose fields tell whose it is. */
  gate?: Gate | undefined;
  /** Awaited when a file of a form begins to arrive. Refuses by throwing. */
  atFile?: (() => Promise<void>) | undefined;
  /** Bytes of JSON, or of all of a form but its files. One MiB when absent. */
  jsonLimit?: number;
}

export type Body = Record<string, unknown>;

const JSON_LIMIT = 1024 * 1024;
const DEEPEST = 32;
/** More than any body here has: orders of ten thousand tracks are the longest. */
const MOST_VALUES = 50_000;
const UNSTORABLE = 'contains characters that cannot be stored';
const URL_ENCODED = 'application/x-www-form-urlencoded';
/** Bytes in which a body's first brace is looked for: behind it lies what no client writes. */
const LEAD = 64;
const UTF_8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads the body of a request, whatever it comes as: JSON, a form, or a form with files, which go to disk as they
 * arrive. No body is `{}`. The values are not validated, but every text in them can be stored.
 *
 * When this throws, nothing is left on disk and the rest of the body is not read: Bun sends the answer at once and drops
 * what still comes, so a client that sends everything before it reads sees the answer too, and its connection lives on.
 * When it does not throw, the caller has to `discardStaged` in the end.
 *
 * @throws DomainError `invalid` naming the field (`body` for the whole), `too_large`, `unsupported` for another type of
 *   content, `busy` when the disk is full
 */
export async function receiveBody(request: Request, plan: Plan, staging: Staging): Promise<Body> {
  const { files = {}, jsonLimit = JSON_LIMIT, only } = plan;
  const contentType = request.headers.get('content-type') ?? '';
  const type = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const isJson = type === 'application/json' || type.endsWith('+json');
  if (only !== undefined && !(only === 'json' ? isJson : type === 'multipart/form-data')) throw unsupported(type);
  const coding = request.headers.get('content-encoding') ?? 'identity';
  if (coding !== 'identity') throw new DomainError('unsupported', `a body in ${coding} is not taken here`);
  if (!request.body) return {};
  if (isJson) return readJson(await readWhole(jsonLimit, request));
  if (type === 'multipart/form-data') {
    const limit = Object.values(files).reduce((sum, size) => sum + size, jsonLimit);
    return receiveForm(upTo(limit, request), contentType, files, staging, plan);
  }
  const isText = type === '' || type === 'text/plain';
  if (type !== URL_ENCODED && !(isText && plan.bare)) {
    for await (const chunk of upTo(jsonLimit, request)) if (chunk.length > 0) throw unsupported(type);
    return {};
  }
  const bytes = await readWhole(jsonLimit, request);
  if (plan.bare && /^\s*\{/.test(Buffer.from(bytes.subarray(0, LEAD)).toString('latin1'))) return readJson(bytes);
  if (type === URL_ENCODED) return receiveForm(once(bytes), contentType, files, staging);
  if (bytes.length > 0) throw unsupported(type);
  return {};
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** Throws away the files of a body that were not kept. Those that were are left alone. */
export async function discardStaged(body: Body, staging: Staging): Promise<void> {
  const uploads = Object.values(body).filter((value) => value instanceof StagedUpload);
  await Promise.all(uploads.map(({ staged }) => staging.discard(staged)));
}

/** What the client says that its body is long; `undefined` when it says nothing, as of one sent in chunks. */
export function announcedLength({ headers }: Request): number | undefined {
  const length = headers.get('content-length');
  return length === null ? undefined : Number(length);
}

/** The body's bytes, as they come, however many. @throws invalid (`body`) when it is cut off, or too slow */
export const bytesOf = (request: Request): AsyncGenerator<Uint8Array> => upTo(Number.POSITIVE_INFINITY, request);

/** The body's bytes, as they come. */
async function* upTo(limit: number, request: Request): AsyncGenerator<Uint8Array> {
  checkLength(limit, request);
  let received = 0;
  try {
    for await (const chunk of request.body ? inPace(request.body) : []) {
      received += chunk.length;
      if (received > limit) throw tooLarge(limit);
      yield chunk;
    }
  } catch (error) {
    if (error instanceof DomainError) throw error;
    throw cutOff();
  }
}

function unsupported(type: string): DomainError {
  return new DomainError('unsupported', `a body of type ${type || 'unknown'} is not taken here`);
}

/**
 * All of the body's bytes. Those of a known length are taken at once: a stream costs ten times as much as they do.
 * @throws DomainError `too_large`; `invalid` when it breaks off, or comes too slowly
 */
export async function readWhole(limit: number, request: Request): Promise<Uint8Array> {
  const length = announcedLength(request);
  if (length === undefined) return Buffer.concat(await Array.fromAsync(upTo(limit, request)));
  checkLength(limit, request);
  return wholeInPace(request, length).catch((error) => {
    throw error instanceof DomainError ? error : cutOff();
  });
}

function checkLength(limit: number, request: Request): void {
  if ((announcedLength(request) ?? 0) > limit) throw tooLarge(limit);
}

function cutOff(): DomainError {
  return invalid('body', 'ends before it is complete');
}

function tooLarge(limit: number): DomainError {
  return new DomainError('too_large', `body is larger than ${limit} bytes`, { field: 'body' });
}

function readJson(bytes: Uint8Array): Body {
  if (bytes.length === 0) return {};
  let value: unknown;
  try {
    value = JSON.parse(UTF_8.decode(bytes));
  } catch {
    throw invalid('body', 'is not valid JSON in UTF-8');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid('body', 'must be a JSON object');
  }
  const problem = problemIn(value, 0, { left: MOST_VALUES });
  if (problem !== undefined) throw invalid(problem[0] || 'body', problem[1]);
  return value as Body;
}

/**
 * Refuses what PostgreSQL cannot keep or JSON cannot carry, anywhere in a value, and takes out what could harm:
 * `__proto__`. Where something is wrong is spelled out on the way back: a list of a million costs no million paths.
 * @param room how many values may still come
 * @returns the field that is wrong, and how
 */
function problemIn(
  value: unknown,
  depth: number,
  room: { left: number },
): [field: string, problem: string] | undefined {
  if (room.left-- === 0) return ['body', `has more than ${MOST_VALUES} values`];
  if (typeof value === 'string') return isStorable(value) ? undefined : ['', UNSTORABLE];
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth === DEEPEST) return ['body', `is nested more than ${DEEPEST} deep`];
  if (Object.hasOwn(value, '__proto__')) Reflect.deleteProperty(value, '__proto__');
  const isList = Array.isArray(value);
  for (const key in value) {
    if (!isList && !isStorable(key)) return ['', 'has a key with characters that cannot be stored'];
    const problem = problemIn((value as Record<string, unknown>)[key], depth + 1, room);
    if (problem) return [within(isList ? `[${key}]` : key, problem[0]), problem[1]];
  }
  return undefined;
}

/** A field's path from one level further up; `body` stands for the whole. */
function within(key: string, inner: string): string {
  if (inner === 'body') return inner;
  return inner === '' || inner.startsWith('[') ? `${key}${inner}` : `${key}.${inner}`;
}
