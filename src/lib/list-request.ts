/** Lists that are asked for by page number, with filters, a search and an order. */

export interface Sort<Column extends string> {
  by: Column;
  direction: 'asc' | 'desc';
}

export interface ListRequest<Column extends string = never, Filters = object> {
  /** From 1. */
  page: number;
  limit: number;
  /** As the client gave it; compared by its folded key. */
  search?: string;
  /** The first decides, the next breaks its ties. Empty: the list's own order. */
  sort: Sort<Column>[];
  /** Only what was given. */
  filters: Partial<Filters>;
}

export interface Listed<Entry> {
  entries: Entry[];
  /** Of all pages. */
  total: number;
}
