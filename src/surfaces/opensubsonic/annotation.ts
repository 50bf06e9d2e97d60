import type { PlayerState } from '../../domain/players/now-playing.ts';
import type { Services } from '../../domain/services.ts';
import { invalid, isKind } from '../../errors.ts';
import { CATALOGUE } from '../../lib/examples.ts';
import type { Id } from '../../lib/ids.ts';
import type { Call, Endpoint, Endpoints } from './endpoint.ts';
import { noThing } from './finding.ts';
import { missing, readId } from './protocol/parameters.ts';

/** Things that are starred, and songs that are reported as heard, at once. */
const MOST_STARRED = 1000;
const MOST_HEARD = 500;
const STATES: readonly string[] = ['starting', 'playing', 'paused', 'stopped'] satisfies PlayerState[];

const THINGS = {
  id: ['the id of a song, an album or an artist; may be repeated', CATALOGUE.track],
  albumId: ['the id of an album; may be repeated'],
  artistId: ['the id of an artist; may be repeated'],
} as const;

/** What the caller says of things (section 7, "Annotation"). */
export function annotationEndpoints({ players }: Pick<Services, 'players'>): Endpoints {
  /** @throws invalid when nothing is named */
  function thingsIn({ parameters }: Call): Record<'ids' | 'albums' | 'artists', (Id | undefined)[]> {
    const [ids, albums, artists] = ['id', 'albumId', 'artistId'].map((name) => parameters.ids(name, MOST_STARRED));
    if ([ids, albums, artists].every((list) => list?.length === 0)) throw missing('id');
    return { ids: ids ?? [], albums: albums ?? [], artists: artists ?? [] };
  }

  const known = (ids: readonly (Id | undefined)[]): Id[] => ids.flatMap((id) => id ?? []);
  const all = (ids: readonly (Id | undefined)[], subject: string): Id[] => {
    if (ids.includes(undefined)) throw noThing(subject);
    return known(ids);
  };

  const star: Endpoint = {
    summary: 'Star things',
    about: 'Marks songs, albums and artists; a starred song is a favourite.',
    parameters: THINGS,
    answer: async (call) => {
      const { ids, albums, artists } = thingsIn(call);
      await players.star(call.viewer, {
        ids: all(ids, 'thing'),
        albums: all(albums, 'album'),
        artists: all(artists, 'artist'),
      });
      return {};
    },
  };

  /** The moments of what was heard, if they are given: as many as songs. @throws invalid */
  function times({ parameters }: Call, songs: number): (number | undefined)[] {
    const texts = parameters.all('time');
    if (texts.length === 0) return Array.from({ length: songs }, () => undefined);
    if (texts.length !== songs) throw invalid('time', 'must be given as often as id');
    return texts.map((text) => (/^-?\d{1,15}$/.test(text) ? Number(text) : undefined));
  }

  return {
    star,
    unstar: {
      summary: 'Unstar things',
      about: 'Takes the marks away; what has none is ignored.',
      parameters: THINGS,
      answer: async (call) => {
        const { ids, albums, artists } = thingsIn(call);
        await players.unstar(call.viewer, { ids: known(ids), albums: known(albums), artists: known(artists) });
        return {};
      },
    },
    setRating: {
      summary: 'Rate a thing',
      about: 'Gives a song, an album or an artist 1 to 5 stars; 0 takes the rating away.',
      parameters: { id: THINGS.id, rating: ['0 to 5', 4] },
      answer: async ({ parameters, viewer }) => {
        const id = parameters.id('id');
        const rating = parameters.requiredNumber('rating', 0, 5);
        if (id === undefined) throw noThing('thing');
        await players.rate(viewer, id, rating);
        return {};
      },
    },
    scrobble: {
      summary: 'Say that songs were heard',
      about:
        "Notes songs in the caller's history, and as plays of theirs; with `submission=false` only that one is played now.",
      parameters: {
        id: ['the id of a song; may be repeated', CATALOGUE.track],
        time: ['when, in milliseconds; as often as id, or not at all'],
        submission: ['whether it was heard; it is only begun without'],
      },
      answer: async (call) => {
        const { parameters, viewer, client } = call;
        const ids = parameters.ids('id', MOST_HEARD);
        if (ids.length === 0) throw missing('id');
        const at = times(call, ids.length);
        const heard = ids.flatMap((track, place) => (track === undefined ? [] : [{ track, at: at[place] }]));
        const [first] = heard;
        // Of several songs those that are unknown are left out, and so may be all.
        const isAlone = ids.length === 1;
        if (!first && isAlone) throw noThing('track');
        if (!first) return {};
        const noted = parameters.flag('submission', true)
          ? players.submit(viewer, heard)
          : players.begin(viewer, client, first.track);
        await noted.catch((error) => {
          if (isAlone || !isKind(error, 'not_found')) throw error;
        });
        return {};
      },
    },
    reportPlayback: {
      summary: 'Say what a player does',
      about: 'Tells what is played and where; a song counts as heard once half of it, or four minutes, were played.',
      parameters: {
        mediaId: ['the id of a song', CATALOGUE.track],
        mediaType: ['what it is', 'song'],
        positionMs: ['milliseconds into it', 1000],
        state: ['starting, playing, paused or stopped', 'playing'],
        playbackRate: ['how fast it is played'],
        ignoreScrobble: ['whether it must not count'],
      },
      answer: async ({ parameters, viewer, client }) => {
        const mediaId = parameters.required('mediaId');
        const type = parameters.required('mediaType');
        if (type !== 'song' && type !== 'podcast') throw invalid('mediaType', 'must be song or podcast');
        const position = parameters.requiredNumber('positionMs', 0);
        const state = parameters.required('state');
        if (!STATES.includes(state)) throw invalid('state', `must be one of ${STATES.join(', ')}`);
        const rate = Number(parameters.text('playbackRate') ?? 1);
        const track = readId(mediaId);
        if (track === undefined || type === 'podcast') throw noThing('track');
        await players.report(viewer, client, {
          ...{ track, state: state as PlayerState, position },
          ...{ rate: Number.isFinite(rate) ? rate : 1, isIgnored: parameters.flag('ignoreScrobble', false) },
        });
        return {};
      },
    },
  };
}
