import type { Account } from '../../domain/accounts/model.ts';
import type { SongRow } from '../../domain/library/model.ts';
import type { StoredFile } from '../../domain/media/model.ts';
import { chooseRate } from '../../domain/media/transcoding/choice.ts';
import type { Services } from '../../domain/services.ts';
import { contentDisposition } from '../../http/files/content-disposition.ts';
import { type FileAnswerOptions, filled, planAnswer } from '../../http/files/file-answer.ts';
import { sendsFile } from '../../http/files/file-route.ts';
import { asSent } from '../../http/server/front-door.ts';
import { CATALOGUE } from '../../lib/examples.ts';
import { fileHash, readCoverId } from './cover-ids.ts';
import type { Call, Endpoints } from './endpoint.ts';
import { asNoPicture, finding, noThing, type Thing } from './finding.ts';
import { lyricsEndpoints } from './lyrics.ts';
import { FOR_ALL_PAGES } from './protocol/cross-origin.ts';
import { readId } from './protocol/parameters.ts';
import { kindOf, pathOf } from './things.ts';
import { transcodingEndpoints } from './transcoding.ts';

/** Kept as long as a cache likes: the address names the very picture. */
const FOR_EVER = 'private, max-age=31536000, immutable';
const FOR_AN_HOUR = 'private, max-age=3600';
/** Kept, and asked for again each time: who may hear something may change. */
const REVALIDATED = 'private, no-cache';
/** Pixels: a larger one is asked for as it is. */
const LARGEST_COVER = 1200;
/** Songs of one archive. */
const MOST_ZIPPED = 10_000;

const songId = { id: ['the id of a song', CATALOGUE.track] } as const;

