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

/** A document as lists show it. */
export interface ListedDocument extends DocumentKey {
  /** Bytes. */
  size: number;
  /** When it came, in milliseconds since the epoch. */
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
