import type { Services } from '../../domain/services.ts';
import { CATALOGUE } from '../../lib/examples.ts';
import { artistIndex } from './artist-index.ts';
import type { Call, Endpoints } from './endpoint.ts';
import { finding, noThing, type Thing } from './finding.ts';
import type { Tree } from './protocol/xml.ts';
import { relatedEndpoints } from './related.ts';
import { FOLDER } from './system.ts';
import type { Views } from './views.ts';

const FOLDER_PARAMETER = { musicFolderId: ['the folder; another one than 1 is empty'] } as const;
const artistId = { id: ['the id of an artist', CATALOGUE.artist] } as const;
const albumId = { id: ['the id of an album', CATALOGUE.album] } as const;
const songId = { id: ['the id of a song', CATALOGUE.track] } as const;

/** Whether a request asks for a folder that there is not. */
export const isElsewhere = ({ parameters }: Pick<Call, 'parameters'>): boolean =>
  (parameters.optionalNumber('musicFolderId') ?? FOLDER.id) !== FOLDER.id;

/** From artists to songs (section 7, "Browsing"). */
export function browsingEndpoints(services: Services, views: Views): Endpoints {
  const { library } = services;
  const find = finding(services);
  const index = artistIndex(services, views);
  const about = async (): Promise<{ ignoredArticles: string; lastModified: number }> => ({
    ignoredArticles: library.ignoredArticles.join(' '),
    lastModified: (await library.state()).changedAt,
  });

  /** What a folder of old players holds: the folder of all music, an artist, an album or a playlist. */
  async function directory(call: Call): Promise<Tree> {
    const { parameters, viewer } = call;
    if (['1', 'root'].includes(parameters.required('id'))) {
      const rows = await index.all();
      const artists = views.markedArtists(rows, await index.marksFor(call), call.request, 'old');
      const id = String(FOLDER.id);
      return {
        ...{ id, name: FOLDER.name },
        child: artists.map(({ name, ...rest }) => ({ ...rest, parent: id, isDir: true, title: name, artist: name })),
      };
    }
    const thing = await find.any(parameters.id('id'), viewer);
    if (thing.kind === 'song') throw noThing('folder');
    return shownAs(thing, call);
  }

  async function shownAs(thing: Exclude<Thing, { kind: 'song' }>, call: Call): Promise<Tree> {
    const { viewer } = call;
    if (thing.kind === 'artist') {
      const [{ starred, userRating, averageRating } = {}] = await views.artistRows([thing.artist], call, 'old');
      const { id, name } = thing.artist;
      return {
        ...{ id, name, starred, userRating, averageRating },
        child: await views.albumRows(thing.albums, viewer, 'folder'),
      };
    }
    if (thing.kind === 'playlist') {
      const { id, name, tracks } = thing.playlist;
      return { id, name, child: await views.keptSongs(tracks, call) };
    }
    const [{ starred, userRating, averageRating, playCount } = {}] = await views.albumRows(
      [thing.album],
      viewer,
      'album',
    );
    const { id, name, artist } = thing.album;
    return {
      ...{ id, name, parent: artist, starred, userRating, averageRating, playCount },
      child: await views.songRows(thing.songs, viewer),
    };
  }

  return {
    getIndexes: {
      summary: 'All artists, for old players',
      about: 'Answers artists by the letter that they begin with.',
      parameters: {
        ...FOLDER_PARAMETER,
        ifModifiedSince: ['milliseconds: answers none when nothing has changed since'],
      },
      answer: async (call) => {
        const { ignoredArticles, lastModified } = await about();
        const since = call.parameters.optionalNumber('ifModifiedSince');
        const isKnown = since !== undefined && lastModified <= since;
        const around = (index: Tree[]) => ({
          indexes: { ignoredArticles, lastModified, shortcut: [], child: [], index },
        });
        return isKnown || isElsewhere(call) ? around([]) : index.answer(call, 'old', around);
      },
    },
    getArtists: {
      summary: 'All artists',
      about: 'Answers artists who have an album, by the letter that they begin with.',
      parameters: FOLDER_PARAMETER,
      answer: async (call) => {
        const known = await about();
        const around = (index: Tree[]) => ({ artists: { ...known, index } });
        return isElsewhere(call) ? around([]) : index.answer(call, 'artist', around);
      },
    },
    getMusicDirectory: {
      summary: 'What a folder holds, for old players',
      about: 'Answers the albums of an artist, the songs of an album or a playlist, or all artists for `1`.',
      parameters: { id: ['the id of an artist, an album or a playlist, or 1', CATALOGUE.album] },
      answer: async (call) => ({ directory: await directory(call) }),
    },
    getGenres: {
      summary: 'All genres',
      about: 'Answers the genres that songs have, by name, with how many songs and albums there are.',
      answer: async () => ({
        genres: {
          genre: (await library.genres()).map(({ name, songCount, albumCount }) => ({
            value: name,
            songCount,
            albumCount,
          })),
        },
      }),
    },
    getArtist: {
      summary: 'One artist with albums',
      about: 'Answers the artist, and the albums by year.',
      parameters: artistId,
      answer: async (call) => {
        const { artist, albums } = await find.artist(call.parameters.id('id'), call.viewer);
        const [shown = {}] = await views.artistRows([artist], call, 'artist');
        return { artist: { ...shown, album: await views.albumRows(albums, call.viewer, 'album') } };
      },
    },
    getAlbum: {
      summary: 'One album with songs',
      about: 'Answers the album, and its songs by disc and number.',
      parameters: albumId,
      answer: async ({ parameters, viewer }) => {
        const { album, songs } = await find.album(parameters.id('id'), viewer);
        const [shown = {}] = await views.albumRows([album], viewer, 'album');
        return { album: { ...shown, song: await views.songRows(songs, viewer) } };
      },
    },
    getSong: {
      summary: 'One song by its id',
      about: 'Answers the song.',
      parameters: songId,
      answer: async ({ parameters, viewer }) => {
        const [song = {}] = await views.songRows([await find.song(parameters.id('id'), viewer)], viewer);
        return { song };
      },
    },
    ...relatedEndpoints(services, views),
  };
}
