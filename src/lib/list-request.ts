/** Lists that are asked for by page number, with filters, a search and an order. */

export interface Sort<Column extends string> {
  by: Column;
  direction: 'asc' | 'desc';
}

export interface ListRequest<Column extends string = never, Filters = object> {
  /** From 1. */
  page: number;
  limit: number;
  /** As the client wrote it. */
  search?: string;
  /** The first one decides, the next ones break ties. Empty: the list's default order. */
  sort: Sort<Column>[];
  /** Only the filters of the request. */
  filters: Partial<Filters>;
}

export interface Listed<Entry> {
  entries: Entry[];
  /** Of all pages. */
  total: number;
}
