import type { Account } from '../../domain/accounts/model.ts';
import type { ListedIds, Part } from '../../domain/library/model.ts';
import type { Services } from '../../domain/services.ts';
import { DomainError } from '../../errors.ts';
import { GENRE } from '../../lib/examples.ts';
import { growingCache } from '../../lib/growing-cache.ts';
import { isElsewhere } from './browsing.ts';
import type { Call, Endpoint, Endpoints } from './endpoint.ts';
import type { Parameters } from './protocol/parameters.ts';
import { succeededWithTotal } from './protocol/total.ts';
import type { Tree } from './protocol/xml.ts';
import type { AlbumForm, Views } from './views.ts';

/** Most things of one page. */
const MOST = 500;
const USUAL = 10;
const NONE: ListedIds = { ids: [], total: 0 };
/** Milliseconds for which a player's random list stays as it is. */
const SHUFFLE = 10 * 60 * 1000;
/** Players whose shuffle is remembered. */
const MOST_SHUFFLES = 10_000;

const PAGE = { size: ['how many, at most 500', 10], offset: ['how many are skipped'] } as const;

/** A year that databases can compare: there are none beyond. */
const yearOf = (year: number): number => Math.min(9999, Math.max(-1, year));

/** The name of a genre: those that are kept have no NUL. */
const genreIn = (parameters: Parameters): string => parameters.required('genre').replaceAll('\0', ' ');

const partOf = ({ parameters }: Pick<Call, 'parameters'>, size = 'size'): Part => ({
  size: parameters.number(size, USUAL, 0, MOST),
  offset: parameters.number('offset', 0),
});

