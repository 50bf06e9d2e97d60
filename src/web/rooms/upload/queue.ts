import { effect } from '@preact/signals';
import { Failure } from '../../api/client.ts';
import { member } from '../../app/session.ts';
import { type Entry, isKept, type Problem, sampleOf, stepOf } from './entry.ts';
import { Kept } from './kept.ts';
import { type Limits, limits, loadLimits } from './limits.ts';
import { entries, failure, isFull, isOnline, isReady, memory, stand, tellSoon } from './list.ts';
import { end, send, type Transfer } from './transfer.ts';

/** Files that are sent at once. */
const AT_ONCE = 3;
/** Milliseconds before it is looked again whether there is room. */
const PAUSE = 10_000;

const transfers = new Map<Entry, Transfer>();
/** What the account keeps at the server that is in no list here. */
let foreign = { uploads: 0, bytes: 0 };
/** Is told of files that have come as a whole. */
let whenArrived = (_entry: Entry): void => {};

/** Starts the list of whoever is signed in, and another one when somebody else is. @param arrived is told of files that have come */
export function startList(arrived: (entry: Entry) => void): void {
  whenArrived = arrived;
  let owner: string | undefined;
  effect(() => {
    const now = member.value?.id;
    if (now === owner) return;
    owner = now;
    leave();
    if (now !== undefined) void enter(now);
  });
  addEventListener('online', () => {
    isOnline.value = true;
    void resume();
  });
  addEventListener('offline', () => {
    isOnline.value = false;
    for (const entry of [...transfers.keys()]) halt(entry);
  });
}

function leave(): void {
  for (const { stop } of transfers.values()) stop();
  transfers.clear();
  void memory.kept?.close();
  memory.kept = undefined;
  entries.value = [];
  isReady.value = false;
  limits.value = undefined;
}

async function enter(owner: string): Promise<void> {
  const mine = new Kept(owner);
  memory.kept = mine;
  const known = await mine.load();
  if (memory.kept !== mine) return;
  entries.value = [...known, ...entries.peek()];
  await resume();
}

/** Asks the server what it has, and goes on with it. */
export async function resume(): Promise<void> {
  failure.value = undefined;
  const mine = memory.kept;
  try {
    const told = await loadLimits();
    if (memory.kept !== mine) return;
    // Later on this page knows better.
    if (!isReady.peek()) for (const entry of entries.peek()) reconcile(entry, told);
    adopt(told);
    isReady.value = true;
    pump();
  } catch (error) {
    // What is there already stays.
    if (isReady.peek()) setTimeout(() => void resume(), PAUSE);
    else if (memory.kept === mine)
      failure.value = error instanceof Failure ? error : new Failure('failed', 0, String(error));
  }
}

/** What a file of the list is after a reload. */
function reconcile(entry: Entry, { uploads }: Limits): void {
  const { step, read } = entry.standing.peek();
  if (transfers.has(entry) || step === 'published' || step === 'refused') return;
  const there = uploads.find(({ id }) => id === entry.upload);
  if (!there) entry.upload = undefined;
  const sent = there?.received ?? 0;
  // The answer to it was lost.
  if (!there && step === 'publishing') stand(entry, { step: 'published' });
  else if (!there || sent < there.length)
    stand(entry, { step: entry.file ? 'waiting' : 'lost', sent, problem: undefined });
  else if (read) stand(entry, { step: 'ready', sent });
  else arrived(entry);
}

/** Gives files the uploads that were announced for them when the answer was lost, and counts what is in no list here. */
function adopt({ uploads }: Limits): void {
  const own = new Set(entries.peek().map(({ upload }) => upload));
  const others = uploads.filter(({ id }) => !own.has(id));
  for (const entry of entries.peek()) {
    if (entry.upload !== undefined || stepOf(entry) !== 'waiting') continue;
    const at = others.findIndex(
      ({ name, length, received }) => received === 0 && name === entry.name && length === entry.size,
    );
    if (at !== -1) entry.upload = others.splice(at, 1)[0]?.id;
  }
  foreign = { uploads: others.length, bytes: others.reduce((sum, { length }) => sum + length, 0) };
}

