import { DomainError } from '../../errors.ts';
import type { Id } from '../../lib/ids.ts';
import type { ArrivingFile } from './arriving-file.ts';

/** What has begun to arrive of the fields that a gate is about: texts, and files whose bytes are still to come. */
export type Seen = Readonly<Record<string, string | ArrivingFile>>;

/** For a route whose clients prove in the form itself who they are: what it asks before it takes their file. */
export interface Gate {
  /** The fields that the check is about. */
  fields: readonly string[];
  /**
   * Refuses by throwing. Called once a form: as soon as all those fields have begun to arrive, when nothing more is read
   * until it is decided, or else at the form's end.
   */
  check(seen: Seen): Promise<void>;
  /** Whose the resumable uploads are that a form may name which has passed. */
  owner(body: Readonly<Record<string, unknown>>): Promise<Id>;
  /** Where files wait that come before the other fields. */
  strangers: Strangers;
}

/** How much may wait on disk at a time, in all forms together, for fields that come after it. */
export class Strangers {
  #uploads = 0;
  #bytes = 0;

  constructor(readonly most: { readonly bytes: number; readonly uploads: number }) {}

  /** @returns whether there is room for one more file */
  enter(): boolean {
    if (this.#uploads === this.most.uploads) return false;
    this.#uploads++;
    return true;
  }

  /** @returns whether there is room for so many more bytes */
  grow(bytes: number): boolean {
    if (this.#bytes + bytes > this.most.bytes) return false;
    this.#bytes += bytes;
    return true;
  }

  leave(uploads: number, bytes: number): void {
    this.#uploads -= uploads;
    this.#bytes -= bytes;
  }
}

/** Seconds after which a client who found no room is told to come back. */
const PAUSE = 10;

/** One form on its way through a gate. */
export class Passage {
  readonly #gate: Gate;
  readonly #seen = new Map<string, string | ArrivingFile>();
  #verdict: Promise<void> | undefined;
  #uploads = 0;
  #bytes = 0;

  constructor(gate: Gate) {
    this.#gate = gate;
  }

  /** Notes that a field has begun to arrive; when it is the last that is needed, waits for the check. @throws what refuses */
  async note(field: string, value: string | ArrivingFile): Promise<void> {
    if (!this.#gate.fields.includes(field)) return;
    this.#seen.set(field, value);
    if (this.#verdict === undefined && this.#gate.fields.every((needed) => this.#seen.has(needed))) await this.#ask();
  }

  /**
   * Lets a file in: as it comes when the check has passed, else as far as there is room for strangers.
   * @throws what refuses; DomainError `busy` when others have taken the room, `too_large` for what would not fit alone
   */
  async admit(field: string, bytes: AsyncIterable<Uint8Array>): Promise<AsyncIterable<Uint8Array>> {
    if (this.#verdict !== undefined) {
      await this.#verdict;
      return bytes;
    }
    if (!this.#gate.strangers.enter()) throw this.#noRoom(field);
    this.#uploads++;
    return this.#counted(field, bytes);
  }

  /** At the form's end: the check, unless it has been made. @throws what refuses */
  async end(): Promise<void> {
    await (this.#verdict ?? this.#ask());
  }

  /** Gives back the room that the form has taken among strangers. */
  leave(): void {
    this.#gate.strangers.leave(this.#uploads, this.#bytes);
    this.#uploads = 0;
    this.#bytes = 0;
  }

  #ask(): Promise<void> {
    this.#verdict = this.#gate.check(Object.fromEntries(this.#seen)).then(() => this.leave());
    return this.#verdict;
  }

  async *#counted(field: string, bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    const { most } = this.#gate.strangers;
    for await (const chunk of bytes) {
      if (this.#bytes + chunk.length > most.bytes) {
        const message = `${field} is larger than ${most.bytes} bytes: send ${this.#others(field)} before it`;
        throw new DomainError('too_large', message, { field });
      }
      if (!this.#gate.strangers.grow(chunk.length)) throw this.#noRoom(field);
      this.#bytes += chunk.length;
      yield chunk;
    }
  }

  #noRoom(field: string): DomainError {
    const message = `there is no room just now for ${field} before ${this.#others(field)}: send these first, or try again later`;
    return new DomainError('busy', message, { field, retryAfter: PAUSE });
  }

  #others(field: string): string {
    return this.#gate.fields.filter((needed) => needed !== field).join(' and ');
  }
}
