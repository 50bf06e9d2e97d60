import { type Static, Type as t } from '@sinclair/typebox';
import type { AnyElysia } from 'elysia';
import type { Services } from '../../domain/services.ts';
import { PageQuery, readPage, withNextLink } from '../../http/paging.ts';
import type { Route } from '../../http/route.ts';
import { CATALOGUE } from '../../lib/examples.ts';
import { browseRoutes } from './browse.ts';
import { entryRoutes } from './entries.ts';
import { historyRoutes } from './history.ts';
import { importRoutes } from './imports.ts';
import { playlistRoutes } from './playlists.ts';
import { searchRoutes } from './search.ts';
import {
  AlbumBody,
  AlbumDocument,
  ArtistBody,
  ArtistDocument,
  FullTrackDocument,
  TrackBody,
  TrackDocument,
} from './shapes.ts';
import { storedFileRoutes } from './stored-files.ts';
import { uploadedRoutes } from './uploaded.ts';
import { userRoutes } from './users.ts';
import {
  albumDocument,
  artistDocument,
  fullTrackDocument,
  readDuration,
  readOrdinal,
  readReference,
  readText,
  readYear,
  trackDocument,
} from './wire.ts';

const VISIBILITY = 'What belongs to a private profile is shown to those who may see the profile.';

/** The route that shows one entry. */
const one = (noun: string, shape: typeof ArtistDocument | typeof AlbumDocument, example: string): Route => ({
  summary: `Show ${noun}`,
  isKept: true,
  about: `Answers the one of that id. ${VISIBILITY}`,
  answers: { 200: shape },
  refuses: [404],
  path: { id: { example, description: `the id of ${noun}` } },
});

/** The catalogue's dialect (document 1): users, listening history, artists, albums, tracks and their files. */
export function catalogueSurface(services: Services): AnyElysia[] {
  const { catalogue, config } = services;
  const image = config.maxCoverBytes;

  const artists = entryRoutes(services, {
    path: 'artists',
    noun: 'an artist',
    room: catalogue.artists,
    body: ArtistBody,
    read: (body: Partial<Static<typeof ArtistBody>>) => ({ ...body, info: readText(body.info) }),
    files: { image },
    document: artistDocument,
    shape: ArtistDocument,
    changeable: CATALOGUE.artist,
    removable: CATALOGUE.spareArtist,
    about: {
      list: 'Answers artists by name; a list that is cut off goes on at the address in `Link`.',
      add: 'Makes an artist, as JSON or as a form with a picture, and answers it.',
      remove: 'Deletes an artist who has no albums, and answers who was deleted.',
    },
  }).get('/:id', async ({ params, caller }) => artistDocument(await catalogue.artists.get(params.id, caller)), {
    anybody: one('an artist', ArtistDocument, CATALOGUE.artist),
  });

  const albums = entryRoutes(services, {
    path: 'albums',
    noun: 'an album',
    room: catalogue.albums,
    narrowedBy: 'artist',
    body: AlbumBody,
    read: ({ musicbrainz_id: id, ...body }: Partial<Static<typeof AlbumBody>>) => ({
      ...body,
      musicbrainzId: readText(id?.toLowerCase() ?? id),
      artist: readReference(body.artist),
      year: readYear(body.year),
    }),
    files: { image },
    document: albumDocument,
    shape: AlbumDocument,
    changeable: CATALOGUE.album,
    removable: CATALOGUE.spareAlbum,
    about: {
      list: 'Answers albums by year and name, of one artist or of all; it goes on at the address in `Link`.',
      add: 'Makes an album of an artist, as JSON or as a form with a picture, and answers it.',
      remove: 'Deletes an album that has no tracks, and answers what was deleted.',
    },
  }).get('/:id', async ({ params, caller }) => albumDocument(await catalogue.albums.get(params.id, caller)), {
    anybody: one('an album', AlbumDocument, CATALOGUE.album),
  });

  const tracks = entryRoutes(services, {
    path: 'tracks',
    noun: 'a track',
    room: catalogue.tracks,
    narrowedBy: 'album',
    body: TrackBody,
    read: (body: Partial<Static<typeof TrackBody>>) => ({
      ...body,
      album: readReference(body.album),
      disc: readOrdinal(body.disc),
      position: readOrdinal(body.position),
      duration: readDuration(body.duration),
      genre: readText(body.genre),
    }),
    byHash: async (caller, hashes) =>
      (await catalogue.tracksHeld(caller, hashes)).map(({ track, sha256 }) => ({ ...trackDocument(track), sha256 })),
    files: { image, audio: config.maxTrackBytes },
    document: trackDocument,
    shape: TrackDocument,
    changeable: CATALOGUE.track,
    removable: CATALOGUE.spareTrack,
    about: {
      list: 'Answers tracks by album and place, of one album or of all; it goes on at the address in `Link`. `sha256` finds tracks by their audio instead: of those that the caller has brought, for root of all.',
      add: 'Makes a track of an album, its last unless `disc` and `position` say otherwise, as JSON or as a form with a picture and the audio, and answers it.',
      remove: 'Deletes a track with its files and the history of it, and answers what was deleted.',
    },
  })
    // Elysia refuses two names for a parameter at one position, so `:id` is the artist (or else a track) here.
    .get(
      '/:id',
      async ({ params, query, request, set, caller }) => {
        const found = await catalogue.tracksOf(params.id, readPage(query, config.listLimit), caller);
        if ('track' in found) return fullTrackDocument(found);
        return withNextLink(found, { request, set }, config).map(fullTrackDocument);
      },
      {
        anybody: {
          summary: 'All tracks of an artist, or else the one track of that id',
          isKept: true,
          about: `Answers tracks in album and track order, each with its album and artist. ${VISIBILITY}`,
          answers: { 200: t.Union([t.Array(FullTrackDocument), FullTrackDocument]) },
          refuses: [404],
          path: {
            id: { example: CATALOGUE.artist, description: 'the id or exact name of an artist, or the id of a track' },
          },
        },
        query: t.Object(PageQuery),
      },
    );

  return [
    userRoutes(services),
    historyRoutes(services),
    artists,
    albums,
    tracks,
    importRoutes(services),
    uploadedRoutes(services),
    searchRoutes(services),
    browseRoutes(services),
    playlistRoutes(services),
    storedFileRoutes(services),
  ];
}
