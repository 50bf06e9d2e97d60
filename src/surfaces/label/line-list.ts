import { GROUPS, type Group, type LinePage } from '../../domain/royalties/reports/model.ts';
import { invalid } from '../../errors.ts';
import { readCursor } from '../../http/paging.ts';

/** Numbers of reports and lines. */
const MOST = 2 ** 31 - 1;

/** @throws invalid (`groupBy`) */
export function readGroup(request: Request): Group | undefined {
  const text = new URL(request.url).searchParams.get('groupBy') ?? '';
  const group = GROUPS.find((word) => word === text);
  if (group === undefined && text !== '')
    throw invalid('groupBy', 'is not known', { rule: `одно из значений ${GROUPS.join(', ')}` });
  return group;
}

/**
 * Where a page of lines begins: after the line that a cursor names, which also tells the number of the page.
 * @throws invalid (`cursor`)
 */
export function readLinePage(request: Request, { page, limit }: Omit<LinePage, 'after'>): LinePage {
  const text = new URL(request.url).searchParams.get('cursor') ?? '';
  if (text === '') return { page, limit };
  const [report, number, next, ...more] = readCursor(text);
  if (!isNumber(report, MOST) || !isNumber(number, MOST) || !isNumber(next, Number.MAX_SAFE_INTEGER) || more.length > 0)
    throw invalid('cursor', 'is not one that this list gave');
  return { page: next, limit, after: { report, number } };
}

const isNumber = (part: string | number | undefined, most: number): part is number =>
  typeof part === 'number' && part >= 1 && part <= most;
