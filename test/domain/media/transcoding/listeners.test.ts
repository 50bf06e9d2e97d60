import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { join } from 'node:path';
import { openFiles } from '../../../support/open-files.ts';
import { bytesOf, Studio, TONE } from '../../../support/transcoding.ts';
import { wave } from '../../../support/wave.ts';

let studio: Studio;
beforeEach(async () => {
  studio = await Studio.open({ atOnce: 1, waiting: 1 });
});
afterEach(() => studio.close());

const song = (seconds = 20) => studio.file('wav', wave({ ...TONE, seconds }));
const keyOf = ({ name }: { name: string }, rate: number) => `${name.slice(0, 21)}-${rate}.mp3`;

/** Waits until something holds. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await holds()); tries++) {
    if (tries > 1000) throw new Error('it never came to be');
    await Bun.sleep(10);
  }
}
const nothingUnfinished = async () => (await studio.kept()).unfinished === 0;
const noneOpen = async () => !(await openFiles()).some((path) => path.startsWith(studio.folder));

describe('open, many listeners', () => {
  test('20 hear the same from its beginning, of one maker, whenever they come', async () => {
    const file = await song();
    const first = await studio.stream(file, { bitrate: 128 });
    const all = Array.from({ length: 19 }, async (_, number) => {
      await Bun.sleep(number * 10);
      const made = await studio.transcodes.open(file, { bitrate: 128 });
      if (!made) throw new Error('there is no MP3');
      return bytesOf(made);
    });
    const heard = await Promise.all([new Response(first).bytes(), ...all]);
    expect(heard[0]?.length).toBeGreaterThan(20 * 16_000);
    for (const bytes of heard) expect(Bun.hash(bytes)).toBe(Bun.hash(heard[0] as Uint8Array));
    expect(await studio.kept()).toEqual({ whole: [keyOf(file, 128)], unfinished: 0 });
    await until(noneOpen);
  }, 30_000);

  test('one that reads nothing keeps nobody waiting, and hears all of it later', async () => {
    const file = await song();
    const slow = (await studio.stream(file, { bitrate: 128 })).getReader();
    const begin = (await slow.read()).value as Uint8Array;
    const fast = await studio.all(file, { bitrate: 128 });
    const [name] = (await studio.kept()).whole;
    expect(name).toBe(keyOf(file, 128));
    // Also when it is deleted meanwhile.
    await studio.transcodes.forget(file.name);
    const rest: Uint8Array[] = [begin];
    for (let read = await slow.read(); !read.done; read = await slow.read()) rest.push(read.value);
    expect(Bun.hash(Buffer.concat(rest))).toBe(Bun.hash(fast));
    await until(noneOpen);
  }, 30_000);

  test('one that leaves takes nothing from the others', async () => {
    const file = await song();
    const [leaver, stayer] = [await studio.stream(file, { bitrate: 96 }), await studio.stream(file, { bitrate: 96 })];
    await leaver.cancel();
    expect((await new Response(stayer).bytes()).length).toBeGreaterThan(20 * 12_000);
    expect((await studio.kept()).whole).toEqual([keyOf(file, 96)]);
  }, 30_000);

  test('listeners at other rates and offsets have makes of their own', async () => {
    const file = await song(2);
    const [one, other, later] = [
      await studio.all(file, { bitrate: 64 }),
      await studio.all(file, { bitrate: 32 }),
      await studio.all(file, { bitrate: 64, offset: 1 }),
    ];
    expect(Math.round(one.length / other.length)).toBe(2);
    expect(Math.round(one.length / later.length)).toBe(2);
    expect((await studio.kept()).whole).toEqual([keyOf(file, 32), keyOf(file, 64)]);
  }, 30_000);
});

describe('open, listeners who leave', () => {
  test.each([
    ['cancel what they read', async (body: ReadableStream, _end: () => void) => body.cancel()],
    ['end their request', async (_body: ReadableStream, end: () => void) => end()],
  ])(
    'and %s end the make, of which nothing is left',
    async (_how, leave) => {
      const file = await studio.long();
      for (const offset of [0, 5]) {
        const ending = new AbortController();
        const body = await studio.stream(file, { bitrate: 64, offset, signal: ending.signal });
        await leave(body, () => ending.abort());
        await until(nothingUnfinished);
        await until(noneOpen);
      }
      // The maker is free for the next.
      expect((await studio.all(await song(1), { bitrate: 64 })).length).toBeGreaterThan(8000);
      expect((await studio.kept()).whole.length).toBe(1);
    },
    30_000,
  );

  test('before it begins free its place', async () => {
    const long = await studio.long();
    const running = await studio.stream(long, { bitrate: 64 });
    const ending = new AbortController();
    const waiting = studio.transcodes.open(long, { bitrate: 32, signal: ending.signal });
    await Bun.sleep(50);
    const refused = studio.transcodes.open(long, { bitrate: 40 });
    await expect(refused).rejects.toMatchObject({ kind: 'busy', detail: { retryAfter: 5 } });
    ending.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    const next = studio.all(await song(1), { bitrate: 64 });
    await running.cancel();
    expect((await next).length).toBeGreaterThan(8000);
  }, 30_000);

  test('and come back at once get a make of their own', async () => {
    const file = await song();
    for (let times = 0; times < 5; times++) await (await studio.stream(file, { bitrate: 128 })).cancel();
    expect((await studio.all(file, { bitrate: 128 })).length).toBeGreaterThan(20 * 16_000);
    await until(nothingUnfinished);
    await until(noneOpen);
  }, 30_000);

  test('that have ended their request before it is answered are not answered', async () => {
    const outcome = studio.transcodes.open(await song(1), { bitrate: 64, signal: AbortSignal.abort() });
    await expect(outcome).rejects.toMatchObject({ name: 'AbortError' });
    expect(await studio.kept()).toEqual({ whole: [], unfinished: 0 });
  });
});

describe('open, what lies on the disk', () => {
  test('is bounded for those who begin in the middle', async () => {
    const small = await Studio.open({}, 50_000);
    const file = await small.file('wav', wave({ ...TONE, seconds: 10 }));
    const reader = (await small.stream(file, { bitrate: 128, offset: 1 })).getReader();
    await reader.read();
    await until(async () => {
      const outcome = await small.transcodes.open(file, { bitrate: 128, offset: 2 }).catch((error) => error);
      if (outcome && 'body' in outcome) await outcome.body.cancel();
      return outcome.kind === 'busy';
    });
    await reader.cancel();
    expect((await small.all(file, { bitrate: 128, offset: 2 })).length).toBeGreaterThan(8 * 16_000);
    await small.close();
  }, 30_000);

  test('is nothing when the file is deleted while it is made; who listens hears it to its end', async () => {
    const file = await song();
    const body = await studio.stream(file, { bitrate: 128 });
    await studio.store.remove(file.place, file.name);
    await studio.transcodes.forget(file.name);
    expect((await new Response(body).bytes()).length).toBeGreaterThan(20 * 16_000);
    await until(nothingUnfinished);
    expect((await studio.kept()).whole).toEqual([]);
    await expect(studio.transcodes.open(file, { bitrate: 128 })).rejects.toMatchObject({ kind: 'not_found' });
  }, 30_000);

  test('is nothing, at whatever moment the file is deleted', async () => {
    for (let moment = 0; moment < 12; moment++) {
      const file = await song(1);
      const made = studio
        .all(file, { bitrate: 32 })
        .catch((error) => expect(error).toMatchObject({ kind: 'not_found' }));
      await Bun.sleep(moment * 12);
      await studio.store.remove(file.place, file.name);
      await studio.transcodes.forget(file.name);
      await made;
      await until(nothingUnfinished);
      expect((await studio.kept()).whole).toEqual([]);
    }
  }, 30_000);

  test('is nothing half made after a kill -9, and what was whole is known', async () => {
    const whole = await song(1);
    await studio.all(whole, { bitrate: 64 });
    const child = Bun.spawn(
      [process.execPath, join(import.meta.dir, 'killed-child.ts'), studio.folder, JSON.stringify(await studio.long())],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const output = child.stdout.getReader();
    expect(Buffer.from((await output.read()).value ?? []).toString()).toBe('begun\n');
    child.kill('SIGKILL');
    await child.exited;
    expect(await studio.kept()).toEqual({ whole: [keyOf(whole, 64)], unfinished: 1 });
    const next = await Studio.open({}, undefined, studio.folder);
    await next.transcodes.own();
    expect(await next.kept()).toEqual({ whole: [keyOf(whole, 64)], unfinished: 0 });
    expect(await next.transcodes.open(whole, { bitrate: 64 })).toHaveProperty('whole');
    await next.transcodes.stop();
  }, 30_000);
});

test('stop · refuses what is being made and what comes', async () => {
  const file = await studio.long();
  const body = await studio.stream(file, { bitrate: 64 });
  const refused = [studio.transcodes.open(file, { bitrate: 32 }), new Response(body).bytes()].map((outcome) =>
    outcome.catch((error) => error),
  );
  await studio.transcodes.stop();
  expect(await Promise.all(refused)).toMatchObject([{ kind: 'busy' }, { kind: 'busy' }]);
  await expect(studio.transcodes.open(file, { bitrate: 96 })).rejects.toMatchObject({ kind: 'busy' });
  await until(nothingUnfinished);
  await until(noneOpen);
});
