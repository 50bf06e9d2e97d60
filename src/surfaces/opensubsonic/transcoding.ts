import { type Static, Type as t } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import type { SongRow } from '../../domain/library/model.ts';
import type { StoredFile } from '../../domain/media/model.ts';
import { decide } from '../../domain/media/transcoding/decision.ts';
import type { Services } from '../../domain/services.ts';
import { invalid } from '../../errors.ts';
import { readWhole } from '../../http/body/receive.ts';
import { CATALOGUE } from '../../lib/examples.ts';
import type { Call, Endpoints } from './endpoint.ts';
import { CODE } from './errors.ts';
import { finding, noThing } from './finding.ts';
import { failed, formatOfRequest } from './protocol/envelope.ts';
import type { Tree } from './protocol/xml.ts';

/** Bytes of what a player says of itself. */
const LONGEST = 64 * 1024;
const MOST = 100;

const list = t.Array(t.String({ maxLength: 100 }), { maxItems: MOST });
const number = t.Optional(t.Number());
const Limitation = t.Object({
  name: t.String(),
  comparison: t.String(),
  values: list,
  required: t.Optional(t.Boolean()),
});
const ClientInfo = t.Object({
  maxAudioBitrate: number,
  maxTranscodingAudioBitrate: number,
  directPlayProfiles: t.Optional(
    t.Array(
      t.Object({
        containers: t.Optional(list),
        audioCodecs: t.Optional(list),
        protocols: t.Optional(list),
        maxAudioChannels: number,
      }),
      { maxItems: MOST },
    ),
  ),
  transcodingProfiles: t.Optional(
    t.Array(
      t.Object({ container: t.String(), audioCodec: t.String(), protocol: t.String(), maxAudioChannels: number }),
      { maxItems: MOST },
    ),
  ),
  codecProfiles: t.Optional(
    t.Array(t.Object({ name: t.String(), limitations: t.Optional(t.Array(Limitation, { maxItems: MOST })) }), {
      maxItems: MOST,
    }),
  ),
});

/** Makes an MP3 of a song; `undefined` when there is no decoder for it. */
type MakeMp3 = (
  call: Pick<Call, 'request' | 'server' | 'viewer'>,
  wanted: { file: StoredFile; song: SongRow; rate: number; offset: number },
) => Promise<Response | undefined>;

/** What a player is to play, by what it says that it can (the extension `transcoding`). */
export function transcodingEndpoints(services: Services, mp3: MakeMp3): Endpoints {
  const { media, config } = services;
  const find = finding(services);

  async function songIn({ parameters, viewer }: Call): Promise<{ song: SongRow; file: StoredFile }> {
    const id = parameters.id('mediaId');
    const type = parameters.required('mediaType');
    if (type !== 'song' && type !== 'podcast') throw invalid('mediaType', 'must be song or podcast');
    const song = await find.song(type === 'song' ? id : undefined, viewer);
    const file = await media.find('tracks', song.audio);
    if (!file) throw noThing('track');
    return { song, file };
  }

  async function decision(call: Call): Promise<Tree> {
    const { song, file } = await songIn(call);
    const { rate, sourceStream, transcodeStream, transcodeReason, ...decided } = decide(
      file,
      complete(await clientInfo(call.request)),
      config.streamBitrate,
    );
    return {
      transcodeDecision: {
        ...decided,
        transcodeReason: [...transcodeReason],
        transcodeParams: rate === undefined ? undefined : await media.tickets.sign(song.id, rate),
        sourceStream: { ...sourceStream },
        transcodeStream: transcodeStream && { ...transcodeStream },
      },
    };
  }

  return {
    getTranscodeDecision: {
      summary: 'What a player is to play',
      about:
        'Takes by `POST`, as JSON, what a player can, and answers whether it is to play the song as it is or an MP3 of it.',
      parameters: { mediaId: ['the id of a song', CATALOGUE.track], mediaType: ['what it is', 'song'] },
      answer: decision,
    },
    getTranscodeStream: {
      summary: 'Play what was decided',
      about: 'Answers the MP3 that `getTranscodeDecision` has promised. HTTP 400 says that it has not.',
      type: 'audio/mpeg',
      parameters: {
        mediaId: ['the id of a song', CATALOGUE.track],
        mediaType: ['what it is', 'song'],
        transcodeParams: ['as they were answered'],
        offset: ['seconds at which it begins'],
      },
      answer: async (call) => {
        const ticket = call.parameters.required('transcodeParams');
        const { song, file } = await songIn(call);
        const rate = await media.tickets.read(ticket, song.id);
        const made = rate && (await mp3(call, { file, song, rate, offset: call.parameters.number('offset', 0) }));
        if (made) return made;
        const format = formatOfRequest(call.request) ?? { name: 'xml' };
        return failed(format, { code: CODE.generic, message: 'transcodeParams were not given out for this song' }, 400);
      },
    },
  };
}

/** What a player says that it can. @throws invalid (`body`) */
async function clientInfo(request: Request): Promise<Static<typeof ClientInfo>> {
  if (request.method !== 'POST' || !request.body || request.bodyUsed) return {};
  const bytes = await readWhole(LONGEST, request);
  try {
    const value: unknown = bytes.length === 0 ? {} : JSON.parse(new TextDecoder().decode(bytes));
    if (Value.Check(ClientInfo, value)) return value;
  } catch {
    // Said below.
  }
  throw invalid('body', 'must be what a player can, as JSON');
}

/** The same with what may be left out. */
const complete = ({ directPlayProfiles = [], codecProfiles = [], ...rest }: Static<typeof ClientInfo>) => ({
  ...rest,
  directPlayProfiles: directPlayProfiles.map(({ containers = [], audioCodecs = [], protocols = [], ...profile }) => ({
    ...profile,
    ...{ containers, audioCodecs, protocols },
  })),
  codecProfiles: codecProfiles.map(({ name, limitations = [] }) => ({
    name,
    limitations: limitations.map((limitation) => ({ ...limitation, required: limitation.required ?? false })),
  })),
});
