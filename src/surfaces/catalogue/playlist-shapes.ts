import { Type as t } from '@sinclair/typebox';
import { Text } from '../../http/body/text-schema.ts';
import { CATALOGUE, PEOPLE, PLAYLIST } from '../../lib/examples.ts';
import { BrowsedTrack, count, cover, id, listOf, PartQuery, seconds } from './browse-shapes.ts';
import { reference } from './shapes.ts';

/** What `/browse/playlists` takes and shows. */

const moment = t.String({ format: 'date-time', examples: ['2026-01-02T03:04:05.678Z'] });

export const PlaylistDocument = t.Object({
  _id: id(PLAYLIST.id),
  name: t.String({ examples: [PLAYLIST.name] }),
  comment: t.String(),
  owner: t.Object({ _id: id(PEOPLE.listener), name: t.String({ examples: ['listener'] }) }),
  public: t.Boolean({ description: 'whether everybody who is signed in finds it' }),
  changeable: t.Boolean({ description: 'whether the caller may change it' }),
  ...{ tracks: count, duration: seconds, cover },
  created: moment,
  changed: t.String({ ...moment, description: 'another moment after each change, for telling one state from another' }),
});

export const PlaylistList = listOf(PlaylistDocument);

/** Stays with its place in the playlist when it moves; a track that is there twice has two. */
const entry = (description: string) => t.Integer({ description, examples: [0] });

export const EntryList = t.Object({
  ...listOf(
    t.Object({ entry: entry('names this place in the playlist, wherever it moves'), ...BrowsedTrack.properties }),
  ).properties,
  changed: moment,
});

const tracks = t.Array(reference('a track', CATALOGUE.track), {
  description: 'a list of ids of tracks, at most 10000',
  examples: [[CATALOGUE.track]],
});
const name = Text({
  description: 'a text of 1 to 200 characters',
  minLength: 1,
  maxLength: 200,
  pattern: '\\S',
  examples: [PLAYLIST.name],
});

export const NewPlaylistBody = t.Object({ name, tracks: t.Optional(tracks) });

export const PlaylistBody = t.Object({
  name: t.Optional(name),
  comment: t.Optional(
    t.Union([Text({ maxLength: 2000 }), t.Null()], {
      description: 'a text of at most 2000 characters',
      examples: ['Quiet ones'],
    }),
  ),
  public: t.Optional(t.Boolean({ description: 'true or false', examples: [false] })),
});

export const AddedBody = t.Object({ tracks });

export const MovedBody = t.Object({
  side: t.Union([t.Literal('before'), t.Literal('after')], { description: 'before or after', examples: ['before'] }),
  of: entry('a whole number: the entry beside which it goes'),
});

export const PlaylistsQuery = t.Object({
  ...PartQuery,
  whose: t.Optional(
    t.String({ description: 'mine or others; both without it', pattern: '^(mine|others)$', examples: ['mine'] }),
  ),
});
