import { useEffect, useState } from 'preact/hooks';
import { shortened } from '../../api/ids.ts';
import { tracksByIds } from '../../api/some-tracks.ts';
import type { FeedEvent, Track } from '../../api/types.ts';

/** The tracks that events are about, by id, as they come. */
export function useFeedTracks(events: readonly FeedEvent[]): ReadonlyMap<string, Track> {
  const [tracks, setTracks] = useState<ReadonlyMap<string, Track>>(new Map());
  useEffect(() => {
    const asking = new AbortController();
    const ids = events.flatMap(({ trackId }) => (trackId === undefined ? [] : shortened(trackId)));
    // Without them the feed still tells their titles.
    tracksByIds(ids, asking.signal).then(
      (found) => setTracks(new Map(found.map((track) => [track._id, track]))),
      () => {},
    );
    return () => asking.abort();
  }, [events]);
  return tracks;
}