/** Albums and songs by some order (section 7, "Lists"). */
export function listEndpoints({ library, players }: Pick<Services, 'library' | 'players'>, views: Views): Endpoints {
  /** What the order of each player's random list is made of. */
  const shuffles = growingCache<string, number>(MOST_SHUFFLES, { ttl: SHUFFLE });

  /** The same for one viewer, player and ten minutes; another one each time the first page is asked for. */
  function seedOf({ viewer, client }: Call, { offset }: Part): number {
    const player = `${viewer.id} ${client}`;
    const known = offset > 0 ? shuffles.get(player) : undefined;
    const seed = known ?? Math.floor(Math.random() * 2 ** 31);
    if (known === undefined) shuffles.set(player, seed);
    return seed;
  }

  const ORDERS: Readonly<Record<string, (call: Call, part: Part) => Promise<ListedIds>>> = {
    random: (call, part) => library.ids.albums({ by: 'random', seed: seedOf(call, part) }, part),
    newest: (_, part) => library.ids.albums({ by: 'newest' }, part),
    alphabeticalByName: (_, part) => library.ids.albums({ by: 'name' }, part),
    alphabeticalByArtist: (_, part) => library.ids.albums({ by: 'artist' }, part),
    byYear: ({ parameters }, part) => {
      const [from, to] = ['fromYear', 'toYear'].map((name) => yearOf(parameters.requiredNumber(name))) as [
        number,
        number,
      ];
      return library.ids.albums({ by: 'year', from, to }, part);
    },
    byGenre: ({ parameters }, part) => library.ids.albums({ by: 'genre', genre: genreIn(parameters) }, part),
    starred: ({ viewer }, part) => players.starredAlbums(viewer, part),
    frequent: ({ viewer }, part) => players.frequentAlbums(viewer, part),
    recent: ({ viewer }, part) => players.recentAlbums(viewer, part),
    highest: ({ viewer }, part) => players.highestRated(viewer, part),
  };

  const albumList = (name: 'albumList' | 'albumList2', form: AlbumForm): Endpoint => ({
    summary: 'Albums in some order',
    about:
      'Answers albums: `type` is random, newest, highest, frequent, recent, alphabeticalByName, alphabeticalByArtist, starred, byYear or byGenre. The header `X-Total-Count` says how many there are.',
    parameters: {
      type: ['the order', 'newest'],
      ...PAGE,
      fromYear: ['of byYear: the first; where it is the greater, the order is backwards'],
      toYear: ['of byYear: the last'],
      genre: ['of byGenre'],
    },
    answer: async (call) => {
      const type = call.parameters.required('type');
      const order = Object.hasOwn(ORDERS, type) ? ORDERS[type] : undefined;
      if (!order) throw new DomainError('conflict', `There is no list of the type ${type.slice(0, 100)}`);
      const found = await order(call, partOf(call));
      const { ids, total } = isElsewhere(call) ? NONE : found;
      return succeededWithTotal(call, { [name]: { album: await views.albums(ids, call, form) } }, total);
    },
  });

  async function starredOf(viewer: Account) {
    const [artists, albums, songs] = await Promise.all([
      players.starred(viewer, 'artist'),
      players.starred(viewer, 'album'),
      players.starredSongs(viewer),
    ]);
    const ids = (list: readonly { id: string }[]) => list.map(({ id }) => id);
    return { artists: ids(artists), albums: ids(albums), songs: ids(songs) };
  }

  const starredList = (name: 'starred' | 'starred2', isOld: boolean): Endpoint => ({
    summary: 'What the caller has starred',
    about: 'Answers artists, albums and songs, the newest star first.',
    answer: async (call) => {
      const { artists, albums, songs } = isElsewhere(call)
        ? { artists: [], albums: [], songs: [] }
        : await starredOf(call.viewer);
      const found: Tree = {
        artist: await views.artists(artists, call, isOld ? 'old' : 'artist'),
        album: await views.albums(albums, call, isOld ? 'folder' : 'album'),
        song: await views.songs(songs, call),
      };
      return { [name]: found };
    },
  });

  return {
    getAlbumList: albumList('albumList', 'folder'),
    getAlbumList2: albumList('albumList2', 'album'),
    getRandomSongs: {
      summary: 'Songs by chance',
      about: 'Answers other songs each time.',
      parameters: {
        size: PAGE.size,
        genre: ['only of this genre'],
        fromYear: ['only from this year on'],
        toYear: ['only up to this year'],
      },
      answer: async (call) => {
        const { parameters } = call;
        const genre = parameters.text('genre') && genreIn(parameters);
        const [fromYear, toYear] = [parameters.optionalNumber('fromYear'), parameters.optionalNumber('toYear')];
        const wishes = {
          ...(genre === undefined ? {} : { genre }),
          ...(fromYear === undefined ? {} : { fromYear: yearOf(fromYear) }),
          ...(toYear === undefined ? {} : { toYear: yearOf(toYear) }),
        };
        const size = isElsewhere(call) ? 0 : partOf(call).size;
        return { randomSongs: { song: await views.songs(await library.ids.random(size, wishes), call) } };
      },
    },
    getSongsByGenre: {
      summary: 'Songs of a genre',
      about: 'Answers songs, album by album. The header `X-Total-Count` says how many there are.',
      parameters: { genre: ['the genre', GENRE], count: PAGE.size, offset: PAGE.offset },
      answer: async (call) => {
        const genre = genreIn(call.parameters);
        const { ids, total } = isElsewhere(call) ? NONE : await library.ids.songsOfGenre(genre, partOf(call, 'count'));
        return succeededWithTotal(call, { songsByGenre: { song: await views.songs(ids, call) } }, total);
      },
    },
    getNowPlaying: {
      summary: 'What is played now',
      about: 'Answers what the caller plays, and those who show when they are there.',
      answer: async (call) => {
        const playing = await players.nowPlaying(call.viewer);
        const songs = new Map(
          (
            await views.keptSongs(
              playing.map(({ track }) => track),
              call,
            )
          ).map((song) => [song.id, song]),
        );
        const entry = playing.flatMap(({ login, client, player, track, state, position, rate, at }): Tree[] => {
          const song = songs.get(track);
          if (!song) return [];
          return [
            {
              ...song,
              ...{ username: login, minutesAgo: Math.floor((Date.now() - at) / 60_000), playerId: player },
              ...{ playerName: client, state, positionMs: position, playbackRate: rate },
            },
          ];
        });
        return { nowPlaying: { entry } };
      },
    },
    getStarred: starredList('starred', true),
    getStarred2: starredList('starred2', false),
  };
}
