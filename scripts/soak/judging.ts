import postgres, { type Sql } from 'postgres';
import { parseId } from '../../src/lib/ids.ts';
import type { Books, Play } from './books.ts';
import { Client, json } from './client.ts';
import { judge } from './listening.ts';
import { INCOME, type Stage } from './stage.ts';
import { EAGER_JANITOR, type Replica, type World } from './world.ts';

/** Milliseconds that what is deferred may take. */
const SETTLED = 20_000;
/** Milliseconds for which a play may wait in a process, a write included. */
const PLAY_WAITS = 1_500;
/** Files that are read at once. */
const AT_ONCE = 4;

/** Compares what is there with what was promised, then lets the janitor erase what is left. All replicas are ready. */
export async function judgeAll(world: World, stage: Stage): Promise<void> {
  const { books } = stage;
  const sql = postgres(world.databaseUrl, { max: 2, onnotice: () => {} });
  try {
    await judgeLikes(world, stage);
    await judgePlays(sql, books);
    await judgePayouts(world, stage);
    await judgeFiles(world, books);
    await judgeHashes(sql, world, stage);
    await cleanUp(world, books, sql);
    const { status, output } = await world.check();
    if (status !== 0) books.fault('complaints of media check', `${status}: ${output}`);
  } finally {
    await sql.end();
  }
}

/** Every file that was promised, from each replica; and none that was deleted. */
async function judgeFiles({ replicas }: World, books: Books): Promise<void> {
  for (const { origin } of replicas) {
    const client = new Client(origin, books.figures);
    const left = books.files.filter(({ isLeaving, isGone }) => !isLeaving || isGone);
    const readSome = async () => {
      for (let file = left.pop(); file; file = left.pop()) {
        const path = file.paths[0] as string;
        const answer = await client.ask(path);
        if (!file.isGone) judge(books, file, path, answer);
        else if (answer?.status !== 404) books.fault('lost writes', `${path} was deleted: ${answer?.status}`);
        books.count('files read from each replica');
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, readSome));
  }
}

/** What each replica serves is what its row says it is: also pictures that were drawn, of which only the server knows. */
async function judgeHashes(sql: Sql, { origin }: World, { books, client }: Stage): Promise<void> {
  for (const file of books.staying.filter(({ sha256 }) => sha256 !== undefined)) {
    const answer = await client.ask(file.paths[0] as string, { method: 'HEAD' });
    const name = answer?.headers.get('etag')?.slice(1, -1) ?? '';
    const [row] = await sql`select sha256 from files where name = ${name}`;
    if (row?.sha256 !== file.sha256)
      books.fault('wrong bytes', `${origin}${file.paths[0]} has not the hash of its row`);
  }
}

async function judgeLikes({ replicas }: World, { books }: Stage): Promise<void> {
  const end = Date.now() + SETTLED;
  for (;;) {
    const wrong: string[] = [];
    for (const { origin } of replicas) {
      const favourites = new Map<string, Set<string>>();
      for (const [name, { token, track, isLiked }] of books.likes) {
        const theirs = favourites.get(token) ?? (await favouritesOf(new Client(origin, books.figures), token));
        favourites.set(token, theirs);
        if (isLiked !== undefined && theirs.has(track) !== isLiked) wrong.push(`${name.slice(-36)} at ${origin}`);
      }
    }
    if (wrong.length === 0) return;
    if (Date.now() < end) await Bun.sleep(500);
    else {
      for (const text of wrong) books.fault('lost writes', `favourite ${text}`);
      return;
    }
  }
}

