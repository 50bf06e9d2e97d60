import { version } from '../../../version.ts';
import { FOR_ALL_PAGES } from './cross-origin.ts';
import type { Parameters } from './parameters.ts';
import { type Tree, xmlDocument } from './xml.ts';

/** The version of Subsonic's protocol that is spoken here, whatever a player says of its own. */
const PROTOCOL = '1.16.1';
const CALLBACK = /^[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*$/;
const LONGEST_CALLBACK = 100;

/** How an answer is written: what `f` and `callback` ask for. */
export interface Format {
  name: 'xml' | 'json' | 'jsonp';
  callback?: string;
  /** In XML, without the elements that OpenSubsonic has added. */
  isPlain?: true;
}

/** Players that give up a whole album at an element that Subsonic does not have in it, by the names they send. */
const OLD_PLAYERS = new Set(['clementine']);

/**
 * What a request asks for; XML unless it says otherwise.
 * @returns `isWrong`: `jsonp` was asked for without a usable callback, and is answered in JSON
 */
export function formatOf(parameters: Parameters): Format & { isWrong?: true } {
  const name = parameters.text('f');
  if (name === 'json') return { name };
  if (name !== 'jsonp') {
    const isPlain = OLD_PLAYERS.has(parameters.text('c')?.toLowerCase() ?? '');
    return isPlain ? { name: 'xml', isPlain } : { name: 'xml' };
  }
  const callback = parameters.text('callback') ?? '';
  if (callback.length > LONGEST_CALLBACK || !CALLBACK.test(callback)) return { name: 'json', isWrong: true };
  return { name, callback };
}

/** The formats of requests, for refusals that are made elsewhere: a form has been read by then. */
const formats = new WeakMap<Request, Format>();
export const rememberFormat = (request: Request, format: Format): void => void formats.set(request, format);
export const formatOfRequest = (request: Request): Format | undefined => formats.get(request);

const TYPES = {
  xml: 'application/xml; charset=utf-8',
  json: 'application/json; charset=utf-8',
  jsonp: 'text/javascript; charset=utf-8',
};

/** The headers of every envelope. */
const HEADERS = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff', ...FOR_ALL_PAGES };

interface Failure {
  code: number;
  message: string;
  helpUrl?: string | undefined;
}

/** An answer of the dialect, with what the endpoint has to say. */
export function succeeded(format: Format, answer: Tree, headers: Record<string, string> = {}): Response {
  return written(format, 'ok', answer, { headers });
}

/** A refusal. Its status is 200 unless it says otherwise: players tell it by its content. */
export function failed(format: Format, error: Failure, status = 200, headers: Record<string, string> = {}): Response {
  return written(format, 'failed', { error: { ...error } }, { status, headers });
}

function written(
  format: Format,
  status: 'ok' | 'failed',
  answer: Tree,
  { status: httpStatus = 200, headers }: { status?: number; headers: Record<string, string> },
): Response {
  const bytes = Buffer.from(encoded(format, status, answer));
  return ofBytes(format, bytes, headers, httpStatus);
}

/** An answer that is written already. @param bytes an envelope in that format, in the coding that the headers name */
export const ofBytes = (
  { name }: Format,
  bytes: Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
  status = 200,
): Response =>
  new Response(bytes, {
    status,
    headers: { ...HEADERS, 'Content-Type': TYPES[name], 'Content-Length': String(bytes.length), ...headers },
  });

/** An envelope as a text. */
export function encoded({ name, callback, isPlain }: Format, status: 'ok' | 'failed', answer: Tree): string {
  const about = { status, version: PROTOCOL, type: 'tonearm', serverVersion: version, openSubsonic: true };
  if (name === 'xml')
    return xmlDocument('subsonic-response', { xmlns: 'http://subsonic.org/restapi', ...about, ...answer }, isPlain);
  const json = JSON.stringify({ 'subsonic-response': { ...about, ...answer } });
  return name === 'json' ? json : `${callback}(${json});`;
}

/** The body of an envelope for refusals that are made without a request's parameters at hand. */
export const failureIn = (format: Format, message: string): { type: string; text: string } => ({
  type: TYPES[format.name],
  text: encoded(format, 'failed', { error: { code: 0, message } }),
});
