import type { Database } from '../../db/database.ts';
import { DomainError, invalid } from '../../errors.ts';
import type { Id } from '../../lib/ids.ts';
import { fairQueue } from '../../lib/queue.ts';
import { type FileStore, PIECES } from './file-store.ts';
import type { ResumableUpload, StoreName, Upload, UploadReference } from './model.ts';
import { isUploadId, type Piece, type resumableStore } from './resumable-store.ts';
import type { Staging } from './staging.ts';

/** Where bytes of uploads are, and where they are put together. */
export interface Sources {
  staging: Staging;
  storeOf(name: StoreName): FileStore;
}

/** A request of a few bytes makes the disk copy a whole file. */
const QUEUE = { atOnce: 2, waiting: 64, inLane: 8 };

/** How uploads that came in pieces become whole files again. */
export function assembling(
  db: Database,
  store: Pick<ReturnType<typeof resumableStore>, 'byId' | 'pieces'>,
  { staging, storeOf }: Sources,
) {
  const inTurn = fairQueue(QUEUE, 'uploads are put together');

  /** @throws invalid naming the field, unless it names a finished upload of that account */
  async function finished(account: Id | undefined, { id, field }: UploadReference): Promise<ResumableUpload> {
    const found =
      account === undefined || !isUploadId(id) ? undefined : await store.byId(db.read, account, id, Date.now());
    if (!found || found.received < found.length) throw notYours(field);
    return found;
  }

  /**
   * What a finished upload is called, for those who ask before it is put together.
   * @throws invalid naming the field, as `assemble`
   */
  const nameOf = async (account: Id | undefined, reference: UploadReference): Promise<string> =>
    (await finished(account, reference)).originalName;

  /**
   * Puts a finished upload together, as if it had come with the request. It stays as it is until it is used up.
   * @param account whose it has to be; nobody has none
   * @param limit in bytes
   * @throws invalid naming the field unless it is a finished upload of that account; too_large; busy
   */
  async function assemble(account: Id | undefined, reference: UploadReference, limit: number): Promise<Upload> {
    const { field } = reference;
    const upload = await finished(account, reference);
    if (upload.length > limit) throw new DomainError('too_large', `${field} is larger than ${limit} bytes`, { field });
    const pieces = await store.pieces(db.read, upload.id);
    const staged = await inTurn(upload.account, () =>
      staging.stage(bytesOf(upload.id, pieces, field), upload.length, field),
    );
    if (staged.size !== upload.length) {
      await staging.discard(staged);
      throw notYours(field);
    }
    return { staged, originalName: upload.originalName, resumable: reference };
  }

  async function* bytesOf(id: string, pieces: readonly Piece[], field: string): AsyncGenerator<Uint8Array> {
    for (const piece of pieces) {
      let isBegun = false;
      try {
        for await (const chunk of read(piece)) {
          isBegun = true;
          yield chunk;
        }
      } catch (error) {
        if (isBegun || !isMissing(error)) throw error;
        // The upload was used or deleted meanwhile, or the piece was moved to another store.
        const now = (await store.pieces(db.read, id)).find(({ name }) => name === piece.name);
        if (now === undefined) throw notYours(field);
        yield* read(now);
      }
    }
  }

  async function* read({ name, store: where, size }: Piece): AsyncGenerator<Uint8Array> {
    const known = { place: PIECES, name, size, type: 'application/octet-stream' };
    const opened = await storeOf(where).open(known, { start: 0, end: size });
    if (opened === undefined) throw Object.assign(new Error(`the bytes of ${name} are missing`), { code: MISSING });
    yield* opened.bytes.stream();
  }

  return { assemble, nameOf };
}

const MISSING = 'ENOENT';
const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException | null)?.code === MISSING;

export const notYours = (field: string): DomainError =>
  invalid(field, 'names no finished upload of yours', { subject: 'upload' });