/** Bytes: songs, archives and pictures (section 7, "Media"). Nothing here counts as a play. */
export function mediaEndpoints(services: Services): Endpoints {
  const { media, library, uploads, accounts, config } = services;
  const find = finding(services);

  /** A stored file as it is, with ranges and all. */
  async function original({ request, server }: Call, file: StoredFile, options: FileAnswerOptions): Promise<Response> {
    const answer = sendsFile(
      media,
      async () => ({ file, ...options }),
      () => noThing('file'),
    );
    return forAllPages(await answer({ params: {}, query: {}, request, server }));
  }

  const fileOf = async ({ audio }: SongRow): Promise<StoredFile> => {
    const file = await media.find('tracks', audio);
    if (!file) throw noThing('track');
    return file;
  };

  async function stream(call: Call): Promise<Response> {
    const { parameters, viewer } = call;
    const song = await find.song(parameters.id('id'), viewer);
    const file = await fileOf(song);
    const asked = { format: parameters.text('format'), maxBitRate: parameters.number('maxBitRate', 0) };
    const rate = chooseRate(file, asked, config.streamBitrate);
    const offset = parameters.number('timeOffset', 0);
    const made = rate === undefined ? undefined : await mp3(call, { file, song, rate, offset });
    return made ?? withDuration(await original(call, file, { cacheControl: REVALIDATED }), song.duration);
  }

  /** An MP3 of a song, as it is made or as it was; `undefined` when there is no decoder for it. */
  async function mp3(
    { request, server, viewer }: Pick<Call, 'request' | 'server' | 'viewer'>,
    { file, song, rate, offset }: { file: StoredFile; song: SongRow; rate: number; offset: number },
  ): Promise<Response | undefined> {
    const sent = asSent(request);
    const left = Math.max(0, song.duration - offset);
    const headers = { 'Content-Type': 'audio/mpeg', 'Accept-Ranges': 'none', 'Cache-Control': 'no-store' };
    if (sent.method === 'HEAD') {
      const kept = offset === 0 ? media.findTranscode(file, rate) : undefined;
      const plan = kept && planAnswer(sent, kept, { cacheControl: REVALIDATED });
      const answer = plan ? filled(plan, kept.opened, sent) : new Response(null, { headers });
      return withDuration(forAllPages(answer), left);
    }
    const made = await media.transcode(file, { bitrate: rate, offset, lane: viewer.id, signal: request.signal });
    if (made === undefined) return undefined;
    setImmediate(() => server?.timeout(request, 0));
    if ('body' in made) return withDuration(forAllPages(new Response(made.body, { headers })), left);
    const plan = planAnswer(sent, made.whole, { cacheControl: REVALIDATED });
    return withDuration(forAllPages(filled(plan, made.whole.opened, sent)), left);
  }

  async function download(call: Call): Promise<Response> {
    const thing = await find.any(call.parameters.id('id'), call.viewer);
    if (thing.kind !== 'song') return archive(call, thing);
    const { suffix } = kindOf(thing.song);
    const disposition = contentDisposition('attachment', `${thing.song.artistName} - ${thing.song.name}.${suffix}`);
    return original(call, await fileOf(thing.song), { cacheControl: REVALIDATED, disposition });
  }

  async function archive(
    { request, server, viewer }: Call,
    thing: Exclude<Thing, { kind: 'song' }>,
  ): Promise<Response> {
    const songs = (await songsOf(thing, viewer)).slice(0, MOST_ZIPPED);
    const entries = [];
    for (const song of songs) entries.push({ path: pathOf(song, kindOf(song).suffix), file: await fileOf(song) });
    const name =
      thing.kind === 'album' ? thing.album.name : thing.kind === 'artist' ? thing.artist.name : thing.playlist.name;
    const headers = {
      ...{ 'Content-Type': 'application/zip', 'Content-Disposition': contentDisposition('attachment', `${name}.zip`) },
      ...{ 'Cache-Control': 'no-store', 'Accept-Ranges': 'none', 'X-Content-Type-Options': 'nosniff' },
    };
    if (asSent(request).method === 'HEAD') return forAllPages(new Response(null, { headers }));
    setImmediate(() => server?.timeout(request, 0));
    return forAllPages(new Response(media.zip(entries).body, { headers }));
  }

  async function songsOf(thing: Exclude<Thing, { kind: 'song' }>, viewer: Account): Promise<SongRow[]> {
    if (thing.kind === 'album') return thing.songs;
    const ids = thing.kind === 'artist' ? await library.ids.songsOf(thing.artist.id) : thing.playlist.tracks;
    return library.songs(ids, viewer);
  }

  async function coverArt(call: Call): Promise<Response> {
    const { parameters, viewer, request } = call;
    const asked = readCoverId(parameters.required('id'));
    const cover = asked && (await coverOf(asked, viewer).catch(asNoPicture));
    const file = cover && (await media.find(cover.place, cover.name));
    if (!file) throw noThing('picture');
    const cacheControl = asked.picture === fileHash(file.name) ? FOR_EVER : FOR_AN_HOUR;
    const sent = asSent(request);
    const side = parameters.number('size', 0);
    if (sent.method === 'HEAD' && side > 0 && side <= LARGEST_COVER) {
      // Nothing is made for somebody who does not look at it.
      return forAllPages(
        new Response(null, { headers: { 'Content-Type': 'image/jpeg', 'Cache-Control': cacheControl } }),
      );
    }
    const small = await media.thumb(file, side);
    if (!small) return original(call, file, { cacheControl });
    return forAllPages(filled(planAnswer(sent, small, { cacheControl }), small.opened, sent));
  }

  async function coverOf({ kind, id: text }: NonNullable<ReturnType<typeof readCoverId>>, viewer: Account) {
    const id = readId(text);
    if (kind === 'tr') return (await find.song(id, viewer)).cover;
    if (kind === 'al') return (await find.album(id, viewer)).album.cover;
    if (kind === 'ar') return (await find.artist(id, viewer)).artist.cover;
    const thing = await find.any(id, viewer);
    if (thing.kind === 'song') return thing.song.cover;
    if (thing.kind === 'album') return thing.album.cover;
    if (thing.kind === 'artist') return thing.artist.cover;
    const [first] = await library.songs(thing.playlist.tracks.slice(0, 1), viewer);
    return first?.cover ?? null;
  }

  return {
    stream: {
      summary: 'Play a song',
      about:
        'Answers the bytes of the song, or the part of them that `Range` asks for; an MP3 of it where a player wants one, or less than it has. Counts no play.',
      type: 'audio/mpeg',
      parameters: {
        ...songId,
        maxBitRate: ['most kbit/s; 0: any number'],
        format: ['mp3, or raw for the original'],
        timeOffset: ['seconds at which an MP3 begins'],
      },
      answer: stream,
    },
    download: {
      summary: 'Download a song, or many',
      about: 'Answers the original of a song, or an archive of an album, an artist or a playlist.',
      type: 'audio/mpeg',
      parameters: { id: ['the id of a song, an album, an artist or a playlist', CATALOGUE.track] },
      answer: download,
    },
    getCoverArt: {
      summary: 'The picture of a thing',
      about: 'Answers a picture, as it is or no larger than asked for.',
      type: 'image/jpeg',
      parameters: { id: ['the id of a cover, or of what it belongs to', CATALOGUE.album], size: ['pixels', 300] },
      answer: coverArt,
    },
    getAvatar: {
      summary: 'The picture of a person',
      about: 'Answers the avatar of an account.',
      type: 'image/jpeg',
      parameters: { username: ['whose', 'musician'] },
      answer: async (call) => {
        const account = await accounts.byLogin(call.parameters.required('username'));
        const file = account && (await uploads.avatar(account.id, call.viewer).catch(asNoPicture));
        if (!file) throw noThing('picture');
        return original(call, file, { cacheControl: REVALIDATED });
      },
    },
    ...lyricsEndpoints(services),
    ...transcodingEndpoints(services, mp3),
  };
}

function forAllPages(response: Response): Response {
  for (const [name, value] of Object.entries(FOR_ALL_PAGES)) response.headers.set(name, value);
  // Who asks is said by the address alone.
  response.headers.delete('vary');
  return response;
}

function withDuration(response: Response, seconds: number): Response {
  response.headers.set('X-Content-Duration', String(seconds));
  return response;
}
