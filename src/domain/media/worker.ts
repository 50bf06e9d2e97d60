import { type IAudioMetadata, type IOptions, parseBlob } from 'music-metadata';
import type { Answer, Question } from './audio.ts';
import { readFlac } from './flac.ts';
import type { Audio, Format } from './format.ts';
import { measureMp3 } from './mp3.ts';
import { pictureIn, tagsOf } from './tags.ts';
import { readWave } from './wave.ts';
import { Window } from './window.ts';

declare const self: Worker;

/** Seconds. */
const LONGEST = 100 * 60 * 60;
/** bit/s. */
const LEAST_BITRATE = 1000;
/** An M4A in one piece takes 50, one in fragments 11 for each: enough for two hours in fragments of a second. */
const MOST_READS = 100_000;
/** Some for each page, and all of them are read. */
const MOST_READS_OF_OGG = 2_000_000;

self.onmessage = async ({ data }: MessageEvent<Question>) => {
  self.postMessage(await answer(data));
};

/** Tags of a file that are looked at; later ones are passed over. */
const MOST_TAGS = 2_000;
/** Reads of a file for its picture: one made of nothing but tiny parts would take minutes. */
const MOST_READS_OF_PICTURE = 20_000;

async function answer({ descriptor, size, type, wantsPicture }: Question): Promise<Answer> {
  try {
    if (wantsPicture) return { picture: await picture(new Window(descriptor, size, type, MOST_READS_OF_PICTURE)) };
    const audio = await probe(
      new Window(descriptor, size, type, type === 'audio/ogg' ? MOST_READS_OF_OGG : MOST_READS),
    );
    const { duration, bitrate } = audio;
    if (!(duration > 0 && Number.isFinite(duration))) return { problem: 'it has no length' };
    // Nobody records such a thing: the header lies, and the length would be believed by players and by the books.
    if (duration > LONGEST || !(bitrate >= LEAST_BITRATE)) return { problem: 'its length cannot be true' };
    return { audio };
  } catch (error) {
    return { problem: String(error) };
  }
}

/** MP3, WAV and FLAC are measured by what is in them, and a parser that stumbles over their tags costs no more than the tags. */
async function probe(file: Window): Promise<Audio> {
  switch (file.type) {
    case 'audio/mpeg':
      return tagged(measureMp3(file), file);
    case 'audio/wav':
      return tagged(readWave(file), file);
    case 'audio/flac':
      return tagged(readFlac(file), file);
    default:
      return parsed(file);
  }
}

async function tagged(format: Format | undefined, file: Window): Promise<Audio> {
  if (!format) throw new Error('there is no music in it');
  const found = await parse(file).catch(() => undefined);
  return { ...format, ...(found && tagsOf(found)) };
}

async function parsed(file: Window): Promise<Audio> {
  const found = await parse(file);
  const { format } = found;
  if (format.hasVideo) throw new Error('it is a film');
  const { duration = 0, sampleRate = 0, numberOfChannels: channels = 0, codec = '', container = '' } = format;
  const lossless = format.lossless ?? false;
  const bits = lossless ? format.bitsPerSample : undefined;
  const bitrate = (file.size * 8) / duration;
  return { duration, bitrate, sampleRate, bits, channels, codec, container, lossless, ...tagsOf(found) };
}

/** A copy: what the parser gives lies in the middle of what it has read. */
async function picture(file: Window): Promise<Uint8Array | undefined> {
  const { common } = await parseBounded(file, { duration: false, skipCovers: false });
  return pictureIn(common)?.slice();
}

// Only an Ogg has to be read to its end for its length.
const parse = (file: Window): Promise<IAudioMetadata> =>
  parseBounded(file, { duration: file.type === 'audio/ogg', skipCovers: true });

/** The parser joins all artists anew for each one, and compares each tag with those before: it is given no more than some. */
function parseBounded(file: Window, options: IOptions): Promise<IAudioMetadata> {
  let tags: number | undefined;
  const observer: IOptions['observer'] = ({ metadata }) => {
    if (tags !== undefined) return;
    tags = 0;
    const collector = metadata as unknown as Collector;
    const add = collector.addTag.bind(collector);
    collector.addTag = async (...tag) => {
      if (tags !== undefined && ++tags <= MOST_TAGS) await add(...tag);
    };
  };
  return parseBlob(file as unknown as Blob, { ...options, observer });
}

/** What the parser gathers tags in; its first event tells of it. */
interface Collector {
  addTag(type: string, id: string, value: unknown): Promise<void>;
}
