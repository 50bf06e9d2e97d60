import type { Database, Handle } from '../../db/database.ts';
import { DomainError } from '../../errors.ts';
import type { Id } from '../../lib/ids.ts';
import { notYours } from './assembling.ts';
import type { Loose } from './loose.ts';
import type { Located, ResumableUpload, TakenFile, UploadReference } from './model.ts';
import type { Changes, quotas } from './quotas.ts';
import type { resumableStore } from './resumable-store.ts';

/** Milliseconds for which an upload stays held when its process dies. */
const HOLD = 15_000;
/** Of these, at which it is held longer. */
const RENEWED_EVERY = 5_000;

interface Means {
  store: Pick<ReturnType<typeof resumableStore>, 'hold' | 'holdLonger' | 'byId' | 'removeThese'>;
  loose: Pick<Loose, 'erase'>;
  quotas: Pick<ReturnType<typeof quotas>, 'count'>;
  /** Notes in the transaction that deletes uploads what goes with them. */
  settle(tx: Handle, uploads: readonly ResumableUpload[], pieces: readonly Located[], changes: Changes): Promise<void>;
}

/** How uploads are used up: by whoever stores their bytes, or by who works on these longer. */
export function usingUploads(db: Database, { store, loose, quotas, settle }: Means) {
  /**
   * Uses up the uploads that files came as, in the transaction that makes the files' rows.
   * @param changes of what accounts keep, to be added to
   * @returns what is to be erased after it; @throws invalid naming the field when one is not there any more
   */
  async function use(tx: Handle, taken: readonly TakenFile[], changes: Changes): Promise<Located[]> {
    const used = taken.flatMap(({ upload }) => upload ?? []);
    if (used.length === 0) return [];
    const { uploads, pieces } = await store.removeThese(
      tx,
      used.map(({ id }) => id),
    );
    for (const { id, field } of used) {
      const upload = uploads.find((one) => one.id === id);
      if (!upload) throw notYours(field);
      if (isHeld(upload)) throw inUse();
    }
    await settle(tx, uploads, pieces, changes);
    return pieces;
  }

  /** Uses up one that the caller holds; nothing, when its owner has deleted it meanwhile. @returns what is to be erased */
  async function useHeld(tx: Handle, id: string): Promise<Located[]> {
    const changes: Changes = new Map();
    const { uploads, pieces } = await store.removeThese(tx, [id]);
    await settle(tx, uploads, pieces, changes);
    await quotas.count(tx, changes);
    return pieces;
  }

  /**
   * Does work on the bytes of an upload. Until it ends no other request can use the upload, and it does not expire. When the
   * work fails, or does not use it up, it is there as before.
   * @param reference absent: the bytes came with the request
   * @param work is given what uses the upload up in its transaction
   * @throws what the work throws; invalid naming the field when there is no such upload, conflict (`upload_in_use`)
   */
  async function whileHeld<Result>(
    account: Id,
    reference: UploadReference | undefined,
    work: (useUp: (tx: Handle) => Promise<void>) => Promise<Result>,
  ): Promise<Result> {
    if (reference === undefined) return work(async () => {});
    const { id, field } = reference;
    let until = await begin(account, id, field);
    let renewing: Promise<void> | undefined;
    const clock = setInterval(() => {
      const next = Date.now() + HOLD;
      renewing ??= db
        .write((tx) => store.holdLonger(tx, id, until, next))
        .then(() => {
          until = next;
        })
        // The database is away, of which the work hears as well.
        .catch(() => {})
        .finally(() => {
          renewing = undefined;
        });
    }, RENEWED_EVERY).unref();
    try {
      let pieces: Located[] = [];
      const result = await work(async (tx) => {
        pieces = await useHeld(tx, id);
      });
      await loose.erase(pieces);
      return result;
    } finally {
      clearInterval(clock);
      await renewing;
      // Else the hold ends by itself.
      await db.write((tx) => store.holdLonger(tx, id, until, null)).catch(() => {});
    }
  }

  /** @returns until when it is held */
  async function begin(account: Id, id: string, field: string): Promise<number> {
    const now = Date.now();
    if (await db.write((tx) => store.hold(tx, account, id, now, now + HOLD))) return now + HOLD;
    throw (await store.byId(db.read, account, id, now)) ? inUse() : notYours(field);
  }

  return { use, whileHeld };
}

const isHeld = ({ heldUntil }: ResumableUpload): boolean => heldUntil !== null && heldUntil > Date.now();

const inUse = (): DomainError =>
  new DomainError('conflict', 'Another request uses this upload: wait for its answer', { subject: 'upload_in_use' });
