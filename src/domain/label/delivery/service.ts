import { DomainError } from '../../../errors.ts';
import type { Id } from '../../../lib/ids.ts';
import type { Archive, Md5Of, Media } from '../../media/service.ts';
import type { Releases } from '../releases/service.ts';
import { message } from './message.ts';
import { namesOf } from './names.ts';
import { table } from './table.ts';

/** Deliveries that are sent at a time: each reads all of its files twice and sums them. */
const MOST_AT_ONCE = 4;

export type Deliveries = ReturnType<typeof deliveryService>;

/** Releases as distributors take them: an archive of audio, cover, a table, a message and the sums of all. */
export function deliveryService(releases: Pick<Releases, 'deliverable'>, media: Pick<Media, 'zip'>) {
  let underWay = 0;

  /**
   * The archive of a release. The sums stand in files behind those they are of, so that all is read as it is sent.
   * @returns its name, and `open(signal)`, which throws busy when too many are under way: what it gives has to be read or
   *   cancelled, or the signal to abort when nobody waits for it any more
   * @throws not_found (`release`), invalid (`incomplete`) with all that it lacks
   */
  async function prepare(id: Id): Promise<{ name: string; open: (signal: AbortSignal) => Archive }> {
    const deliverable = await releases.deliverable(id);
    const names = namesOf(deliverable);
    const path = (name: string) => `${names.upc}/${name}`;
    const files = [
      { path: path(names.cover), file: deliverable.cover },
      ...deliverable.audio.map((file, at) => ({ path: path(names.audio[at] as string), file })),
    ];
    const of = (md5Of: Md5Of) => (name: string) => md5Of(path(name));
    const createdAt = Date.now();
    const others = [names.cover, ...names.audio, names.table, names.message];
    const made = [
      { path: path(names.table), make: (md5Of: Md5Of) => table(deliverable, names, of(md5Of)) },
      { path: path(names.message), make: (md5Of: Md5Of) => message(deliverable, names, of(md5Of), createdAt) },
      {
        path: path(names.manifest),
        make: (md5Of: Md5Of) => others.map((name) => `${of(md5Of)(name)}  ${name}\n`).join(''),
      },
    ];
    return { name: `${names.upc}.zip`, open: (signal) => media.zip([...files, ...made], begin(signal)) };
  }

  /** Counts a delivery as under way. @returns ends that @throws busy when there are too many */
  function begin(signal: AbortSignal): () => void {
    if (underWay >= MOST_AT_ONCE)
      throw new DomainError('busy', 'too many deliveries at once', { subject: 'queue', retryAfter: 5 });
    underWay++;
    let isEnded = false;
    const end = () => {
      if (!isEnded) underWay--;
      isEnded = true;
    };
    // A client that is gone before it has read anything cancels nothing.
    signal.addEventListener('abort', end, { once: true });
    return end;
  }

  return { prepare };
}
