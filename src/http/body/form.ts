import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import busboy from 'busboy';
import type { Staging } from '../../domain/media/staging.ts';
import { DomainError, invalid } from '../../errors.ts';
import { isStorable } from '../../lib/text.ts';
import { ArrivingFile, StagedUpload } from './arriving-file.ts';
import { tidyName } from './file-name.ts';
import { type Gate, Passage } from './gate.ts';

/** The fields that may hold files, with the largest size of each in bytes. */
export type FileLimits = Readonly<Record<string, number>>;

/** What may refuse a file before it is read. */
interface Checks {
  /** For a form whose fields tell whose it is. */
  gate?: Gate | undefined;
  /** Awaited when a file begins to arrive. */
  atFile?: (() => Promise<void>) | undefined;
}

const MOST_FIELDS = 100;
const LONGEST_FIELD = 64 * 1024;
/** More than any form has here: a browser also sends a part for each file input that was left empty. */
const MOST_FILES = 20;
/** Bytes of a field's name, which errors repeat. */
const LONGEST_FIELD_NAME = 100;
/** Characters of the content type. A boundary has 70 at most (RFC 2046, section 5.1.1); the search for a longer one is slow. */
const LONGEST_TYPE = 256;
/** Bytes that are parsed at once: after a failure the parser goes on to the end of them. */
const PIECE = 64 * 1024;

/**
 * Reads a form (`multipart/form-data`, RFC 7578, or `application/x-www-form-urlencoded`), no faster than the disk takes
 * its files. A text field is a string, a file a `StagedUpload`; a file input left empty is absent.
 *
 * @param contentType the header, with the boundary
 * @throws DomainError as `receiveBody`; then nothing of the form is left on disk
 */
export async function receiveForm(
  source: AsyncIterable<Uint8Array>,
  contentType: string,
  files: FileLimits,
  staging: Staging,
  { gate, atFile }: Checks = {},
): Promise<Record<string, unknown>> {
  const passage = gate && new Passage(gate);
  const form = new Form(files, staging, passage, atFile);
  const parser = openParser(contentType);
  const work: Promise<void>[] = [];
  const failed = Promise.withResolvers<never>();

  // The first failure ends everything. Busboy still goes through the rest of its chunk: what it finds there is ignored.
  const fail = (error: Error) => {
    if (parser.errored) return;
    parser.destroy(error);
    failed.reject(error);
  };
  const track = (started: Promise<void>) => {
    started.catch(fail);
    work.push(started);
  };
  parser.on('field', (name, value, info) => {
    if (!parser.errored) track(form.addText(name, value, info));
  });
  parser.on('file', (name, stream, { filename }) => {
    stream.on('error', () => {}); // Who reads the stream sees it; without a listener it would end the process.
    if (!parser.errored) track(form.addFile(name, stream, filename));
  });
  for (const limit of ['partsLimit', 'filesLimit', 'fieldsLimit'] as const) {
    parser.on(limit, () => fail(new DomainError('too_large', 'body has too many fields', { field: 'body' })));
  }

  const parsed = pipeline(pieces(source), parser).catch((error) => {
    throw error instanceof DomainError ? error : invalid('body', 'is not a complete, well-formed form');
  });
  try {
    // The pipeline notices a failure at the next chunk, but a client may wait for the answer before it sends one.
    await Promise.race([parsed, failed.promise]);
    await Promise.all(work);
    await passage?.end();
    return form.values();
  } catch (error) {
    await Promise.allSettled(work);
    await form.discard();
    throw error;
  } finally {
    passage?.leave();
  }
}

async function* pieces(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of source)
    for (let at = 0; at < chunk.length; at += PIECE) yield chunk.subarray(at, at + PIECE);
}

function openParser(contentType: string): busboy.Busboy {
  if (contentType.length > LONGEST_TYPE) {
    throw invalid('body', `is a form with a content type of more than ${LONGEST_TYPE} characters`);
  }
  const limits = {
    fields: MOST_FIELDS,
    files: MOST_FILES,
    parts: MOST_FIELDS + MOST_FILES,
    fieldSize: LONGEST_FIELD + 1,
    fieldNameSize: LONGEST_FIELD_NAME,
  };
  try {
    return busboy({ headers: { 'content-type': contentType }, defParamCharset: 'utf8', limits });
  } catch {
    throw invalid('body', 'is a form without a boundary');
  }
}

/** The fields of a form as they arrive. */
class Form {
  readonly #files: FileLimits;
  readonly #staging: Staging;
  readonly #passage: Passage | undefined;
  readonly #names = new Set<string>();
  readonly #values = new Map<string, string | StagedUpload>();
  readonly #atFile: Checks['atFile'];

  constructor(files: FileLimits, staging: Staging, passage: Passage | undefined, atFile: Checks['atFile']) {
    this.#files = files;
    this.#staging = staging;
    this.#passage = passage;
    this.#atFile = atFile;
  }

  async addText(given: string | undefined, value: string | undefined, info: busboy.FieldInfo): Promise<void> {
    const name = this.#register(info.nameTruncated ? undefined : given);
    if (info.valueTruncated) {
      throw new DomainError('too_large', `${name} is longer than ${LONGEST_FIELD} bytes`, { field: name });
    }
    // Busboy puts U+FFFD where bytes are no UTF-8, and gives nothing for a charset that it does not know.
    if (value === undefined || !isStorable(value) || value.includes('\ufffd')) {
      throw invalid(name, 'contains characters that cannot be stored');
    }
    const isEmptyFile = value === '' && Object.hasOwn(this.#files, name);
    if (isEmptyFile) return;
    this.#values.set(name, value);
    await this.#passage?.note(name, value);
  }

  /** @param filename absent for a file input left empty: browsers send `filename=""` and no bytes */
  async addFile(given: string | undefined, stream: Readable, filename: string | undefined): Promise<void> {
    const name = this.#register(given);
    const limit = Object.hasOwn(this.#files, name) ? this.#files[name] : undefined;
    if (limit === undefined) {
      if (filename === undefined && (await isEmpty(stream))) return;
      throw invalid(name, 'takes no file');
    }
    // Busboy has cut off the path. Browsers write a quote as %22 (HTML, "multipart form data").
    const tidy = tidyName(filename?.replaceAll('%22', '"'));
    if (filename !== undefined) await this.#passage?.note(name, new ArrivingFile(tidy));
    await this.#atFile?.();
    const bytes = await this.#passage?.admit(name, stream);
    const staged = await this.#staging.stage(bytes ?? stream, limit, name);
    if (filename === undefined && staged.size === 0) return this.#staging.discard(staged);
    const upload = new StagedUpload(staged, tidy);
    this.#values.set(name, upload);
    if (filename === undefined) await this.#passage?.note(name, upload);
  }

  values(): Record<string, unknown> {
    this.#values.delete('__proto__');
    return Object.fromEntries(this.#values);
  }

  async discard(): Promise<void> {
    for (const value of this.#values.values()) {
      if (value instanceof StagedUpload) await this.#staging.discard(value.staged);
    }
  }

  #register(name: string | undefined): string {
    const isUsable = name && Buffer.byteLength(name) <= LONGEST_FIELD_NAME && isStorable(name);
    if (!isUsable) throw invalid('body', 'has a field without a usable name');
    if (this.#names.has(name)) throw invalid(name, 'is given more than once');
    this.#names.add(name);
    return name;
  }
}

async function isEmpty(stream: AsyncIterable<Uint8Array>): Promise<boolean> {
  for await (const chunk of stream) if (chunk.length > 0) return false;
  return true;
}
