import type { AddressBook } from '../identity/client-address.ts';
import type { Exchange } from './exchange.ts';

/** Milliseconds between two looks at the answers that are on their way. */
const LOOK = 100;

/** A long answer on its way. */
interface Delivery {
  exchange: Exchange;
  request: Request;
  server: AddressBook;
}

/** Answers that take their time to leave: each is told of when its last byte has left, or its client has gone. */
export class Deliveries {
  readonly #tell: (exchange: Exchange) => void;
  readonly #underWay = new Set<Delivery>();
  #look: Timer | undefined;

  constructor(tell: (exchange: Exchange) => void) {
    this.#tell = tell;
  }

  /**
   * Waits for the end of an answer whose length is known. The system sends it by itself: how much of it a client got that
   * went away is not known, so nothing is claimed.
   */
  watch(exchange: Exchange, request: Request, server: AddressBook): void {
    const delivery = { exchange, request, server };
    this.#underWay.add(delivery);
    request.signal.addEventListener('abort', () => {
      exchange.isAborted = true;
      exchange.bytes = 0;
      this.#end(delivery);
    });
    this.#look ??= setInterval(() => this.#lookAtAll(), LOOK);
  }

  /** Counts the bytes of an answer that is made while it leaves. @returns the answer to send in its place */
  count(exchange: Exchange, { status, headers }: Response, body: ReadableStream<Uint8Array>): Response {
    exchange.bytes = 0;
    const reader = body.getReader();
    const end = (isAborted: boolean) => {
      exchange.isAborted = isAborted;
      this.#finish(exchange);
    };
    const counted = new ReadableStream<Uint8Array>(
      {
        pull: async (controller) => {
          try {
            const { done, value } = await reader.read();
            if (done) {
              controller.close();
              end(false);
            } else {
              exchange.bytes = (exchange.bytes ?? 0) + value.length;
              controller.enqueue(value);
            }
          } catch (error) {
            controller.error(error);
            end(true);
          }
        },
        cancel: async (reason) => {
          end(true);
          await reader.cancel(reason);
        },
      },
      { highWaterMark: 0 },
    );
    return new Response(counted, { status, headers });
  }

  #lookAtAll(): void {
    // Bun forgets the client's address once the answer has left.
    for (const delivery of this.#underWay)
      if (delivery.server.requestIP(delivery.request) === null) this.#end(delivery);
  }

  #end(delivery: Delivery): void {
    if (!this.#underWay.delete(delivery)) return;
    if (this.#underWay.size === 0) {
      clearInterval(this.#look);
      this.#look = undefined;
    }
    this.#finish(delivery.exchange);
  }

  #finish(exchange: Exchange): void {
    exchange.milliseconds = performance.now() - exchange.start;
    this.#tell(exchange);
  }
}
