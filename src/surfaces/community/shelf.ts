import type { Services } from '../../domain/services.ts';
import type { Id } from '../../lib/ids.ts';
import type { Page, PageRequest } from '../../lib/page.ts';

/** What a person has uploaded, newest first, as the document shows files. @param origin of the addresses in it */
export function shelf(_services: Services, _origin: string) {
  const none = async (_owner: Id, _page: PageRequest): Promise<Page<object>> => ({ entries: [] });
  return { tracksOf: none, audioOf: none };
}
