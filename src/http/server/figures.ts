import type { Services } from '../../domain/services.ts';

/** What is read when metrics are asked for. */
export interface Figure {
  name: string;
  help: string;
  /** Whether it only ever grows, as what is counted does. */
  isCount?: true;
  /** The name of its label, where it has a value for each of several things. */
  label?: string;
  /** The number, or one for each value of the label. */
  read(): number | Record<string, number> | Promise<number>;
}

/** A figure's share of the time: one that takes 10 ms to read is read every second at most. */
const SHARE = 100;

/** Reads something dear again only after it has rested. */
function resting(read: () => Promise<number>): () => Promise<number> {
  let last: Promise<number> | undefined;
  let until = 0;
  return () => {
    if (last !== undefined && performance.now() < until) return last;
    const start = performance.now();
    const reading = read();
    last = reading;
    until = Number.POSITIVE_INFINITY;
    reading.then(
      () => {
        const end = performance.now();
        until = end + SHARE * (end - start);
      },
      () => {
        last = undefined;
      },
    );
    return reading;
  };
}

/** The figures of the domain. What cannot be read, as the database is away, stays as it was. */
export function figuresOf({ accounts, ledgerDifference, media, tasks }: Services): readonly Figure[] {
  const loads = () => Object.entries({ ...media.loads(), hashes: accounts.figures().hashes });
  const eachLoad = (of: 'waiting' | 'busy') => () =>
    Object.fromEntries(loads().map(([queue, load]) => [queue, load[of]]));
  const counts = async (of: 'waiting' | 'failed') => (await tasks.figures())[of];
  const disk = async (of: 'size' | 'free') => (await media.staging.disk())[of];
  return [
    {
      name: 'queue_waiting',
      label: 'queue',
      help: 'Pieces of work that wait for their turn',
      read: eachLoad('waiting'),
    },
    { name: 'queue_busy', label: 'queue', help: 'Pieces of work under way', read: eachLoad('busy') },
    { name: 'tasks_waiting', help: 'Deferred tasks that wait', read: resting(() => counts('waiting')) },
    {
      ...{ name: 'tasks_failed_total', isCount: true },
      ...{ help: 'Deferred tasks that were set aside', read: resting(() => counts('failed')) },
    },
    { name: 'files', help: 'Stored files', read: resting(media.countFiles) },
    { name: 'disk_bytes', help: 'Size of the disk that the data folder is on', read: () => disk('size') },
    { name: 'disk_free_bytes', help: 'What is free of it', read: () => disk('free') },
    { name: 'cache_bytes', help: 'Copies of files of the S3 store', read: () => media.cache().bytes },
    {
      ...{ name: 'cache_hits_total', isCount: true },
      ...{ help: 'Files of the S3 store that were asked for and had a copy', read: () => media.cache().hits },
    },
    {
      ...{ name: 'cache_misses_total', isCount: true },
      ...{ help: 'Files of the S3 store that were asked for and had none', read: () => media.cache().misses },
    },
    {
      ...{ name: 'sign_ins_refused_total', isCount: true },
      ...{
        help: 'Sign-ins with a wrong password or key, or too many of them',
        read: () => accounts.figures().refusedSignIns,
      },
    },
    {
      name: 'ledger_difference',
      help: 'By how much what artists hold differs from the entries of the ledger; 0 when it is right',
      read: resting(ledgerDifference),
    },
    { name: 'memory_bytes', help: 'Memory of the process that is in use', read: () => process.memoryUsage.rss() },
    {
      ...{ name: 'cpu_seconds_total', isCount: true, help: 'Time of processors that the process has used' },
      read: () => {
        const { user, system } = process.cpuUsage();
        return (user + system) / 1e6;
      },
    },
  ];
}
