import type { AddressBook } from '../identity/client-address.ts';
import { Deliveries } from './deliveries.ts';
import { beginExchange, type Exchange } from './exchange.ts';

/** Is told of each exchange when it is over. */
export type Observer = (exchange: Exchange) => void;

type Answering = (request: Request, server: AddressBook) => Response | Promise<Response>;

/** Bytes that the system takes at once: of a longer body it is not known when, and whether, it has left. */
const SENT_AT_ONCE = 64 * 1024;
/** Milliseconds after which it is worth looking whether the client still waits. */
const LONG = 50;

/**
 * Gives every answer the `X-Request-Id` of its request, and tells the observers of each exchange: of a short answer when it
 * is made, of a long one when its last byte has left or its client has gone.
 * @param failed is told of what the answering throws, which is answered with 500
 */
export function observed(
  answer: Answering,
  observers: readonly Observer[],
  failed: (error: unknown) => void,
): Answering {
  const tell = (exchange: Exchange) => {
    for (const observe of observers) observe(exchange);
  };
  const deliveries = new Deliveries(tell);

  function finish(request: Request, server: AddressBook, exchange: Exchange, response: Response): Response {
    response.headers.set('x-request-id', exchange.id);
    if (observers.length === 0) return response;
    exchange.status = response.status;
    exchange.milliseconds = performance.now() - exchange.start;
    if (exchange.method === 'HEAD' || response.status === 204 || response.status === 304) exchange.bytes = 0;
    exchange.bytes ??= lengthOf(response);
    if (exchange.bytes === undefined) {
      if (response.body !== null) return deliveries.count(exchange, response, response.body);
      exchange.bytes = 0;
    }
    if (exchange.bytes > SENT_AT_ONCE) deliveries.watch(exchange, request, server);
    else {
      if (exchange.milliseconds > LONG && server.requestIP(request) === null) {
        exchange.isAborted = true;
        exchange.bytes = 0;
      }
      tell(exchange);
    }
    return response;
  }

  function broken(request: Request, server: AddressBook, exchange: Exchange, error: unknown): Response {
    failed(error);
    exchange.bytes = 0;
    return finish(request, server, exchange, new Response(null, { status: 500 }));
  }

  return (request, server) => {
    const exchange = beginExchange(request);
    let answered: Response | Promise<Response>;
    try {
      answered = answer(request, server);
    } catch (error) {
      return broken(request, server, exchange, error);
    }
    // No closure where none is needed: most answers are there at once.
    if (!(answered instanceof Promise)) return finish(request, server, exchange, answered);
    return answered.then(
      (response) => finish(request, server, exchange, response),
      (error) => broken(request, server, exchange, error),
    );
  };
}

/** What an answer says of its own length; `undefined` when it says nothing. */
function lengthOf({ headers }: Response): number | undefined {
  const length = headers.get('content-length');
  return length === null ? undefined : Number(length);
}
