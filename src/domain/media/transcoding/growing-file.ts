import type { FileHandle } from 'node:fs/promises';

/** Read at once. */
const CHUNK = 64 * 1024;

/**
 * A file that is being written, and those who read it meanwhile, each at their own pace from its beginning: what they
 * have not read yet lies on the disk. The last one to leave closes it.
 */
export class GrowingFile {
  /** Bytes that are there by now. */
  bytes = 0;
  /** Resolves when the first bytes are there, or when it is whole; rejects when it fails before. */
  readonly begun: Promise<void>;
  readonly #begun = Promise.withResolvers<void>();
  readonly #abandoned: () => void;
  #handle: FileHandle | undefined;
  #end: { error?: unknown } | undefined;
  #readers = 0;
  #changed = Promise.withResolvers<void>();

  /** @param abandoned is called when the last reader has left; there may be a first one again */
  constructor(abandoned: () => void) {
    this.#abandoned = abandoned;
    this.begun = this.#begun.promise;
    this.begun.catch(() => {});
  }

  get readers(): number {
    return this.#readers;
  }

  /** Takes the open file over: it is closed here. */
  open(handle: FileHandle): void {
    this.#handle = handle;
  }

  /** Tells how many bytes are there by now. */
  grow(bytes: number): void {
    this.bytes = bytes;
    this.#begun.resolve();
    this.#tell();
  }

  /** It is whole. */
  async finish(): Promise<void> {
    this.#end ??= {};
    this.#begun.resolve();
    this.#tell();
    await this.#closeUnread();
  }

  /** It will never be whole: readers get what is there by now, then the error. */
  async fail(error: unknown): Promise<void> {
    this.#end ??= { error };
    this.#begun.reject(error);
    this.#tell();
    await this.#closeUnread();
  }

  /** Counts somebody as a reader. @returns what is to be called when they leave; more than once does nothing */
  enter(): () => void {
    this.#readers++;
    let isHere = true;
    return () => {
      if (!isHere) return;
      isHere = false;
      this.#readers--;
      if (this.#readers > 0) return;
      this.#abandoned();
      void this.#closeUnread();
    };
  }

  /**
   * All bytes from the first one on, as they come.
   * @param leave what `enter` has given: it is called at the end, or when the stream is cancelled
   */
  stream(leave: () => void): ReadableStream<Uint8Array<ArrayBuffer>> {
    let at = 0;
    let isCancelled = false;
    return new ReadableStream(
      {
        pull: async (controller) => {
          try {
            while (at >= this.bytes && !this.#end) await this.#changed.promise;
            if (isCancelled) return;
            if (at < this.bytes) {
              const chunk = await this.#read(at);
              at += chunk.length;
              if (!isCancelled) controller.enqueue(chunk);
              return;
            }
            leave();
            if (this.#end && 'error' in this.#end) controller.error(this.#end.error);
            else controller.close();
          } catch (error) {
            leave();
            if (!isCancelled) controller.error(error);
          }
        },
        cancel: () => {
          isCancelled = true;
          leave();
        },
      },
      { highWaterMark: 0 },
    );
  }

  async #read(at: number): Promise<Uint8Array<ArrayBuffer>> {
    const chunk = new Uint8Array(Math.min(CHUNK, this.bytes - at));
    const { bytesRead = 0 } = (await this.#handle?.read(chunk, 0, chunk.length, at)) ?? {};
    if (bytesRead === 0) throw new Error('a file that is being made is shorter than it was');
    return chunk.subarray(0, bytesRead);
  }

  #tell(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }

  async #closeUnread(): Promise<void> {
    if (!this.#end || this.#readers > 0) return;
    const handle = this.#handle;
    this.#handle = undefined;
    // It was read and written without an error: what is wrong now is nobody's any more.
    await handle?.close().catch(() => {});
  }
}
