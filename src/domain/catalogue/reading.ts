import { inOrder } from '../../db/list-query.ts';
import { DomainError, isKind } from '../../errors.ts';
import { type Id, parseId } from '../../lib/ids.ts';
import { type Page, type PageRequest, pageWithin } from '../../lib/page.ts';
import type { Account } from '../accounts/model.ts';
import { type Entry, type Kind, noEntry, type Shared } from './kind.ts';

/** Bytes of an entry as JSON besides its texts, whose characters are counted as two bytes each. */
const BARE_ENTRY = 200;

/** Reads artists, albums and tracks: lists and single entries. */
export function reading<Row extends Entry>(kind: Kind<Row>, { db, visibility }: Shared) {
  const { store, parent } = kind;
  const texts = (Object.keys(kind.texts) as (keyof Row)[]).filter((field) => kind.texts[field]);

  /** Roughly the bytes of an entry as JSON. */
  function sizeOf(row: Row): number {
    let characters = 0;
    for (const field of texts) characters += (row[field] as string | null)?.length ?? 0;
    return BARE_ENTRY + 2 * characters;
  }

  /**
   * A page of the list.
   * @param belongingTo id or exact name of the parent; absent: all entries
   * @throws not_found when there is no such parent; invalid (`cursor`)
   */
  async function list(page: PageRequest, belongingTo?: string): Promise<Page<Row>> {
    const id = belongingTo === undefined ? undefined : parseId(belongingTo);
    const listed = (parents?: Id[]) => pageWithin((part) => store.list(db.read, part, parents), page, kind.key, sizeOf);
    // A parent that has entries exists. Only when there are none does it need another query.
    const ofId = id === undefined ? undefined : await listed([id]);
    if (ofId && ofId.entries.length > 0) return ofId;
    return listed(belongingTo === undefined ? undefined : await parent?.resolve(belongingTo));
  }

  /**
   * One entry. @param viewer `undefined`: not signed in
   * @throws not_found, also for a text that is no id; forbidden for what belongs to a profile that is private to the viewer
   */
  async function see(idText: string, viewer: Account | undefined): Promise<Row> {
    const id = parseId(idText);
    const shown = id && (await store.byId(db.read, id));
    if (shown) return shown;
    const hidden = id && (await store.hidden(db.read, id));
    if (!hidden || hidden.owner === null) throw noEntry(kind);
    if (await visibility.seesHidden(viewer, hidden.owner)) return hidden;
    const isPrivate = await visibility.isPrivate(db.read, hidden.owner);
    throw isPrivate ? new DomainError('forbidden', 'Profile is private') : noEntry(kind);
  }

  /** The same, which does not reveal that a private entry exists. @throws not_found */
  async function get(idText: string, viewer: Account | undefined): Promise<Row> {
    return see(idText, viewer).catch((error) => {
      throw isKind(error, 'forbidden') ? noEntry(kind) : error;
    });
  }

  /** Visible entries by their ids, in the order of these; the others are left out. */
  const some = async (ids: readonly Id[]): Promise<Row[]> => inOrder(ids, await store.byIds(db.read, ids));

  return { list, see, get, some };
}
