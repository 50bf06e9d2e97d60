import type { Kind, Part } from '../../domain/library/model.ts';
import type { Services } from '../../domain/services.ts';
import { isElsewhere } from './browsing.ts';
import type { Call, Endpoint, Endpoints } from './endpoint.ts';
import type { Tree } from './protocol/xml.ts';
import type { AlbumForm, ArtistForm, Views } from './views.ts';

/** Most things of one kind in one answer: some players ask for millions, and mean many. */
const MOST = 5_000;
const USUAL = 20;
/** What players send when they want everything. */
const EVERYTHING = new Set(['', '""', "''", '*', '%22%22']);

const KINDS = { artists: 'artist', albums: 'album', tracks: 'song' } as const satisfies Record<Kind, string>;

/** Finding by words (section 7, "Searching"). */
export function searchEndpoints({ library }: Pick<Services, 'library'>, views: Views): Endpoints {
  function partsOf({ parameters }: Call): Record<Kind, Part> {
    const part = (name: string): Part => ({
      size: parameters.number(`${name}Count`, USUAL, 0, MOST),
      offset: parameters.number(`${name}Offset`, 0),
    });
    return { artists: part('artist'), albums: part('album'), tracks: part('song') };
  }

  async function found(call: Call, query: string, parts: Record<Kind, Part>): Promise<Record<Kind, string[]>> {
    const none = { artists: [], albums: [], tracks: [] };
    if (isElsewhere(call)) return none;
    if (!EVERYTHING.has(query)) return library.search(query, parts);
    const all = async (kind: Kind) => (parts[kind].size === 0 ? [] : library.ids.everything(kind, parts[kind]));
    return { artists: await all('artists'), albums: await all('albums'), tracks: await all('tracks') };
  }

  async function answered(call: Call, artistForm: ArtistForm, albumForm: AlbumForm): Promise<Tree> {
    const query = (call.parameters.given('query') ?? '').trim();
    const { artists, albums, tracks } = await found(call, query, partsOf(call));
    return {
      artist: await views.artists(artists, call, artistForm),
      album: await views.albums(albums, call, albumForm),
      song: await views.songs(tracks, call),
    };
  }

  const searching = (name: string, artistForm: ArtistForm, albumForm: AlbumForm): Endpoint => ({
    summary: 'Find artists, albums and songs',
    about:
      'Answers what has all the words of the query, each at the beginning of one of its own. An empty query is everything, in the order of its making.',
    parameters: {
      query: ['words, or nothing', 'learning'],
      ...Object.fromEntries(
        Object.values(KINDS).flatMap((kind) => [
          [`${kind}Count`, [`how many of this kind, at most ${MOST}`]],
          [`${kind}Offset`, ['how many are skipped']],
        ]),
      ),
    },
    answer: async (call) => ({ [name]: await answered(call, artistForm, albumForm) }),
  });

  return {
    search2: searching('searchResult2', 'old', 'folder'),
    search3: searching('searchResult3', 'artist', 'album'),
    search: {
      summary: 'Find songs, for the oldest players',
      about: 'Answers songs that have all the words.',
      parameters: {
        artist: ['words of the artist'],
        album: ['words of the album'],
        title: ['words of the title'],
        any: ['words of any of these', 'learning'],
        count: ['how many', 20],
        offset: ['how many are skipped'],
        newerThan: ['milliseconds; has no effect'],
      },
      answer: async (call) => {
        const { parameters } = call;
        const words = ['any', 'artist', 'album', 'title'].flatMap((name) => parameters.text(name) ?? []).join(' ');
        const part = { size: parameters.number('count', USUAL, 0, MOST), offset: parameters.number('offset', 0) };
        const none = { size: 0, offset: 0 };
        const { tracks } = await found(call, words, { artists: none, albums: none, tracks: part });
        const match = await views.songs(tracks, call);
        return { searchResult: { offset: part.offset, totalHits: part.offset + match.length, match } };
      },
    },
  };
}
