import type { StoredFile } from '../model.ts';
import { rateWithin } from './choice.ts';

/** What a player says of itself: OpenSubsonic's `ClientInfo`. Rates are in bit/s. */
export interface ClientInfo {
  readonly maxAudioBitrate?: number | undefined;
  readonly maxTranscodingAudioBitrate?: number | undefined;
  readonly directPlayProfiles?: readonly DirectPlayProfile[] | undefined;
  readonly transcodingProfiles?: readonly TranscodingProfile[] | undefined;
  readonly codecProfiles?: readonly CodecProfile[] | undefined;
}

/** Of each list an empty one means any. */
interface DirectPlayProfile {
  readonly containers: readonly string[];
  readonly audioCodecs: readonly string[];
  readonly protocols: readonly string[];
  readonly maxAudioChannels?: number | undefined;
}

interface TranscodingProfile {
  readonly container: string;
  readonly audioCodec: string;
  readonly protocol: string;
  readonly maxAudioChannels?: number | undefined;
}

interface CodecProfile {
  /** The codec. */
  readonly name: string;
  readonly limitations?: readonly Limitation[] | undefined;
}

interface Limitation {
  readonly name: string;
  readonly comparison: string;
  readonly values: readonly string[];
  readonly required: boolean;
}

/** Music as it comes to a player. What is unknown is left out. */
export interface StreamDetails {
  readonly protocol: 'http';
  readonly container: string;
  readonly codec: string;
  readonly audioChannels?: number;
  readonly audioBitrate?: number;
  readonly audioSamplerate?: number;
  readonly audioBitdepth?: number;
}

export interface Decision {
  readonly canDirectPlay: boolean;
  readonly canTranscode: boolean;
  /** Why the file is not to be played as it is. */
  readonly transcodeReason: readonly string[];
  /** Why it cannot be played at all. */
  readonly errorReason?: string;
  readonly sourceStream: StreamDetails;
  readonly transcodeStream?: StreamDetails;
  /** kbit/s of the MP3. */
  readonly rate?: number;
}

/** By media type: the container, other names of it, and the codec where there is one only. */
const CONTAINERS: Record<string, { names: readonly [string, ...string[]]; codec?: string }> = {
  'audio/mpeg': { names: ['mp3', 'mpeg'], codec: 'mp3' },
  'audio/flac': { names: ['flac'], codec: 'flac' },
  'audio/wav': { names: ['wav', 'wave'], codec: 'pcm' },
  'audio/ogg': { names: ['ogg', 'oga', 'opus'] },
  'audio/mp4': { names: ['mp4', 'm4a', 'm4b'] },
};
/** Parts of the names that a prober gives to codecs, and how players call them. */
const CODECS = [/opus/i, /vorbis/i, /flac/i, /speex/i, /alac/i, /aac/i] as const;
/** The same codec by other names. */
const ALIASES: Record<string, readonly string[]> = {
  pcm: ['wav', 'pcm_s16le', 'pcm_s24le', 'pcm_f32le'],
  aac: ['mp4a', 'm4a'],
  mp3: ['mpeg', 'mp3a'],
};
/** What is made smaller for players that cannot play it. */
const TRANSCODED = ['audio/wav', 'audio/flac'];

/**
 * Whether a player is to play a file as it is, or an MP3 of it, by what it says that it can.
 * @param usual kbit/s of an MP3 where it sets no limit
 */
export function decide(file: Pick<StoredFile, 'type' | 'facts'>, client: ClientInfo, usual: number): Decision {
  const sourceStream = sourceOf(file);
  const reasons = obstacles(file, sourceStream, client);
  if (reasons.length === 0) return { canDirectPlay: true, canTranscode: false, transcodeReason: [], sourceStream };
  const decision = { canDirectPlay: false, transcodeReason: reasons, sourceStream };
  const transcodeStream = TRANSCODED.includes(file.type) ? mp3For(sourceStream, client, usual) : undefined;
  if (!transcodeStream) return { ...decision, canTranscode: false, errorReason: 'no compatible format is available' };
  return { ...decision, canTranscode: true, transcodeStream, rate: (transcodeStream.audioBitrate ?? 0) / 1000 };
}

function sourceOf({ type, facts }: Pick<StoredFile, 'type' | 'facts'>): StreamDetails {
  const { names, codec } = CONTAINERS[type] ?? { names: [type] };
  const { channels, bitrate, sampleRate, bits } = facts;
  const found = CODECS.find((name) => name.test(facts.codec ?? ''))?.source;
  return {
    protocol: 'http',
    container: names[0],
    codec: codec ?? found ?? facts.codec?.toLowerCase() ?? names[0],
    ...(channels ? { audioChannels: channels } : {}),
    ...(bitrate ? { audioBitrate: Math.round(bitrate) } : {}),
    ...(sampleRate ? { audioSamplerate: sampleRate } : {}),
    ...(bits ? { audioBitdepth: bits } : {}),
  };
}

