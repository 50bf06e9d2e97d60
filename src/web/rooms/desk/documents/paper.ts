/** A document as `/v1/desk/documents` lists it. */
export interface DeskDocument {
  artist: string;
  stage_name: string;
  type: 'contract' | 'receipt';
  key: string;
  size: number;
  createdAt: string;
}

/** Where a document is; the server names the file. */
export const documentAddress = (artist: string, type: DeskDocument['type'], key: string): string =>
  `/v1/docs/${artist}/${type}/${encodeURIComponent(key)}`;
