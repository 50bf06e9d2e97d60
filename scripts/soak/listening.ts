import type { Random } from '../fuzz/random.ts';
import type { Kept } from './books.ts';
import type { Answer } from './client.ts';
import type { Stage } from './stage.ts';

/** Reads a file that was promised, or a part of it, and compares. */
export async function read({ client, books }: Stage, random: Random): Promise<void> {
  const kept = books.staying;
  if (kept.length === 0) return;
  const file = random.pick(kept);
  const bytes = file.bytes?.();
  const range = bytes && random.chance(0.7) ? rangeIn(bytes.length, random) : undefined;
  const isTrack = file.track !== undefined && range !== undefined && range.first > 0;
  const path = isTrack && random.chance(0.5) ? `/media/track/${file.track}` : random.pick(file.paths);
  const answer = await client.ask(path, range && { headers: { range: range.header } });
  if (file.isLeaving) return;
  books.count(range ? 'reads of ranges' : 'reads of whole files');
  judge(books, file, path, answer, bytes, range);
}

interface Range {
  header: string;
  first: number;
  last: number;
}

function rangeIn(size: number, random: Random): Range {
  if (random.chance(0.1)) {
    const length = random.whole(1, Math.min(size, 4096));
    return { header: `bytes=-${length}`, first: size - length, last: size - 1 };
  }
  const first = random.whole(0, size - 1);
  if (random.chance(0.2)) return { header: `bytes=${first}-`, first, last: size - 1 };
  const last = Math.min(size - 1, first + random.whole(0, random.chance(0.5) ? 65_535 : 1_500_000));
  return { header: `bytes=${first}-${last}`, first, last };
}

/** Notes what is wrong with an answer that should hold a file, or a part of it. @returns whether nothing is */
export function judge(
  books: Stage['books'],
  file: Kept,
  path: string,
  answer: Answer | undefined,
  bytes = file.bytes?.(),
  range?: Range,
): boolean {
  const name = `GET ${path} ${range?.header ?? ''}`;
  if (answer === undefined || answer.status !== (range ? 206 : 200)) {
    books.fault(
      'failed reads',
      `${name}: ${answer ? `${answer.status} ${answer.bytes.subarray(0, 200)}` : 'no answer'}`,
    );
    return false;
  }
  if (!bytes) file.sha256 ??= sha256(answer.bytes);
  const isRight = bytes
    ? answer.bytes.equals(range ? bytes.subarray(range.first, range.last + 1) : bytes)
    : sha256(answer.bytes) === file.sha256;
  const length = bytes?.length;
  const isRanged = !range || answer.headers.get('content-range') === `bytes ${range.first}-${range.last}/${length}`;
  if (isRight && isRanged) return true;
  const told = `${answer.headers.get('content-range')}, ${answer.bytes.length} bytes, by ${answer.servedBy}`;
  books.fault('wrong bytes', `${name}: ${told}`);
  return false;
}

const sha256 = (bytes: Buffer) => Bun.CryptoHasher.hash('sha256', bytes, 'hex');

/** A listener plays a track that they have not played before, in some requests within a few seconds. */
export async function play({ client, books, listeners }: Stage, random: Random): Promise<void> {
  const file = random.pick(books.staying.filter(({ track }) => track !== undefined));
  const listener = random.pick(listeners);
  const track = file.track as string;
  const name = `${listener.id} ${track}`;
  if (played.has(name)) return;
  played.add(name);
  const bytes = file.bytes?.() as Buffer;
  const last = random.chance(0.5) ? bytes.length - 1 : Math.min(bytes.length - 1, 65_535);
  const range = { header: `bytes=0-${last === bytes.length - 1 ? '' : last}`, first: 0, last };
  const made = { track, answers: [] as { servedBy: string; at: number }[] };
  books.plays.push(made);
  const path = `/media/track/${track}`;
  const once = async () => {
    const answer = await client.ask(path, { token: listener.token, headers: { range: range.header } });
    books.count('requests of plays');
    if (judge(books, file, path, answer, bytes, range) && answer) made.answers.push(answer);
  };
  // Players ask several times, and some of them at once.
  for (let times = random.whole(1, 2); times > 0; times--) {
    await Promise.all(Array.from({ length: random.whole(1, 3) }, once));
    await Bun.sleep(random.whole(0, 1500));
  }
}

const played = new Set<string>();

/** Makes a track a favourite, and perhaps no favourite again. */
export async function like({ client, books, listeners }: Stage, random: Random): Promise<void> {
  const { token } = random.pick(listeners);
  const track = random.pick(books.staying.filter((file) => file.track !== undefined)).track as string;
  const name = `${token} ${track}`;
  if (books.likes.has(name)) return;
  for (const isLiked of random.chance(0.3) ? [true, false] : [true]) {
    books.likes.set(name, { token, track, isLiked: undefined });
    const method = isLiked ? 'POST' : 'DELETE';
    const answer = await client.ask(`/user/track/favorite?track_id=${track}`, { method, token });
    books.count('likes');
    if (answer?.status === 200) books.likes.set(name, { token, track, isLiked });
    else if (answer !== undefined && answer.status !== 503)
      books.fault('refused writes', `${method} favourite: ${answer.status} ${answer.bytes.subarray(0, 200)}`);
    if (answer?.status !== 200) return;
  }
}

/** Pays out under a key, sometimes twice at once. */
export async function payOut({ client, books, root, artist, next }: Stage, random: Random): Promise<void> {
  const receipt = `receipt-${next()}`;
  const amount = random.whole(1, 9);
  books.payouts.set(receipt, { amount, isAnswered: false });
  const once = async () => {
    for (let tries = 1; tries <= 3; tries++) {
      const answer = await client.ask(`/v1/royalties/${artist}/payout`, {
        ...{ method: 'POST', token: root, headers: { 'idempotency-key': receipt } },
        body: { amount, receipt_key: receipt },
      });
      if (answer?.status === 200) {
        books.payouts.set(receipt, { amount, isAnswered: true });
        return;
      }
      if (answer !== undefined && answer.status !== 409 && answer.status !== 503)
        books.fault('refused writes', `payout: ${answer.status} ${answer.bytes.subarray(0, 200)}`);
      if (answer?.status !== 409) return;
      // The other one is under way.
      await client.pause(undefined, tries);
    }
  };
  books.count('payouts');
  await Promise.all(random.chance(0.3) ? [once(), once()] : [once()]);
}
