import type { Database, Handle } from '../../../db/database.ts';
import { isForeignKeyViolation, isUniqueViolation } from '../../../db/engines.ts';
import { isKind } from '../../../errors.ts';
import type { Id } from '../../../lib/ids.ts';
import type { Listed, ListRequest } from '../../../lib/list-request.ts';
import type { Account } from '../../accounts/model.ts';
import type { Events } from '../../events.ts';
import type { StoredFile, Upload } from '../../media/model.ts';
import type { Media } from '../../media/service.ts';
import { refuse as refuseOfRoster } from '../../roster/model.ts';
import type { Roster } from '../../roster/service.ts';
import { type DocumentKey, type ListedDocument, refuse } from './model.ts';
import { documentStore } from './store.ts';

export type Documents = ReturnType<typeof documentService>;

/** Artists' documents: PDFs that are uploaded, read and deleted, but never replaced. */
export function documentService(db: Database, media: Media, roster: Pick<Roster, 'managerOf'>, events: Events) {
  const store = documentStore(db);

  /** @throws not_found (`artist`) */
  async function checkArtist(id: Id): Promise<void> {
    if ((await roster.managerOf(id)) === undefined) throw refuseOfRoster('artist');
  }

  /**
   * Stores a document.
   * @throws not_found (`artist`), conflict (`document_exists`), invalid (`document_type`) when it is no PDF
   */
  async function put(caller: Account, key: DocumentKey, upload: Upload): Promise<void> {
    await checkArtist(key.artistId);
    if (await store.find(db.read, key)) throw refuse('document_exists');
    const taken = await media
      .take([{ upload, field: 'file', as: 'document' }], 'documents', caller.id)
      .catch((error) => {
        throw isKind(error, 'invalid') ? refuse('document_type') : error;
      });
    const [{ name }] = taken as [StoredFile];
    await media
      .write(taken, (tx) => store.insert(tx, { ...key, file: name }))
      .catch((error) => {
        if (isUniqueViolation(error)) throw refuse('document_exists');
        throw isForeignKeyViolation(error) ? refuseOfRoster('artist') : error;
      });
  }

  /** The stored file of a document. @throws not_found (`document`) */
  async function find(key: DocumentKey): Promise<StoredFile> {
    const name = await store.find(db.read, key);
    const file = name === undefined ? undefined : await media.find('documents', name);
    if (!file) throw refuse('document');
    return file;
  }

  /** An artist's documents, by type and name. @throws not_found (`artist`) */
  async function list(artistId: Id, page: Pick<ListRequest, 'page' | 'limit'>): Promise<Listed<ListedDocument>> {
    await checkArtist(artistId);
    return store.list(db.read, artistId, page);
  }

  /** Documents of some artists, or of all, newest first. */
  const newest = (
    page: Pick<ListRequest, 'page' | 'limit'>,
    artistIds: readonly Id[] | undefined,
  ): Promise<Listed<ListedDocument>> => store.newest(db.read, page, artistIds);

  /**
   * Locks a document before a reference to it is written, so that it is not deleted at the same time.
   * @returns whether it exists
   */
  const lock = async (tx: Handle, key: DocumentKey): Promise<boolean> => (await store.lock(tx, key)) !== undefined;

  /** Deletes a document and its file. @throws not_found (`document`), conflict (`document_in_use`) */
  async function remove(key: DocumentKey): Promise<void> {
    await media.write([], async (tx, drop) => {
      const name = await store.lock(tx, key);
      if (name === undefined) throw refuse('document');
      await events.emit(tx, 'document.leaving', { document: key });
      await store.delete(tx, key);
      await drop([name]);
    });
  }

  return { put, find, list, newest, lock, remove };
}
