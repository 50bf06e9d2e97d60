import type { DocumentType } from '../../../db/schema/documents.ts';
import { problems } from '../../../errors.ts';
import type { Id } from '../../../lib/ids.ts';

export type { DocumentType };

/** What a document is found by. */
export interface DocumentKey {
  artistId: Id;
  type: DocumentType;
  /** The client's own name for it: a contract's number, a receipt's. */
  documentId: string;
}

export const DOCUMENT_TYPES: readonly DocumentType[] = ['contract', 'receipt'];

export const refuse = problems({
  document_type: ['invalid', 'Not a document that is taken here'],
  document: ['not_found', 'No such document'],
  document_exists: ['conflict', 'There is such a document already'],
});

export type DocumentProblem = Parameters<typeof refuse>[0];
