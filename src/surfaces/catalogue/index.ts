import { type Static, Type as t } from '@sinclair/typebox';
import { type AnyElysia, Elysia } from 'elysia';
import type { Services } from '../../domain/services.ts';
import { operation } from '../../http/openapi/documentation.ts';
import { nextLink, PageQuery, readPage } from '../../http/paging.ts';
import { entryRoutes } from './entries.ts';
import { historyRoutes } from './history.ts';
import {
  AlbumBody,
  AlbumDocument,
  ArtistBody,
  ArtistDocument,
  ErrorAnswer,
  FullTrackDocument,
  TrackBody,
  TrackDocument,
} from './shapes.ts';
import { uploadRoutes } from './uploads.ts';
import { userRoutes } from './users.ts';
import {
  albumDocument,
  artistDocument,
  fullTrackDocument,
  readDuration,
  readText,
  readYear,
  trackDocument,
} from './wire.ts';

/** The catalogue's dialect (document 1): users, listening history, artists, albums, tracks and their files. */
export function catalogueSurface(services: Services): AnyElysia {
  const { catalogue, config } = services;
  const image = config.maxCoverBytes;
  const one = (noun: string, shape: typeof ArtistDocument | typeof AlbumDocument) => ({
    access: 'anybody' as const,
    detail: operation(
      'catalogue',
      `Show ${noun}`,
      { 200: shape, 404: ErrorAnswer },
      { path: { id: `the id of ${noun}` } },
    ),
  });

  const artists = entryRoutes(services, {
    path: 'artists',
    noun: 'an artist',
    room: catalogue.artists,
    body: ArtistBody,
    given: (body: Partial<Static<typeof ArtistBody>>) => ({ ...body, info: readText(body.info) }),
    files: { image },
    document: artistDocument,
    shape: ArtistDocument,
  }).get(
    '/:id',
    async ({ params, caller }) => artistDocument(await catalogue.artists.get(params.id, caller)),
    one('an artist', ArtistDocument),
  );

  const albums = entryRoutes(services, {
    path: 'albums',
    noun: 'an album',
    room: catalogue.albums,
    narrowedBy: 'artist',
    body: AlbumBody,
    given: (body: Partial<Static<typeof AlbumBody>>) => ({ ...body, year: readYear(body.year) }),
    files: { image },
    document: albumDocument,
    shape: AlbumDocument,
  }).get(
    '/:id',
    async ({ params, caller }) => albumDocument(await catalogue.albums.get(params.id, caller)),
    one('an album', AlbumDocument),
  );

  const tracks = entryRoutes(services, {
    path: 'tracks',
    noun: 'a track',
    room: catalogue.tracks,
    narrowedBy: 'album',
    body: TrackBody,
    given: (body: Partial<Static<typeof TrackBody>>) => ({ ...body, duration: readDuration(body.duration) }),
    files: { image, audio: config.maxTrackBytes },
    document: trackDocument,
    shape: TrackDocument,
  })
    // One parameter serves GET, PUT and DELETE, as Elysia wants one name: here it is the artist, or else a track.
    .get(
      '/:id',
      async ({ params, query, request, set, caller }) => {
        const found = await catalogue.tracksOf(params.id, readPage(query, config.listLimit), caller);
        if ('track' in found) return fullTrackDocument(found);
        Object.assign(set.headers, nextLink(request, found, config));
        return found.entries.map(fullTrackDocument);
      },
      {
        access: 'anybody',
        query: t.Object(PageQuery),
        detail: operation(
          'catalogue',
          'All tracks of an artist, or else the one track of that id',
          { 200: t.Union([t.Array(FullTrackDocument), FullTrackDocument]), 400: ErrorAnswer, 404: ErrorAnswer },
          { path: { id: 'the id or exact name of an artist, or the id of a track' } },
        ),
      },
    );

  const chapters: AnyElysia[] = [
    userRoutes(services),
    historyRoutes(services),
    artists,
    albums,
    tracks,
    uploadRoutes(services),
  ];
  return chapters.reduce((surface, chapter) => surface.use(chapter), new Elysia());
}
