import { describe, expect, test } from 'bun:test';
import { type ClientInfo, decide } from '../../../../src/domain/media/transcoding/decision.ts';

const FILES = {
  mp3: { type: 'audio/mpeg', facts: { bitrate: 256_000, sampleRate: 44_100, channels: 2, codec: 'MPEG 1 Layer 3' } },
  opus: { type: 'audio/ogg', facts: { bitrate: 128_000, sampleRate: 48_000, channels: 2, codec: 'Opus' } },
  vorbis: { type: 'audio/ogg', facts: { bitrate: 128_000, sampleRate: 44_100, channels: 2, codec: 'Vorbis I' } },
  m4a: { type: 'audio/mp4', facts: { bitrate: 256_000, sampleRate: 44_100, channels: 2, codec: 'MPEG-4/AAC' } },
  wav: { type: 'audio/wav', facts: { bitrate: 1_411_200, sampleRate: 44_100, bits: 16, channels: 2, codec: 'PCM' } },
  flac: { type: 'audio/flac', facts: { bitrate: 2_900_000, sampleRate: 96_000, bits: 24, channels: 2, codec: 'FLAC' } },
  around: { type: 'audio/flac', facts: { bitrate: 2e6, sampleRate: 48_000, bits: 16, channels: 6, codec: 'FLAC' } },
};

const direct = (containers: string[], audioCodecs: string[] = [], more: object = {}) => ({
  ...{ containers, audioCodecs, protocols: ['http'] },
  ...more,
});
const MP3 = { container: 'mp3', audioCodec: 'mp3', protocol: 'http' };
const limit = (codec: string, name: string, comparison: string, values: string[], required = true) => ({
  ...{ type: 'AudioCodec', name: codec },
  limitations: [{ name, comparison, values, required }],
});
const any = [direct([])];

describe('decide, a player that takes a file as it is', () => {
  test.each<[keyof typeof FILES, ClientInfo]>([
    ['mp3', { directPlayProfiles: [direct(['mp3'], ['mp3'])] }],
    ['mp3', { directPlayProfiles: [direct(['flac']), direct(['MP3'], ['MP3'])] }],
    ['m4a', { directPlayProfiles: any }],
    ['m4a', { directPlayProfiles: [direct(['mp4'], ['aac'])] }],
    ['m4a', { directPlayProfiles: [direct(['m4a'])] }],
    ['wav', { directPlayProfiles: [direct(['wav'], ['pcm'])] }],
    ['wav', { directPlayProfiles: [direct(['wav'], ['wav'])] }],
    ['opus', { directPlayProfiles: [direct(['ogg'], ['opus'])] }],
    ['vorbis', { directPlayProfiles: [direct(['ogg'], ['vorbis'])] }],
    ['flac', { directPlayProfiles: [direct([], ['flac'], { protocols: [] })] }],
    ['mp3', { directPlayProfiles: any, maxAudioBitrate: 256_000 }],
    ['mp3', { directPlayProfiles: any, maxAudioBitrate: 0 }],
    ['mp3', { directPlayProfiles: any, codecProfiles: [limit('flac', 'audioChannels', 'Equals', ['1'])] }],
    [
      'flac',
      { directPlayProfiles: any, codecProfiles: [limit('flac', 'audioBitdepth', 'LessThanEqual', ['16'], false)] },
    ],
    [
      'flac',
      { directPlayProfiles: any, codecProfiles: [limit('flac', 'audioSamplerate', 'Equals', ['48000', '96000'])] },
    ],
    ['mp3', { directPlayProfiles: any, codecProfiles: [limit('mp3', 'audioBitdepth', 'LessThanEqual', ['8'])] }],
    ['mp3', { directPlayProfiles: any, codecProfiles: [limit('mp3', 'audioProfile', 'Equals', ['x'])] }],
    ['around', { directPlayProfiles: [direct(['flac'], [], { maxAudioChannels: 6 })] }],
  ])('%s %j', (file, client) => {
    const { sourceStream: _, ...decision } = decide(FILES[file], client, 192);
    expect(decision).toEqual({ canDirectPlay: true, canTranscode: false, transcodeReason: [] });
  });
});

