import type { Cover } from '../../domain/library/model.ts';
import type { Services } from '../../domain/services.ts';
import { originOf } from '../../http/server/origin.ts';
import { CATALOGUE } from '../../lib/examples.ts';
import { artistIndex } from './artist-index.ts';
import type { Call, Endpoint, Endpoints } from './endpoint.ts';
import { finding, noThing, type Thing } from './finding.ts';
import type { Tree } from './protocol/xml.ts';
import { FOLDER } from './system.ts';
import type { Views } from './views.ts';

const FOLDER_PARAMETER = { musicFolderId: ['the folder; another one than 1 is empty'] } as const;
const artistId = { id: ['the id of an artist', CATALOGUE.artist] } as const;
const albumId = { id: ['the id of an album', CATALOGUE.album] } as const;
const songId = { id: ['the id of a song', CATALOGUE.track] } as const;
const anyId = { id: ['the id of a song, an album or an artist', CATALOGUE.album] } as const;

/** Whether a request asks for a folder that there is not. */
export const isElsewhere = ({ parameters }: Pick<Call, 'parameters'>): boolean =>
  (parameters.optionalNumber('musicFolderId') ?? FOLDER.id) !== FOLDER.id;

/** From artists to songs (section 7, "Browsing"). */
export function browsingEndpoints(services: Services, views: Views): Endpoints {
  const { library, config } = services;
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
      return { id, name, child: await views.keptSongs(tracks, viewer) };
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

  /** The addresses of a picture, which everybody may load. */
  function pictures(cover: Cover | null, { request }: Call): Tree {
    if (cover === null) return {};
    const address = `${originOf(request, config)}/uploads/${cover.place}/${cover.name}`;
    return { smallImageUrl: address, mediumImageUrl: address, largeImageUrl: address };
  }

  async function artistInfo(call: Call): Promise<Tree> {
    const thing = await find.any(call.parameters.id('id'), call.viewer);
    const id = artistOf(thing);
    const { artist } = await find.artist(id, call.viewer);
    return {
      ...{ biography: escaped((await library.infoOf(artist.id)) ?? ''), musicBrainzId: '', lastFmUrl: '' },
      ...{ ...pictures(artist.cover, call), similarArtist: [] },
    };
  }

  async function albumInfo(call: Call): Promise<Tree> {
    const thing = await find.any(call.parameters.id('id'), call.viewer);
    const id = thing.kind === 'song' ? thing.song.album : thing.kind === 'album' ? thing.album.id : undefined;
    const { album } = await find.album(id, call.viewer);
    return { albumInfo: { notes: '', musicBrainzId: '', lastFmUrl: '', ...pictures(album.cover, call) } };
  }

  async function similarSongs(call: Call): Promise<Tree[]> {
    const { parameters, viewer } = call;
    const thing = await find.any(parameters.id('id'), viewer);
    const like = await songsOf(thing);
    const day = new Date().toISOString().slice(0, 10);
    const ids = await library.ids.similar(
      like,
      parameters.number('count', 50, 0, 500),
      `${day} ${like[0]} ${viewer.id}`,
    );
    return views.songs(ids, viewer);
  }

  async function songsOf(thing: Thing): Promise<string[]> {
    if (thing.kind === 'song') return [thing.song.id];
    if (thing.kind === 'album') return thing.songs.map(({ id }) => id);
    if (thing.kind === 'artist') return library.ids.songsOf(thing.artist.id);
    return thing.playlist.tracks;
  }

  async function topSongs({ parameters, viewer }: Call): Promise<Tree[]> {
    const count = parameters.number('count', 50, 0, 500);
    const [artist] =
      parameters.text('id') === undefined
        ? await library.ids.artistsCalled(parameters.required('artist'))
        : [parameters.id('id')];
    return artist === undefined ? [] : views.songs(await library.ids.topSongs(artist, count), viewer);
  }

  const infoOf = (name: 'artistInfo' | 'artistInfo2'): Endpoint => ({
    summary: 'About an artist',
    about: 'Answers what is written of the artist, or of that of an album or a song, and where the picture is.',
    parameters: { ...anyId, count: ['how many similar artists; there are none'] },
    answer: async (call) => ({ [name]: await artistInfo(call) }),
  });
  const albumInfoOf: Endpoint = {
    summary: 'About an album',
    about: 'Answers where the picture of the album, or of that of a song, is.',
    parameters: albumId,
    answer: albumInfo,
  };
  const similarTo = (name: 'similarSongs' | 'similarSongs2'): Endpoint => ({
    summary: 'Songs that are like others',
    about: 'Answers songs of the same genres, those of other artists first; the same ones for a day.',
    parameters: { ...anyId, count: ['how many, at most 500', 20] },
    answer: async (call) => ({ [name]: { song: await similarSongs(call) } }),
  });

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
    getArtistInfo: infoOf('artistInfo'),
    getArtistInfo2: infoOf('artistInfo2'),
    getAlbumInfo: albumInfoOf,
    getAlbumInfo2: albumInfoOf,
    getSimilarSongs: similarTo('similarSongs'),
    getSimilarSongs2: similarTo('similarSongs2'),
    getTopSongs: {
      summary: "An artist's most played songs",
      about: 'Answers songs by how often everybody has played them, then the newest first.',
      parameters: {
        artist: ['the name of an artist', 'Pink Floyd'],
        id: ['or the id of one'],
        count: ['how many', 10],
      },
      answer: async (call) => ({ topSongs: { song: await topSongs(call) } }),
    },
  };
}

function artistOf(thing: Thing): string | undefined {
  if (thing.kind === 'artist') return thing.artist.id;
  if (thing.kind === 'album') return thing.album.artist;
  return thing.kind === 'song' ? thing.song.artist : undefined;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Players show a biography as HTML. */
const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
