import { nanoid } from 'nanoid';
import type { Config } from '../../config.ts';
import type { Database, Handle } from '../../db/database.ts';
import { isForeignKeyViolation, mayBeCommitted } from '../../db/engines.ts';
import { DomainError, invalid } from '../../errors.ts';
import { type Id, newName } from '../../lib/ids.ts';
import { type Account, tokenEnded } from '../accounts/model.ts';
import { assembling, type Sources } from './assembling.ts';
import { type FileStore, PIECES } from './file-store.ts';
import { Inflow } from './inflow.ts';
import type { Loose } from './loose.ts';
import { type Drop, LARGEST_DOCUMENT, type Located, type ResumableUpload } from './model.ts';
import { type Changes, changeOf, type quotas } from './quotas.ts';
import { isUploadId, type Piece, resumableStore } from './resumable-store.ts';
import type { Staged } from './staging.ts';
import { usingUploads } from './using-uploads.ts';

export type ResumableSettings = Pick<Config, 'uploadLifetime' | 'maxTrackBytes' | 'maxCoverBytes' | 'maxAvatarBytes'>;

/** What uploads are kept with. */
interface Means extends Sources {
  /** Where new pieces go. */
  files: FileStore;
  loose: Loose;
  quotas: Pick<ReturnType<typeof quotas>, 'count'>;
}

/** What a client says of a file that is to come. */
export interface Announced {
  /** Bytes. */
  length: number;
  originalName: string;
  metadata: string;
}

/** What a client sends of a file. */
export interface Sent {
  bytes: AsyncIterable<Uint8Array>;
  /** How many there are, if that is known beforehand. */
  size?: number | undefined;
  /** Their SHA-256, hexadecimal, if they are to be checked. */
  checksum?: string | undefined;
}

/** Uploads that an account may have at a time, and how many of the largest files they may be together. */
const MOST_UPLOADS = 100;
const MOST_LARGEST = 4;
/** Bytes after which what arrives is kept, so that an end of this process costs no more than they. */
const PIECE = 8 * 1024 * 1024;
/** Pieces of one upload: each is a file, and a row. */
const MOST_PIECES = 10_000;
/** Uploads that end in one transaction. */
const AT_ONCE = 20;

