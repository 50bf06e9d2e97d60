import { useEffect, useState } from 'preact/hooks';
import { ask } from '../../api/client.ts';
import type { Paged } from './listing.tsx';

/** What `/v1/desk/artists` answers; the server's side of it is `src/surfaces/label/desk-shapes.ts`. */
export interface DeskArtist {
  id: string;
  login: string;
  stage_name: string;
  surname: string;
  firstname: string;
  is_active: boolean;
  manager: { id: string; login: string; surname: string; firstname: string } | null;
  contract: { number: string; percentage: number; status: 'active' | 'terminated' } | null;
}

/** Pages that are read at most: what is beyond is found by its own room. */
const MOST_PAGES = 10;

/** All pages of a list of the label's dialect, as far as they are read. @throws Failure */
async function wholeOf<Entry>(path: string, signal: AbortSignal): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (let page = 1; page <= MOST_PAGES; page++) {
    const joint = path.includes('?') ? '&' : '?';
    const { data, pagination } = await ask<Paged<Entry>>(`${path}${joint}limit=50&page=${page}`, { signal });
    entries.push(...data);
    if (page >= pagination.totalPages) break;
  }
  return entries;
}

/** A whole list for choosing from; empty until it is read, and where it cannot be. @param paths one list after another */
export function useChoices<Entry>(...paths: string[]): readonly Entry[] {
  const [entries, setEntries] = useState<readonly Entry[]>([]);
  useEffect(() => {
    const leaving = new AbortController();
    Promise.all(paths.map((path) => wholeOf<Entry>(path, leaving.signal))).then(
      (lists) => setEntries(lists.flat()),
      () => {},
    );
    return () => leaving.abort();
  }, [paths.join(' ')]);
  return entries;
}
