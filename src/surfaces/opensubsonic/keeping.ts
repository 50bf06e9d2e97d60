import type { Account } from '../../domain/accounts/model.ts';
import type { Queue } from '../../domain/players/queue.ts';
import type { Share } from '../../domain/players/shares.ts';
import type { Services } from '../../domain/services.ts';
import { invalid } from '../../errors.ts';
import { originOf } from '../../http/server/origin.ts';
import { CATALOGUE, SHARE } from '../../lib/examples.ts';
import type { Id } from '../../lib/ids.ts';
import { instant } from '../../lib/time.ts';
import type { Call, Endpoints } from './endpoint.ts';
import { noThing } from './finding.ts';
import { songsIn } from './playlists.ts';
import { missing, type Parameters } from './protocol/parameters.ts';
import type { Tree } from './protocol/xml.ts';
import type { Views } from './views.ts';

const MOST_QUEUED = 10_000;
const MOST_SHARED = 500;
/** The last millisecond that a date can have. */
const LATEST = 8_640_000_000_000_000;

/** Where the caller stopped, what comes next, and what they show to others (section 7). */
export function keepingEndpoints(services: Pick<Services, 'players' | 'library' | 'config'>, views: Views): Endpoints {
  const { players, library, config } = services;

  const queueShown = async (call: Call): Promise<{ queue: Queue; tree: Tree }> => {
    const { viewer } = call;
    const queue = await players.queue(viewer);
    const { position, changedAt, changedBy, tracks } = queue;
    const entry = await views.keptSongs(tracks, call);
    return { queue, tree: { position, username: viewer.login, changed: instant(changedAt), changedBy, entry } };
  };

  async function songsOf({ items }: Share, viewer: Account): Promise<Id[]> {
    const songs: Id[] = [];
    for (const { kind, id } of items) {
      if (kind === 'track') songs.push(id);
      if (kind === 'album') songs.push(...(await library.ids.songsOn(id)));
      if (kind === 'playlist') songs.push(...(await players.playlist(viewer, id)).tracks);
    }
    return songs.slice(0, MOST_QUEUED);
  }

  /** Shares with their songs, which are read together. */
  async function shown(call: Call, shares: readonly Share[]): Promise<Tree[]> {
    const songs: Id[][] = [];
    for (const one of shares) songs.push(await songsOf(one, call.viewer));
    const all = [...new Set(songs.flat())];
    const trees = new Map((await views.songs(all, call)).map((tree): [Id, Tree] => [tree.id as Id, tree]));
    const entries = (ids: readonly Id[]) => ids.map((id) => trees.get(id)).filter((tree) => tree !== undefined);
    return shares.map((one, at) => share(call, one, entries(songs[at] ?? [])));
  }

  function share(call: Call, one: Share, entry: Tree[]): Tree {
    const { id, description, createdAt, expiresAt, lastVisitedAt, visits } = one;
    return {
      ...{ id, url: `${originOf(call.request, config)}/s/${id}`, description, username: call.viewer.login },
      ...{ created: instant(createdAt), expires: expiresAt === null ? undefined : instant(expiresAt) },
      ...{ lastVisited: lastVisitedAt === null ? undefined : instant(lastVisitedAt), visitCount: visits },
      entry,
    };
  }

  /** @returns absent: not given; `null`: it does not end */
  function expiryIn(parameters: Parameters): number | null | undefined {
    const moment = parameters.optionalNumber('expires');
    if (moment === undefined) return undefined;
    return moment <= 0 ? null : Math.min(moment, LATEST);
  }

  return {
    getBookmarks: {
      summary: "The caller's bookmarks",
      about: 'Answers where the caller stopped in songs, the latest first.',
      answer: async (call) => {
        const { viewer } = call;
        const found = await players.bookmarks(viewer);
        const songs = new Map(
          (
            await views.keptSongs(
              found.map(({ track }) => track),
              call,
            )
          ).map((song) => [song.id, song]),
        );
        const bookmark = found.flatMap(({ track, position, comment, createdAt, changedAt }): Tree[] => {
          const entry = songs.get(track);
          const times = { created: instant(createdAt), changed: instant(changedAt) };
          return entry ? [{ position, username: viewer.login, comment, ...times, entry }] : [];
        });
        return { bookmarks: { bookmark } };
      },
    },
    createBookmark: {
      summary: 'Set a bookmark',
      about: 'Notes where the caller stopped in a song, in place of what was noted before.',
      parameters: {
        id: ['the id of a song', CATALOGUE.track],
        position: ['milliseconds', 1000],
        comment: ['a comment'],
      },
      answer: async ({ parameters, viewer }) => {
        const id = parameters.id('id');
        const position = parameters.requiredNumber('position', 0);
        if (id === undefined) throw noThing('track');
        await players.setBookmark(viewer, id, position, parameters.given('comment') ?? '');
        return {};
      },
    },
    deleteBookmark: {
      summary: 'Delete a bookmark',
      about: 'Forgets where the caller stopped in a song; where nothing was noted, nothing happens.',
      parameters: { id: ['the id of a song', CATALOGUE.track] },
      answer: async ({ parameters, viewer }) => {
        const id = parameters.id('id');
        if (id !== undefined) await players.removeBookmark(viewer, id);
        return {};
      },
    },
    getPlayQueue: {
      summary: "The caller's queue",
      about: 'Answers the songs that come next, which of them is played, and where it is.',
      answer: async (call) => {
        const { queue, tree } = await queueShown(call);
        return { playQueue: { ...tree, current: queue.index === undefined ? undefined : queue.tracks[queue.index] } };
      },
    },
    getPlayQueueByIndex: {
      summary: "The caller's queue, by place",
      about: 'Answers the same, with the place of the song that is played.',
      answer: async (call) => {
        const { queue, tree } = await queueShown(call);
        return { playQueueByIndex: { ...tree, currentIndex: queue.index } };
      },
    },
    savePlayQueue: {
      summary: 'Save the queue',
      about: 'Puts songs in place of the queue; without songs it is empty.',
      parameters: {
        id: ['the id of a song; may be repeated', CATALOGUE.track],
        current: ['the id of the one that is played', CATALOGUE.track],
        position: ['milliseconds into it'],
      },
      answer: async ({ parameters, viewer, client }) => {
        const tracks = songsIn(parameters, 'id', MOST_QUEUED);
        const track = tracks.length === 0 ? undefined : parameters.id('current');
        if (tracks.length > 0 && track === undefined) throw invalid('current', 'must be one of the songs');
        const current = track === undefined ? undefined : { track };
        await players.saveQueue(viewer, { tracks, current, position: parameters.number('position', 0), by: client });
        return {};
      },
    },
    savePlayQueueByIndex: {
      summary: 'Save the queue, by place',
      about: 'The same, with the place of the song that is played.',
      parameters: {
        id: ['the id of a song; may be repeated', CATALOGUE.track],
        currentIndex: ['the place of the one that is played, from 0', 0],
        position: ['milliseconds into it'],
      },
      answer: async ({ parameters, viewer, client }) => {
        const tracks = songsIn(parameters, 'id', MOST_QUEUED);
        const most = tracks.length - 1;
        const current = tracks.length === 0 ? undefined : { index: parameters.requiredNumber('currentIndex', 0, most) };
        await players.saveQueue(viewer, { tracks, current, position: parameters.number('position', 0), by: client });
        return {};
      },
    },
    getShares: {
      summary: "The caller's shares",
      about: 'Answers what the caller lets others hear by an address, the newest first.',
      answer: async (call) => ({ shares: { share: await shown(call, await players.shares(call.viewer)) } }),
    },
    createShare: {
      summary: 'Share things',
      about: 'Makes an address at which everybody may hear songs, albums or playlists, and answers it.',
      parameters: {
        id: ['the id of a song, an album or a playlist; may be repeated', CATALOGUE.track],
        description: ['what it is'],
        expires: ['until when, in milliseconds'],
      },
      answer: async (call) => {
        const { parameters, viewer } = call;
        const ids = songsIn(parameters, 'id', MOST_SHARED);
        if (ids.length === 0) throw missing('id');
        const terms = { description: parameters.given('description') ?? '', expiresAt: expiryIn(parameters) ?? null };
        return { shares: { share: await shown(call, [await players.share(viewer, ids, terms)]) } };
      },
    },
    updateShare: {
      summary: 'Change a share',
      about: 'Changes what is said of it, or until when it is there.',
      parameters: { id: ['the id of a share', SHARE.id], description: ['what it is'], expires: ['0: for ever'] },
      answer: async ({ parameters, viewer }) => {
        const description = parameters.given('description');
        const expiresAt = expiryIn(parameters);
        await players.updateShare(viewer, parameters.required('id'), {
          ...(description === undefined ? {} : { description }),
          ...(expiresAt === undefined ? {} : { expiresAt }),
        });
        return {};
      },
    },
    deleteShare: {
      summary: 'Delete a share',
      about: 'Ends an address.',
      parameters: { id: ['the id of a share', SHARE.id] },
      answer: async ({ parameters, viewer }) => {
        await players.deleteShare(viewer, parameters.required('id'));
        return {};
      },
    },
  };
}