async function favouritesOf(client: Client, token: string): Promise<Set<string>> {
  const found = new Set<string>();
  for (let path: string | undefined = '/user/track/favorite'; path; ) {
    const answer = await client.ask(path, { token });
    if (answer?.status !== 200) throw new Error(`favourites: ${answer?.status}`);
    for (const { track_id } of json(answer).tracks) found.add(track_id);
    const next = /<([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1];
    path = next && new URL(next, 'http://x').pathname + new URL(next, 'http://x').search;
  }
  return found;
}

/**
 * One play of one listener is counted once. It may be missing when each replica that answered it was killed before it had
 * written it: within a second, or while the database was away.
 */
async function judgePlays(sql: Sql, books: Books): Promise<void> {
  const byTrack = Map.groupBy(books.plays, ({ track }) => track);
  for (const [track, plays] of byTrack) {
    const [row] = await sql`select plays from tracks where id = ${parseId(track) ?? ''}`;
    const counted = Number(row?.plays);
    const sure = plays.filter((play) => isSure(books, play)).length;
    books.count('plays', plays.length);
    books.count('plays counted', counted);
    books.count('plays lost with a replica', Math.max(0, plays.filter(wasAnswered).length - counted));
    if (!(counted >= sure && counted <= plays.length))
      books.fault('wrong plays', `${track}: ${counted}, and should be ${sure} to ${plays.length}`);
  }
}

const wasAnswered = ({ answers }: Play) => answers.length > 0;

const isSure = (books: Books, { answers }: Play): boolean =>
  answers.some(({ servedBy, at }) => {
    const outage = books.outages.find(({ from, to }) => at + PLAY_WAITS > from && at < to);
    const until = (outage?.to ?? at) + PLAY_WAITS;
    return !books.kills.some((kill) => kill.address === servedBy && kill.at >= at - PLAY_WAITS && kill.at <= until);
  });

/** What was paid out is in the books once, and the balance is what is left. */
async function judgePayouts({ replicas }: World, { books, root, artist }: Stage): Promise<void> {
  for (const { origin } of replicas) {
    const answer = await new Client(origin, books.figures).ask(`/v1/royalties/${artist}`, { token: root });
    if (answer?.status !== 200) throw new Error(`royalties: ${answer?.status} ${answer?.bytes}`);
    const [{ active_income, history }] = json(answer);
    const booked = Map.groupBy(
      (history as { type: string; amount: number; receipt_key?: string }[]).filter(({ receipt_key }) => receipt_key),
      ({ receipt_key }) => receipt_key as string,
    );
    let sum = 0;
    for (const [receipt, entries] of booked) {
      sum += entries.reduce((all, { amount }) => all + Math.abs(amount), 0);
      const paid = books.payouts.get(receipt);
      if (entries.length !== 1 || Math.abs(entries[0]?.amount ?? 0) !== paid?.amount)
        books.fault('wrong payouts', `${receipt} of ${paid?.amount}: ${JSON.stringify(entries)}`);
    }
    for (const [receipt, { isAnswered }] of books.payouts)
      if (isAnswered && !booked.has(receipt)) books.fault('lost writes', `${receipt} is not booked`);
    if (active_income !== INCOME - sum)
      books.fault('wrong payouts', `${active_income} is left of ${INCOME} less ${sum}`);
  }
}

/** Objects that no row owns. */
async function orphans(world: World, sql: Sql): Promise<string[]> {
  // Listed first: what has come since has a row, or is none of these.
  const objects = await world.objects();
  const rows = await sql`select name from files union select name from upload_pieces`;
  const owned = new Set(rows.map(({ name }) => name));
  return objects.filter((name) => !owned.has(name));
}

/** Starts the replicas anew with a janitor that waits for nothing, and waits until no object is left without a row. */
async function cleanUp(world: World, books: Books, sql: Sql): Promise<void> {
  books.count('objects without a row before the janitor', (await orphans(world, sql)).length);
  books.count('objects', (await world.objects()).length);
  const states = await sql`select state, count(*) from loose_files group by state`;
  for (const { state, count } of states) books.count(`notes of files ${state}`, Number(count));
  const stop = async (replica: Replica) => {
    const status = await replica.stop();
    if (status !== 0) books.fault('failed stops', `${replica.origin} ended with ${status}`);
  };
  await Promise.all(world.replicas.map(stop));
  await Promise.all(world.replicas.map((replica) => replica.start(EAGER_JANITOR)));
  const end = Date.now() + SETTLED;
  let left = await orphans(world, sql);
  for (; left.length > 0 && Date.now() < end; left = await orphans(world, sql)) await Bun.sleep(500);
  books.count('objects without a row after the janitor', left.length);
  for (const name of left) {
    const [note] = await sql`select state, since from loose_files where name = ${name}`;
    books.fault(
      'objects without a row',
      `${name}, noted as ${note ? `${note.state} at ${note.since}` : 'nothing'}; now ${Date.now()}`,
    );
  }
}
