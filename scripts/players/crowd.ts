import { quantile } from './stopwatch.ts';
import { EVERYTHING } from './table.ts';
import type { World } from './world.ts';

const LISTENERS = 200;
/** Milliseconds between two things that a listener asks for. */
const PAUSE = 2000;
const PAGE = 500;
/** Pages that the other player reads. */
const PAGES = 200;

/** Listeners who hear, look around and scrobble, while one player reads the library: how long anybody waits. */
export async function crowd({ player, song, albums, artists, add }: World, cpu: () => number): Promise<void> {
  const taken = new Map<string, number[]>();
  async function timed(name: string, work: Promise<unknown>): Promise<void> {
    const start = performance.now();
    await work;
    taken.set(name, [...(taken.get(name) ?? []), performance.now() - start]);
  }
  // Ready beforehand, as most songs are that many hear.
  await player.begun(`stream?id=${song}&format=mp3&maxBitRate=128`);

  let isOver = false;
  async function listen(at: number): Promise<void> {
    const one = <Value>(values: readonly Value[], turn: number) => values[(at * 31 + turn) % values.length];
    await Bun.sleep((at / LISTENERS) * PAUSE);
    for (let turn = 0; !isOver; turn++) {
      const asked = [
        `getAlbum?id=${one(albums, turn)}`,
        `getArtist?id=${one(artists, turn)}`,
        'search3?query=kalo',
        `getAlbumList2?type=newest&size=50&offset=${turn * 50}`,
        `scrobble?id=${song}&time=${Date.now() - at * 1000}`,
      ];
      const endpoint = one(asked, turn) ?? '';
      await timed(endpoint.split('?')[0] ?? '', player.whole(endpoint));
      await timed('stream', player.begun(`stream?id=${song}${turn % 2 === 0 ? '&format=mp3&maxBitRate=128' : ''}`));
      await Bun.sleep(PAUSE);
    }
  }
  async function sync(): Promise<void> {
    await add();
    await timed('getArtists', player.whole('getArtists'));
    for (let page = 0; page < PAGES; page++) await timed('sync', player.whole(EVERYTHING + page * PAGE));
    isOver = true;
  }
  const [start, used] = [performance.now(), cpu()];
  const listening = Array.from({ length: LISTENERS }, (_, at) => listen(at));
  await Promise.all([sync(), ...listening]);
  const busy = (100_000 * (cpu() - used)) / (performance.now() - start);
  console.log(
    `\n${LISTENERS} listeners and one sync; none is to wait for more than 500 ms; processor ${busy.toFixed(0)} %\n`,
  );
  console.log('| | answers | p50 | p95 | longest |\n|---|--:|--:|--:|--:|');
  for (const [name, times] of [...taken].sort()) {
    const told = [quantile(times, 0.5), quantile(times, 0.95), quantile(times, 1)].map((time) => time.toFixed(1));
    console.log(`| ${name} | ${times.length} | ${told.join(' | ')} |`);
  }
}