describe('decide, a player that gets an MP3', () => {
  const mp3 = [MP3];
  test.each<[keyof typeof FILES, ClientInfo, string, number, number]>([
    ['wav', {}, 'no direct play over http', 192, 44_100],
    ['wav', { directPlayProfiles: [direct(['mp3'])] }, 'container is not supported', 192, 44_100],
    ['flac', { directPlayProfiles: [direct(['flac'], ['alac'])] }, 'audio codec is not supported', 192, 48_000],
    ['flac', { directPlayProfiles: any, maxAudioBitrate: 320_000 }, 'audio bitrate is too high', 320, 48_000],
    ['wav', { directPlayProfiles: any, maxAudioBitrate: 129_000 }, 'audio bitrate is too high', 128, 44_100],
    ['wav', { maxTranscodingAudioBitrate: 96_000 }, 'no direct play over http', 96, 44_100],
    ['wav', { maxTranscodingAudioBitrate: 1000 }, 'no direct play over http', 32, 44_100],
    [
      'wav',
      { maxAudioBitrate: 64_000, maxTranscodingAudioBitrate: 96_000, directPlayProfiles: any },
      'audio bitrate is too high',
      64,
      44_100,
    ],
    [
      'wav',
      { directPlayProfiles: [direct(['wav'], [], { protocols: ['hls'] })] },
      'no direct play over http',
      192,
      44_100,
    ],
    [
      'around',
      { directPlayProfiles: [direct(['flac'], [], { maxAudioChannels: 2 })] },
      'too many audio channels',
      192,
      48_000,
    ],
    [
      'flac',
      { directPlayProfiles: any, codecProfiles: [limit('flac', 'audioBitdepth', 'LessThanEqual', ['16'])] },
      'audioBitdepth is not supported',
      192,
      48_000,
    ],
    [
      'flac',
      { directPlayProfiles: any, codecProfiles: [limit('flac', 'audioSamplerate', 'NotEquals', ['96000'])] },
      'audioSamplerate is not supported',
      192,
      48_000,
    ],
    [
      'wav',
      { codecProfiles: [limit('mp3', 'audioBitrate', 'LessThanEqual', ['160000'])] },
      'no direct play over http',
      160,
      44_100,
    ],
  ])('%s %j: %s', (file, client, reason, rate, audioSamplerate) => {
    const decision = decide(FILES[file], { ...client, transcodingProfiles: mp3 }, 192);
    expect(decision).toMatchObject({ canDirectPlay: false, canTranscode: true, transcodeReason: [reason], rate });
    const stream = { protocol: 'http', container: 'mp3', codec: 'mp3', audioChannels: 2, audioBitrate: rate * 1000 };
    expect(decision.transcodeStream).toEqual({ ...stream, audioSamplerate } as never);
    expect(decision.errorReason).toBeUndefined();
  });
});

describe('decide, a player that can play nothing', () => {
  test.each<[keyof typeof FILES, ClientInfo]>([
    ['wav', {}],
    ['wav', { transcodingProfiles: [{ ...MP3, protocol: 'hls' }] }],
    ['wav', { transcodingProfiles: [{ ...MP3, container: 'ogg', audioCodec: 'opus' }] }],
    ['wav', { transcodingProfiles: [{ ...MP3, maxAudioChannels: 1 }] }],
    ['wav', { transcodingProfiles: [MP3], codecProfiles: [limit('mp3', 'audioSamplerate', 'Equals', ['22050'])] }],
    ['m4a', { transcodingProfiles: [MP3] }],
    ['opus', { directPlayProfiles: [direct(['mp3'])], transcodingProfiles: [MP3] }],
  ])('%s %j', (file, client) => {
    expect(decide(FILES[file], client, 192)).toMatchObject({
      ...{ canDirectPlay: false, canTranscode: false },
      errorReason: 'no compatible format is available',
    });
  });
});

test('decide · says what the file is', () => {
  const sources = Object.values(FILES).map((file) => decide(file, {}, 192).sourceStream);
  expect(sources.map(({ container, codec }) => `${container} ${codec}`)).toEqual([
    ...['mp3 mp3', 'ogg opus', 'ogg vorbis', 'mp4 aac', 'wav pcm', 'flac flac', 'flac flac'],
  ]);
  const [mp3, , , , wav] = sources;
  const stream = { protocol: 'http', audioChannels: 2, audioSamplerate: 44_100 };
  expect(mp3).toEqual({ ...stream, container: 'mp3', codec: 'mp3', audioBitrate: 256_000 } as never);
  expect(wav).toMatchObject({ audioBitrate: 1_411_200, audioBitdepth: 16 });
});
