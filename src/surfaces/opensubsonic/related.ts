import type { Cover } from '../../domain/library/model.ts';
import type { Services } from '../../domain/services.ts';
import { originOf } from '../../http/server/origin.ts';
import { CATALOGUE } from '../../lib/examples.ts';
import type { Call, Endpoint, Endpoints } from './endpoint.ts';
import { finding, type Thing } from './finding.ts';
import { escapedHtml } from './html.ts';
import type { Tree } from './protocol/xml.ts';
import type { Views } from './views.ts';

const albumId = { id: ['the id of an album', CATALOGUE.album] } as const;
const anyId = { id: ['the id of a song, an album or an artist', CATALOGUE.album] } as const;

/** What there is to say of things, and what is like them (section 7, "Browsing"). */
export function relatedEndpoints(services: Services, views: Views): Endpoints {
  const { library, config } = services;
  const find = finding(services);

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
      ...{
        // Players show it as HTML.
        biography: escapedHtml((await library.infoOf(artist.id)) ?? ''),
        musicBrainzId: '',
        lastFmUrl: '',
      },
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
    return views.songs(ids, call);
  }

  async function songsOf(thing: Thing): Promise<string[]> {
    if (thing.kind === 'song') return [thing.song.id];
    if (thing.kind === 'album') return thing.songs.map(({ id }) => id);
    if (thing.kind === 'artist') return library.ids.songsOf(thing.artist.id);
    return thing.playlist.tracks;
  }

  async function topSongs(call: Call): Promise<Tree[]> {
    const { parameters } = call;
    const count = parameters.number('count', 50, 0, 500);
    const [artist] =
      parameters.text('id') === undefined
        ? await library.ids.artistsCalled(parameters.required('artist'))
        : [parameters.id('id')];
    return artist === undefined ? [] : views.songs(await library.ids.topSongs(artist, count), call);
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
