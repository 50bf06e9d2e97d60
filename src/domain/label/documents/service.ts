import type { Database } from '../../../db/database.ts';
import { isForeignKeyViolation, isUniqueViolation } from '../../../db/dialect.ts';
import { isKind } from '../../../errors.ts';
import type { Account } from '../../accounts/model.ts';
import type { StoredFile, Upload } from '../../media/model.ts';
import type { Media } from '../../media/service.ts';
import { refuse as refuseOfRoster } from '../../roster/model.ts';
import type { Roster } from '../../roster/service.ts';
import { type DocumentKey, refuse } from './model.ts';
import { documentStore } from './store.ts';

export type Documents = ReturnType<typeof documentService>;

/** Artists' papers: PDFs that are put once, read, and deleted. */
export function documentService(db: Database, media: Media, roster: Pick<Roster, 'managerOf'>) {
  const store = documentStore(db);

  /**
   * Keeps a document.
   * @throws not_found (`artist`), conflict (`document_exists`), invalid (`document_type`) when it is no PDF
   */
  async function put(caller: Account, key: DocumentKey, upload: Upload): Promise<void> {
    if ((await roster.managerOf(key.artistId)) === undefined) throw refuseOfRoster('artist');
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

  /** Deletes a document and its file. @throws not_found (`document`) */
  async function remove(key: DocumentKey): Promise<void> {
    await media.write([], async (tx, drop) => {
      const name = await store.delete(tx, key);
      if (name === undefined) throw refuse('document');
      await drop([name]);
    });
  }

  return { put, find, remove };
}
