import type { DocumentType } from '../../../db/schema/documents.ts';
import { problems } from '../../../errors.ts';
import type { Id } from '../../../lib/ids.ts';

export type { DocumentType };

/** The key of a document. */
export interface DocumentKey {
  artistId: Id;
  type: DocumentType;
  /** The name that the client chose: the number of a contract or receipt. */
  documentId: string;
}

/** A document as lists show it. */
export interface ListedDocument extends DocumentKey {
  /** Bytes. */
  size: number;
  /** When it was uploaded, in milliseconds since the epoch. */
  createdAt: number;
}

export const DOCUMENT_TYPES: readonly DocumentType[] = ['contract', 'receipt'];

export const refuse = problems({
  document_type: ['invalid', 'Not a document that is taken here'],
  document: ['not_found', 'No such document'],
  document_exists: ['conflict', 'There is such a document already'],
  document_in_use: ['conflict', 'A payout, a contract or an appendix names the document'],
});

export type DocumentProblem = Parameters<typeof refuse>[0];
