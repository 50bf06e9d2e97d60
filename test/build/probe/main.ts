import { readFileSync } from 'node:fs';
import { loadSharp } from '../../../src/domain/media/sharp.ts';
import { workerEntry } from '../../../src/lib/worker-entry.ts';

/** What the probe saw, printed as one line of JSON for `build.test.ts`. */
export interface Sightings {
  environment: { NODE_ENV?: string; FROM_DOTENV?: string; FROM_BUNFIG?: string };
  nativeAtStart: string[];
  /** The files that native code was loaded from. */
  native: string[];
  /** Each format, written and read back, with the size of the picture. */
  pictures: string[];
  worker: string;
  trace: string;
}

const { NODE_ENV, FROM_DOTENV, FROM_BUNFIG } = Bun.env;
const nativeAtStart = mappedLibraries();
const sightings: Sightings = {
  environment: { NODE_ENV, FROM_DOTENV, FROM_BUNFIG },
  nativeAtStart,
  pictures: await convert(['png', 'jpeg', 'webp']),
  native: mappedLibraries(),
  worker: await askWorker('room'),
  trace: new Error('a trace').stack ?? '',
};
process.stdout.write(JSON.stringify(sightings));

function mappedLibraries(): string[] {
  const files = readFileSync('/proc/self/maps', 'utf8').match(/\/\S*(libvips|sharp-)\S*/g);
  return [...new Set(files)].sort();
}

async function convert(formats: ('png' | 'jpeg' | 'webp')[]): Promise<string[]> {
  const sharp = await loadSharp();
  const picture = sharp({ create: { width: 64, height: 48, channels: 3, background: 'red' } });
  const seen: string[] = [];
  for (const wanted of formats) {
    const bytes = await picture.clone().toFormat(wanted).toBuffer();
    const { format, width, height } = await sharp(bytes).metadata();
    seen.push(`${format} ${width}x${height}`);
  }
  return seen;
}

function askWorker(room: string): Promise<string> {
  const worker = new Worker(workerEntry(room));
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  worker.onerror = (event) => reject(new Error(event.message));
  worker.onmessage = (event: MessageEvent<string>) => resolve(event.data);
  worker.postMessage('question');
  return promise.finally(() => worker.terminate());
}
