/** What a request has come to. */
export interface Answer {
  status: number;
  headers: Headers;
  bytes: Buffer<ArrayBuffer>;
  /** The replica that answered, as nginx tells it. */
  servedBy: string;
  /** When all of it was here, in milliseconds since the epoch. */
  at: number;
}

export interface Ask {
  method?: string;
  token?: string;
  headers?: Record<string, string>;
  body?: FormData | Uint8Array<ArrayBuffer> | object;
}

/** Counts of what happened, by name. */
export type Figures = Map<string, number>;

export const count = (figures: Figures, name: string, by = 1): void =>
  void figures.set(name, (figures.get(name) ?? 0) + by);

/** Tries of what may be asked again. */
const TRIES = 3;
/** Milliseconds that one may take. */
const PATIENCE = 40_000;
/** Longest pause that a client keeps, in seconds. */
const LONGEST_PAUSE = 6;

/** What says that it will pass. */
const PASSING = [502, 503, 504];

/** Somebody's requests: those that may be asked again are, as an answer advises, at most three times in all. */
export class Client {
  constructor(
    private readonly origin: string,
    private readonly figures: Figures,
  ) {}

  /** Asks once. @returns `undefined` when no whole answer came, so that nobody knows what was done */
  async once(path: string, { method = 'GET', token, headers, body }: Ask = {}): Promise<Answer | undefined> {
    const isJson = body !== undefined && !(body instanceof FormData) && !(body instanceof Uint8Array);
    try {
      const response = await fetch(this.origin + path, {
        method,
        // Compressed, an answer has another length than its bytes.
        headers: {
          'accept-encoding': 'identity',
          ...(token && { token }),
          ...(isJson && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined
          ? {}
          : { body: isJson ? JSON.stringify(body) : (body as FormData | Uint8Array<ArrayBuffer>) }),
        signal: AbortSignal.timeout(PATIENCE),
      });
      const bytes = Buffer.from(await response.arrayBuffer());
      const length = response.headers.get('content-length');
      if (method !== 'HEAD' && length !== null && Number(length) !== bytes.length) return this.#unanswered();
      // nginx names each that it has asked.
      const servedBy = response.headers.get('x-served-by')?.split(', ').at(-1) ?? '';
      // What nginx says for a replica whose connection broke: nobody knows what that one has done.
      if (response.status === 502 || response.status === 504) return this.#unanswered();
      return { status: response.status, headers: response.headers, bytes, servedBy, at: Date.now() };
    } catch {
      return this.#unanswered();
    }
  }

  /** Asks until there is an answer that is no 502, 503 or 504, at most three times. */
  async ask(path: string, ask: Ask = {}): Promise<Answer | undefined> {
    let answer: Answer | undefined;
    for (let tries = 1; ; tries++) {
      answer = await this.once(path, ask);
      if (answer !== undefined && !PASSING.includes(answer.status)) return answer;
      if (tries === TRIES) return answer;
      await this.pause(answer, tries);
    }
  }

  /** Waits as long as an answer advises before another try. */
  async pause(answer: Answer | undefined, tries: number): Promise<void> {
    count(this.figures, 'retries');
    const advised = Number(answer?.headers.get('retry-after') ?? tries / 2);
    await Bun.sleep(1000 * Math.min(advised, LONGEST_PAUSE));
  }

  #unanswered(): undefined {
    count(this.figures, 'requests without an answer');
    return undefined;
  }
}

// biome-ignore lint/suspicious/noExplicitAny: who reads an answer says what it expects of it.
export const json = ({ bytes }: Answer): any => JSON.parse(bytes.toString());
