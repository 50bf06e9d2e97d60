import { nanoid } from 'nanoid';

type Body = string | Uint8Array<ArrayBuffer>;

/** Answers another request for the same address; `undefined` where that takes more than memory. */
export type Again = (request: Request) => Response | undefined;

/** What is noted of a request while it is answered, for its line in the log and for the metrics. */
export interface Exchange {
  /** The client's `X-Request-Id`, or a new one. */
  readonly id: string;
  readonly method: string;
  /** `performance.now()` at its arrival. */
  readonly start: number;
  /** The path of its route, with the names of the parameters; `unknown` where no route matched. */
  route: string;
  /** The id of the caller's account. */
  account: string | undefined;
  /** Of the answer's body, as it is sent; `undefined` until it is known. */
  bytes: number | undefined;
  /** Of the answer; 0 until there is one. */
  status: number;
  /** From the arrival to the answer, or to the last byte of one that takes its time. */
  milliseconds: number;
  /** Whether the client went away before it had all of the answer. */
  isAborted: boolean;
  /** The answer's body as it is sent, where it was made as a whole. */
  body: Body | undefined;
  /** Whether everybody who is not signed in gets the same answer. */
  isShared: boolean;
  /** How the same address is answered to everybody who is not signed in, where not by the same bytes. */
  again: Again | undefined;
}

/** What is told of a route that does not exist: clients can invent any number of paths. */
const UNKNOWN = 'unknown';

/** A property, as a `WeakMap` costs ten times as much for each request. */
const EXCHANGE = Symbol('exchange');
type Noted = Request & { [EXCHANGE]?: Exchange };

/** The same for all requests of this process, and for no other process's. */
const PROCESS = nanoid(10).replaceAll(/[_-]/g, '.');
let requests = 0;

/** An identifier that a client may choose. It goes into the log, and back to the client. */
const SENT_ID = /^[A-Za-z0-9._-]{1,128}$/;

/** What has been noted of a request; `undefined` where nothing is. */
export const exchangeOf = (request: Request): Exchange | undefined => (request as Noted)[EXCHANGE];

/** Begins to note what becomes of a request. */
export function beginExchange(request: Request): Exchange {
  const sent = request.headers.get('x-request-id');
  const exchange: Exchange = {
    id: sent !== null && SENT_ID.test(sent) ? sent : `${PROCESS}-${(++requests).toString(36)}`,
    method: request.method,
    start: performance.now(),
    route: UNKNOWN,
    account: undefined,
    bytes: undefined,
    status: 0,
    milliseconds: 0,
    isAborted: false,
    body: undefined,
    isShared: false,
    again: undefined,
  };
  (request as Noted)[EXCHANGE] = exchange;
  return exchange;
}

/** Notes of a request that another one stands for are the other's. */
export function sameExchange(standIn: Request, request: Request): void {
  const exchange = (request as Noted)[EXCHANGE];
  if (exchange) (standIn as Noted)[EXCHANGE] = exchange;
}

/**
 * Notes which route answers.
 * @param route the pattern, as Elysia has it: absent where none matched; a slash at its end makes no difference
 */
export function noteRoute(request: Request, route: string | undefined): void {
  const exchange = (request as Noted)[EXCHANGE];
  if (exchange && route) exchange.route = route.length > 1 && route.endsWith('/') ? route.slice(0, -1) : route;
}

/** Notes whose request it is. */
export function noteAccount(request: Request, account: string): void {
  const exchange = (request as Noted)[EXCHANGE];
  if (exchange) exchange.account = account;
}

/** Notes how many bytes the answer's body has. What is noted last holds. */
export function noteBytes(request: Request, bytes: number): void {
  const exchange = (request as Noted)[EXCHANGE];
  if (exchange) exchange.bytes = bytes;
}

/** Notes the whole body. What is noted last holds. */
export function noteBody(request: Request, body: Body): void {
  const exchange = (request as Noted)[EXCHANGE];
  if (exchange === undefined) return;
  exchange.body = body;
  exchange.bytes = typeof body === 'string' ? Buffer.byteLength(body) : body.length;
}

/** Notes that everybody who is not signed in gets the same answer. */
export function noteShared(request: Request): void {
  const exchange = (request as Noted)[EXCHANGE];
  if (exchange) exchange.isShared = true;
}

/** Notes how everybody who is not signed in is answered at this address, until the catalogue changes. */
export function noteAgain(request: Request, again: Again): void {
  const exchange = (request as Noted)[EXCHANGE];
  if (exchange) exchange.again = again;
}