/** Why a player does not play a file as it is; nothing when it does. */
function obstacles({ type }: Pick<StoredFile, 'type'>, source: StreamDetails, client: ClientInfo): string[] {
  const { codec, container, audioBitrate = 0, audioChannels = 0 } = source;
  const containers = CONTAINERS[type]?.names ?? [container];
  const reasons: string[] = [];
  const profiles = (client.directPlayProfiles ?? []).filter(({ protocols }) => lists(protocols, ['http']));
  const contained = profiles.filter((profile) => lists(profile.containers, containers));
  // Those who know of containers only call the codec by the same name.
  const coded = contained.filter(({ audioCodecs }) => lists(audioCodecs, [...namesOf(codec), container]));
  if (profiles.length === 0) reasons.push('no direct play over http');
  else if (contained.length === 0) reasons.push('container is not supported');
  else if (coded.length === 0) reasons.push('audio codec is not supported');
  else if (!coded.some(({ maxAudioChannels }) => isWithin(audioChannels, maxAudioChannels)))
    reasons.push('too many audio channels');
  if (!isWithin(audioBitrate, client.maxAudioBitrate)) reasons.push('audio bitrate is too high');
  for (const { name } of broken(source, client)) reasons.push(`${name} is not supported`);
  return reasons;
}

/** The MP3 that a player takes instead; `undefined` when it takes none. */
function mp3For(source: StreamDetails, client: ClientInfo, usual: number): StreamDetails | undefined {
  const audioChannels = Math.min(source.audioChannels ?? 2, 2);
  const isTaken = client.transcodingProfiles?.some(
    ({ container, audioCodec, protocol, maxAudioChannels }) =>
      [container, audioCodec, protocol].join().toLowerCase() === 'mp3,mp3,http' &&
      isWithin(audioChannels, maxAudioChannels),
  );
  if (!isTaken) return undefined;
  const limits = limitsOf('mp3', client)
    .filter(({ name, comparison }) => name === 'audioBitrate' && comparison === 'LessThanEqual')
    .map(({ values }) => Number(values[0]));
  const rates = [client.maxAudioBitrate, client.maxTranscodingAudioBitrate, ...limits].filter(
    (rate) => rate && rate > 0,
  );
  const limit = Math.min(...rates.map((rate) => rate as number));
  const rate = rateWithin(Number.isFinite(limit) ? limit / 1000 : 0, usual);
  const from = source.audioSamplerate ?? 44_100;
  const audioSamplerate = 44_100 % from === 0 || from % 44_100 === 0 ? 44_100 : 48_000;
  const stream = {
    protocol: 'http',
    container: 'mp3',
    codec: 'mp3',
    audioChannels,
    audioBitrate: rate * 1000,
  } as const;
  return broken({ ...stream, audioSamplerate }, client).length === 0 ? { ...stream, audioSamplerate } : undefined;
}

/** What a player must have of a codec. */
function limitsOf(codec: string, { codecProfiles = [] }: ClientInfo): Limitation[] {
  return codecProfiles
    .filter(({ name }) => lists([name], namesOf(codec)))
    .flatMap(({ limitations = [] }) => limitations.filter(({ required }) => required));
}

/** Those limits that a stream does not keep. What is not known of it keeps them. */
function broken(stream: StreamDetails, client: ClientInfo): Limitation[] {
  return limitsOf(stream.codec, client).filter(({ name, comparison, values }) => {
    const { audioChannels, audioBitrate, audioSamplerate, audioBitdepth } = stream;
    const value = new Map(Object.entries({ audioChannels, audioBitrate, audioSamplerate, audioBitdepth })).get(name);
    if (value === undefined || values.length === 0) return false;
    const numbers = values.map(Number);
    switch (comparison) {
      case 'Equals':
        return !numbers.includes(value);
      case 'NotEquals':
        return numbers.includes(value);
      case 'LessThanEqual':
        return value > (numbers[0] as number);
      case 'GreaterThanEqual':
        return value < (numbers[0] as number);
      default:
        return false;
    }
  });
}

const namesOf = (codec: string): string[] => [codec, ...(ALIASES[codec] ?? [])];

/** Whether a list is empty, or has one of the names. */
const lists = (list: readonly string[], names: readonly string[]): boolean =>
  list.length === 0 || list.some((one) => names.includes(one.toLowerCase()));

/** @param limit 0 or less, or none: any value is */
const isWithin = (value: number, limit: number | undefined): boolean => !limit || limit <= 0 || value <= limit;
