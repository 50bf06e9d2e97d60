import { DomainError } from '../errors.ts';

/** What `OnDemandWorker.ask` throws when the answer does not come in time. */
export class TookTooLong extends Error {}

interface Job<Answer, News> {
  resolve: (answer: Answer) => void;
  reject: (reason: unknown) => void;
  hear: (news: News) => void;
}

/**
 * A worker that starts with the first question and ends when it has been idle for a while. It answers one question at a
 * time, each with one message, before which it may tell news, as `{ news }`. A file descriptor in a question is opened and closed by the caller, so that a killed
 * worker leaves none open.
 */
export class OnDemandWorker<Question, Answer extends object, News = never> {
  readonly #entry: string | URL;
  readonly #idleFor: number;
  readonly #work: string;
  #worker: { thread: Worker; ended: Promise<void> } | undefined;
  #job: Job<Answer, News> | undefined;
  #idle: Timer | undefined;
  #isStopped = false;

  /**
   * @param entry the worker's program
   * @param idleFor milliseconds without work after which the worker is ended, which frees its memory
   * @param work the name of its work, for errors
   */
  constructor(entry: string | URL, idleFor: number, work: string) {
    this.#entry = entry;
    this.#idleFor = idleFor;
    this.#work = work;
  }

  /**
   * Asks the worker. Await this before the next question. When it throws, the worker has been ended and uses no
   * descriptor any more.
   *
   * @param patience timeout in milliseconds, which begins anew with each news
   * @param hear is told the news
   * @throws TookTooLong; the signal's reason; DomainError `busy` when the worker is stopped; Error when it failed
   */
  async ask(question: Question, patience: number, signal?: AbortSignal, hear?: (news: News) => void): Promise<Answer> {
    if (this.#isStopped) throw this.#ended();
    signal?.throwIfAborted();
    clearTimeout(this.#idle);
    this.#worker ??= this.#start();
    const { thread } = this.#worker;
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const late = setTimeout(() => reject(new TookTooLong(`the ${this.#work} worker takes too long`)), patience);
    const heard = (news: News) => {
      late.refresh();
      hear?.(news);
    };
    this.#job = { resolve, reject, hear: heard };
    const abort = () => reject(signal?.reason);
    signal?.addEventListener('abort', abort);
    thread.ref();
    thread.postMessage(question);
    try {
      const answer = await promise;
      thread.unref();
      this.#idle = setTimeout(() => this.#end(), this.#idleFor).unref();
      return answer;
    } catch (error) {
      await this.#end();
      throw error;
    } finally {
      clearTimeout(late);
      signal?.removeEventListener('abort', abort);
    }
  }

  /** Ends the worker. The current question and all later ones throw `busy`. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#job?.reject(this.#ended());
    await this.#end();
  }

  #start(): { thread: Worker; ended: Promise<void> } {
    const thread = new Worker(this.#entry);
    const isCurrent = () => this.#worker?.thread === thread;
    thread.onmessage = ({ data }: MessageEvent<Answer | { news: News }>) => {
      if (!isCurrent()) return;
      if ('news' in data) this.#job?.hear(data.news);
      else this.#job?.resolve(data);
    };
    thread.onerror = ({ message }) =>
      isCurrent() && this.#job?.reject(new Error(`the ${this.#work} worker failed: ${message}`));
    const closed = Promise.withResolvers<void>();
    thread.addEventListener('close', () => {
      if (isCurrent()) {
        this.#worker = undefined;
        this.#job?.reject(this.#ended());
      }
      closed.resolve();
    });
    return { thread, ended: closed.promise };
  }

  /** Ends the worker; when this resolves it uses no descriptor any more. */
  async #end(): Promise<void> {
    clearTimeout(this.#idle);
    const worker = this.#worker;
    this.#worker = undefined;
    worker?.thread.terminate();
    await worker?.ended;
  }

  #ended(): DomainError {
    return new DomainError('busy', `there is no work on ${this.#work} just now`, { retryAfter: 5 });
  }
}
