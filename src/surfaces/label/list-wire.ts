import { type Static, type TSchema, Type as t } from '@sinclair/typebox';
import { invalid } from '../../errors.ts';
import type { Parameter } from '../../http/openapi/documentation.ts';
import { type Id, parseId } from '../../lib/ids.ts';
import type { Listed, ListRequest, Sort } from '../../lib/list-request.ts';
import { isLongerThan, isStorable } from '../../lib/text.ts';
import { refuse } from './errors.ts';

const DEFAULT_LIMIT = 10;
const MAX_LIMIT = 50;
const LONGEST_SEARCH = 200;
/** Larger page numbers would make offsets that are no safe integers. */
const MAX_PAGE = 10 ** 15;

/** One filter of a list: its query parameter, its rule for errors, and its parser (`undefined`: invalid). */
interface Filter<Value> {
  parameter: string;
  rule: string;
  /** For the documentation. */
  example: string;
  read: (text: string) => Value | undefined;
}

/** The sorts and filters of a list, besides `page`, `limit` and `search`. */
interface ListTerms<Column extends string, Filters> {
  /** How the query spells each column that the list may be sorted by. */
  sorts: { readonly [By in Column]?: string };
  filters?: { readonly [Name in keyof Filters]: Filter<Filters[Name]> };
  /** For the documentation: the fields that are searched, if any. */
  search?: { of: string; example: string };
}

/** A filter by one of these words. */
export function choice<const Word extends string>(
  parameter: string,
  words: readonly Word[],
  example: NoInfer<Word>,
): Filter<Word> {
  return {
    parameter,
    example,
    rule: `одно из значений ${words.join(', ')}`,
    read: (text) => words.find((word) => word === text),
  };
}

/** A filter by an id. */
export function idFilter(parameter: string, example: Id): Filter<Id> {
  return { parameter, rule: 'идентификатор', example, read: parseId };
}

/** A filter by a text, as it is. */
export function textFilter(parameter: string, longest: number, example: string): Filter<string> {
  const read = (text: string) => (isLongerThan(text, longest) || !isStorable(text) ? undefined : text);
  return { parameter, rule: `строка от 1 до ${longest} символов`, example, read };
}

/**
 * Reads the query of a list. An empty parameter counts as absent, except `page` and `limit`.
 * @throws invalid: `paging`; a malformed filter, sort or search; a `filter[…]` or `sort[…]` that the list does not have
 */
export function readList<const Column extends string, Filters = object>(
  request: Request,
  { sorts, filters }: Omit<ListTerms<Column, Filters>, 'search'>,
): ListRequest<Column, Filters> {
  const query = new URL(request.url).searchParams;
  const search = query.get('search')?.trim() ?? '';
  if (isLongerThan(search, LONGEST_SEARCH) || !isStorable(search))
    throw invalid('search', 'is too long', { rule: `не более ${LONGEST_SEARCH} символов` });
  // `Object.entries` forgets which filter belongs to which key.
  const found = Object.entries(filters ?? {}) as [keyof Filters, Filter<Filters[keyof Filters]>][];
  const known = new Set(found.map(([, { parameter }]) => parameter));

  const columns = Object.keys(sorts) as Column[];
  const sort: Sort<Column>[] = [];
  for (const [name, value] of query) {
    const by = columns.find((column) => name === `sort[${sorts[column]}]`);
    if (by === undefined && /^(filter|sort)\[/.test(name) && !known.has(name))
      throw invalid(name, 'is not known', { rule: 'неизвестный параметр' });
    if (by === undefined || value === '' || sort.some((other) => other.by === by)) continue;
    if (value !== 'asc' && value !== 'desc') throw invalid(name, 'must be asc or desc', { rule: 'asc или desc' });
    sort.push({ by, direction: value });
  }

  const values: Partial<Filters> = {};
  for (const [name, { parameter, rule, read }] of found) {
    const text = query.get(parameter);
    if (text === null || text === '') continue;
    const value = read(text);
    if (value === undefined) throw invalid(parameter, 'is not a value of this filter', { rule });
    values[name] = value;
  }
  return {
    ...readPaging(request),
    ...(search === '' ? {} : { search }),
    sort,
    filters: values,
  };
}

/**
 * Reads `page` and `limit`.
 * @param wrongPage the problem to throw for a malformed page, where the document has a text of its own
 * @throws invalid: `paging`, or `wrongPage`
 */
export function readPaging(
  request: Request,
  wrongPage: 'paging' | 'page' = 'paging',
): Pick<ListRequest, 'page' | 'limit'> {
  const query = new URL(request.url).searchParams;
  const page = natural(query.get('page') ?? '1', wrongPage);
  if (page > MAX_PAGE) throw refuse(wrongPage);
  return {
    page,
    limit: Math.min(natural(query.get('limit') ?? String(DEFAULT_LIMIT), 'paging'), MAX_LIMIT),
  };
}

function natural(text: string, problem: 'paging' | 'page'): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1) throw refuse(problem);
  return value;
}

/** The answer to a list: the documents of a page, and the numbers of pages and entries. */
export function listAnswer<Entry, Document>(
  { entries, total }: Listed<Entry>,
  { page, limit }: Pick<ListRequest, 'page' | 'limit'>,
  document: (entry: Entry) => Document,
): { data: Document[]; pagination: Static<typeof Pagination> } {
  return {
    data: entries.map(document),
    pagination: { total, totalPages: Math.ceil(total / limit), currentPage: page, limit },
  };
}

const Pagination = t.Object({
  total: t.Integer({ examples: [1] }),
  totalPages: t.Integer({ examples: [1] }),
  currentPage: t.Integer({ examples: [1] }),
  limit: t.Integer({ examples: [DEFAULT_LIMIT] }),
});

/** The shape of that answer, for the documentation. */
export const ListAnswer = (document: TSchema) => t.Object({ data: t.Array(document), pagination: Pagination });

const parameter = (name: string, description: string, example: string): Parameter => ({
  name,
  description,
  example,
  in: 'query',
  schema: { type: 'string' },
});

const number = (name: string, description: string, example: number): Parameter => ({
  name,
  description,
  example,
  in: 'query',
  schema: { type: 'integer' },
});

/** `page` and `limit`, for the documentation. */
export const PAGING: readonly Parameter[] = [
  number('page', 'номер страницы, по умолчанию 1', 1),
  number('limit', `записей на странице, по умолчанию ${DEFAULT_LIMIT}, не более ${MAX_LIMIT}`, DEFAULT_LIMIT),
];

/** The list's query parameters, for the documentation. */
export function listParameters<Filters>({ sorts, filters, search }: ListTerms<string, Filters>): readonly Parameter[] {
  return [
    ...Object.values<Filter<unknown>>(filters ?? {}).map(({ parameter: name, rule, example }) =>
      parameter(name, rule, example),
    ),
    ...(search
      ? [
          parameter(
            'search',
            `все слова запроса в любом порядке, без учёта регистра: поиск по ${search.of}`,
            search.example,
          ),
        ]
      : []),
    ...Object.values(sorts).map((column) => parameter(`sort[${column}]`, 'asc или desc', 'asc')),
    ...PAGING,
  ];
}