/** Sends what waits, as far as there is room. */
export function pump(): void {
  const told = limits.peek();
  if (!told || !isReady.peek() || !isOnline.peek()) return;
  let { uploads, bytes } = foreign;
  for (const entry of entries.peek()) {
    if (!isKept(entry) && !transfers.has(entry)) continue;
    uploads++;
    bytes += entry.size;
  }
  let full = false;
  for (const entry of entries.peek()) {
    if (transfers.size >= AT_ONCE) break;
    if (stepOf(entry) !== 'waiting' || !entry.file) continue;
    const isNew = entry.upload === undefined;
    full = isNew && (uploads >= told.most.uploads || bytes + entry.size > told.most.bytes);
    if (full) break;
    if (isNew) {
      uploads++;
      bytes += entry.size;
    }
    begin(entry, entry.file);
  }
  isFull.value = full;
}

function begin(entry: Entry, file: File): void {
  stand(entry, { step: 'sending', problem: undefined });
  let isStopped = false;
  let transfer: Transfer | undefined;
  const over = (next: () => void) => {
    transfers.delete(entry);
    next();
    pump();
  };
  transfers.set(entry, {
    stop: () => {
      isStopped = true;
      transfer?.stop();
    },
  });
  const start = async () => {
    entry.sample ??= await sampleOf(file);
    if (isStopped) return;
    transfer = send(file, entry.upload, {
      named: (id) => {
        entry.upload = id;
        void memory.kept?.note([entry]);
      },
      progress: (sent) => stand(entry, { sent }),
      done: () => over(() => arrived(entry)),
      failed: (status, said) => over(() => fail(entry, status, said)),
    });
  };
  // A file that was moved or deleted since it was chosen cannot be read.
  start().catch(() => over(() => stand(entry, { step: 'failed', problem: { word: 'stoppedHint' } })));
}

function fail(entry: Entry, status: number, said: string): void {
  const isFullElsewhere = status === 429;
  if (isFullElsewhere) {
    // Somewhere else the same account uploads too: it is asked again what there is.
    foreign = { uploads: limits.peek()?.most.uploads ?? 0, bytes: 0 };
    setTimeout(() => void resume(), PAUSE);
  }
  if (isFullElsewhere || !navigator.onLine) {
    stand(entry, { step: 'waiting' });
    return;
  }
  const problem: Problem =
    status >= 400 && status < 500 ? { word: 'unpublished', values: { why: said } } : { word: 'stoppedHint' };
  stand(entry, { step: 'failed', problem });
}

function arrived(entry: Entry): void {
  entry.file = undefined;
  void memory.kept?.dropFile(entry);
  stand(entry, { step: 'reading', sent: entry.size, problem: undefined });
  whenArrived(entry);
}

/** Stops sending for as long as there is no connection. */
function halt(entry: Entry): void {
  transfers.get(entry)?.stop();
  transfers.delete(entry);
  stand(entry, { step: 'waiting' });
}

/** Tries again what has failed. */
export function retry(entry: Entry): void {
  if (stepOf(entry) !== 'failed') return;
  if (entry.file) stand(entry, { step: 'waiting', problem: undefined });
  else arrived(entry);
  pump();
}

/** Takes files out of the list; what has come of them goes. */
export async function remove(gone: readonly Entry[]): Promise<void> {
  const all = new Set(gone);
  entries.value = entries.peek().filter((entry) => !all.has(entry));
  for (const entry of gone) {
    transfers.get(entry)?.stop();
    transfers.delete(entry);
  }
  tellSoon();
  await Promise.all([memory.kept?.drop(gone), ...gone.filter(isKept).map(({ upload }) => end(upload ?? ''))]);
  pump();
}

/** Takes a file out of what the server keeps, which has no use for it. */
export async function refuse(entry: Entry, problem: Problem): Promise<void> {
  const { upload } = entry;
  stand(entry, { step: 'refused', problem });
  if (upload !== undefined) await end(upload);
  pump();
}