/** Files that arrive in pieces, by requests that may be far apart, until a request uses them. */
export function resumableUploads(db: Database, config: ResumableSettings, means: Means) {
  const { staging, files, loose, quotas } = means;
  const store = resumableStore(db);
  /** Bytes of the largest file that any field takes. */
  const largest = Math.max(config.maxTrackBytes, config.maxCoverBytes, config.maxAvatarBytes, LARGEST_DOCUMENT);
  const { assemble, nameOf } = assembling(db, store, means);

  /**
   * Announces a file, for which its account's quota is kept free from now on.
   * @throws too_large for a longer one than any field takes, or (`quota`); limited when the account has too many that
   *   nothing has used; busy when the disk has no room for it
   */
  async function create({ id: account }: Account, { length, ...announced }: Announced): Promise<ResumableUpload> {
    if (length > largest) throw new DomainError('too_large', `the file is larger than ${largest} bytes`);
    await staging.ensureRoom(length);
    const createdAt = Date.now();
    const expiresAt = createdAt + config.uploadLifetime;
    const upload: ResumableUpload = {
      ...{ id: newName(), account, length, received: 0, ...announced, createdAt, expiresAt, heldUntil: null },
    };
    await db
      .write(async (tx) => {
        // First, as it holds the account: of two at once the later one finds the earlier one's upload.
        await quotas.count(tx, new Map([[account, { used: 0, reserved: length }]]));
        const { uploads, bytes, next } = await store.totals(tx, account, createdAt);
        if (uploads >= MOST_UPLOADS || bytes + length > MOST_LARGEST * largest) throw tooMany(next - createdAt);
        await store.insert(tx, upload);
      })
      .catch((error) => {
        // The account was deleted just now.
        throw isForeignKeyViolation(error) ? tokenEnded() : error;
      });
    return upload;
  }

  /** All uploads of an account that nothing has used, oldest first: as many as it may have at most. */
  const list = ({ id: account }: Pick<Account, 'id'>): Promise<ResumableUpload[]> =>
    store.ofAccount(db.read, account, Date.now());

  /** An upload of that account. @throws not_found, also when it has expired */
  async function find(account: Id, id: string, on = db.read): Promise<ResumableUpload> {
    const found = isUploadId(id) ? await store.byId(on, account, id, Date.now()) : undefined;
    if (!found) throw gone();
    return found;
  }

  /**
   * Adds what comes to an upload. What has come stays when the rest does not, unless it is to be checked as a whole.
   * @param offset where the client takes the upload to stand
   * @returns the upload as it stands then
   * @throws not_found; conflict when it stands elsewhere; too_large beyond its length, and for too many pieces; invalid
   *   (`checksum`); busy; what the source throws, after what came before is kept
   */
  async function append(
    { id: account }: Pick<Account, 'id'>,
    id: string,
    offset: number,
    { bytes, size = 0, checksum }: Sent,
  ): Promise<ResumableUpload> {
    let upload = await find(account, id);
    if (upload.received !== offset) throw elsewhere();
    if (size > upload.length - offset) throw beyond(upload);
    let pieces = offset === 0 ? 0 : await store.countPieces(db.read, id);
    const inflow = new Inflow(bytes);
    try {
      do {
        const missing = upload.length - upload.received;
        const most = checksum === undefined ? Math.min(PIECE, missing) : missing;
        const staged = await staging.stage(inflow.take(most), most);
        try {
          if (staged.size === missing && !(await inflow.isOver())) throw beyond(upload);
          if (checksum !== undefined && inflow.failure !== undefined) break;
          if (checksum !== undefined && staged.sha256 !== checksum) throw mismatch();
          if (staged.size === 0) break;
          if (++pieces > MOST_PIECES) throw tooManyPieces();
          upload = await keep(upload, staged);
        } finally {
          await staging.discard(staged);
        }
      } while (!(await inflow.isOver()));
    } finally {
      await inflow.close();
    }
    if (inflow.failure !== undefined) throw inflow.failure;
    return upload;
  }

  /** Puts a piece into the store and counts it. @throws conflict when another came first, not_found, busy */
  async function keep(upload: ResumableUpload, staged: Staged): Promise<ResumableUpload> {
    const { id, account, received } = upload;
    const name = `${id}-${received}-${nanoid()}`;
    const lies: Located = { name, place: PIECES, store: files.name };
    const piece: Piece = { upload: id, start: received, size: staged.size, name, store: files.name };
    await loose.expect([lies]);
    try {
      await files.put(staged, PIECES, name, 'application/octet-stream');
      const now = Date.now();
      const to = { received: received + staged.size, expiresAt: now + config.uploadLifetime };
      await db.write(async (tx) => {
        if (!(await store.advance(tx, upload, to, now))) {
          await find(account, id, tx);
          throw elsewhere();
        }
        await loose.claim(tx, [lies]);
        await store.addPiece(tx, piece);
      });
      return { ...upload, ...to };
    } catch (error) {
      // When the row may be there, so must be the bytes: the janitor finds out.
      if (!mayBeCommitted(error)) await loose.discard([lies]);
      throw error;
    }
  }

  /** Ends an upload; what had come of it goes. @throws not_found */
  async function terminate({ id: account }: Pick<Account, 'id'>, id: string): Promise<void> {
    if (!isUploadId(id)) throw gone();
    const pieces = await db.write(async (tx) => {
      const changes: Changes = new Map();
      const { uploads, pieces } = await store.removeOwn(tx, account, id, Date.now());
      if (uploads.length === 0) throw gone();
      await settle(tx, uploads, pieces, changes);
      await quotas.count(tx, changes);
      return pieces;
    });
    await loose.erase(pieces);
  }

  /** Notes in the transaction that deletes uploads that their pieces are to go, and what is given back to whom. */
  async function settle(
    tx: Handle,
    uploads: readonly ResumableUpload[],
    pieces: readonly Located[],
    changes: Changes,
  ): Promise<void> {
    for (const { account, length } of uploads) changeOf(changes, account).reserved -= length;
    await loose.release(tx, pieces);
  }

  /** Ends all uploads that have expired, of several processes in each. @returns how many there were */
  async function expire(): Promise<number> {
    for (let ended = 0; ; ) {
      const { uploads, pieces } = await db.write(async (tx) => {
        const changes: Changes = new Map();
        const removed = await store.removeExpired(tx, Date.now(), AT_ONCE);
        await settle(tx, removed.uploads, removed.pieces, changes);
        await quotas.count(tx, changes);
        return removed;
      });
      await loose.erase(pieces);
      ended += uploads.length;
      if (uploads.length < AT_ONCE) return ended;
    }
  }

  /** Ends all uploads of an account, in the transaction that deletes it. */
  async function leave(tx: Handle, { id: account }: Pick<Account, 'id'>, drop: Drop): Promise<void> {
    for (;;) {
      const { uploads, pieces } = await store.removeOfAccount(tx, account, AT_ONCE);
      await drop([], pieces);
      if (uploads.length < AT_ONCE) return;
    }
  }

  const { use, whileHeld } = usingUploads(db, { store, loose, quotas, settle });

  return {
    ...{ largest, mostUploads: MOST_UPLOADS, mostBytes: MOST_LARGEST * largest, list },
    ...{ create, find, append, terminate, assemble, nameOf, use, whileHeld, expire, leave },
  };
}

const gone = () => new DomainError('not_found', 'There is no such upload, or it has expired', { subject: 'upload' });

const elsewhere = () =>
  new DomainError('conflict', 'The upload does not stand at this Upload-Offset: ask for it by HEAD and go on there');

const beyond = ({ length }: ResumableUpload) =>
  new DomainError('too_large', `body is longer than what is missing of the upload's ${length} bytes`, {
    field: 'body',
  });

const mismatch = () =>
  invalid('Upload-Checksum', 'is not that of the bytes that came: send them again', { subject: 'checksum' });

const tooManyPieces = () =>
  new DomainError(
    'too_large',
    `The upload came in more than ${MOST_PIECES} pieces: delete it, begin anew and send larger ones`,
  );

/** @param wait milliseconds until one of them expires */
const tooMany = (wait: number) =>
  new DomainError('limited', 'You have too many uploads that nothing has used: use or delete some', {
    retryAfter: Math.max(1, Math.ceil(wait / 1000)),
  });
