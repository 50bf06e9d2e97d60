import { useEffect, useMemo } from 'preact/hooks';
import { useLinked } from '../api/linked.ts';
import type { Source } from '../api/long-list.ts';
import { someTracks, tracksOf } from '../api/some-tracks.ts';
import type { Track } from '../api/types.ts';
import { favourites } from '../app/favourites.ts';
import { member } from '../app/session.ts';
import { Empty, Failed, Skeleton } from '../lists/states.tsx';
import { Tracks } from '../lists/tracks.tsx';
import type { Word } from '../words/english.ts';
import { count, say } from '../words/words.ts';
import { useBusy } from './busy.ts';
import { Heading } from './heading.tsx';
import { MembersOnly } from './members-only.tsx';

/** What the server tells of a history, as far as it is used here. */
type Heard = readonly { track: { _id: string } }[];

const heardIn = (heard: Heard): readonly string[] => heard.map(({ track }) => track._id);

export function Favourites() {
  const ids = useMemo(() => [...favourites.value], [favourites.value]);
  const list = useMemo(() => someTracks('favourites', ids), [ids]);
  const count = ids.length;
  return (
    <Mine room="favourites" icon="heart" empty={['emptyFavourites', 'emptyFavouritesHint']} {...{ list, count }} />
  );
}

/** What was heard, newest first. */
export function History() {
  const heard = useLinked(member.value && '/trackHistory', heardIn);
  const [ids, failure] = [heard.entries.value, heard.failure.value];
  if (failure && !ids)
    return (
      <>
        <Heading text={say('history')} />
        <Failed failure={failure} retry={() => void heard.more()} />
      </>
    );
  const list = tracksOf(heard);
  const isWhole = heard.next.value === undefined;
  return (
    <Mine
      room="history"
      icon="history"
      empty={['emptyHistory', 'emptyHistoryHint']}
      {...{ list, count: ids?.length, isWhole }}
    />
  );
}

interface MineProps {
  room: Word;
  icon: string;
  /** What is said where there is nothing: a title, and how something comes here. */
  empty: readonly [Word, Word];
  list: Source<Track>;
  /** How many tracks are known of. Unknown while it loads. */
  count: number | undefined;
  /** Whether these are all. */
  isWhole?: boolean;
}

/** A room with tracks that are one's own; strangers are asked who they are. */
function Mine({ room, icon, empty, list, count: known, isWhole = true }: MineProps) {
  const isIn = member.value !== undefined;
  const isEmpty = known === 0;
  const isKnown = known !== undefined;
  useEffect(() => {
    if (isIn && isKnown) list.need(0, 1);
  }, [list, isIn, isKnown]);
  const [total, failure] = [list.total.value, list.failure.value];
  const isLoading = isIn && !isEmpty && !failure && !(isKnown && total !== undefined);
  useBusy(isLoading);
  return (
    <>
      <div class="room-title">
        <Heading text={say(room)} />
        {isIn && isKnown && isWhole && !isEmpty && <p class="hint">{count('tracks', known)}</p>}
      </div>
      {!isIn && <MembersOnly icon={icon} />}
      {isIn && isEmpty && <Empty icon={icon} title={say(empty[0])} hint={say(empty[1])} />}
      {isIn && failure && <Failed failure={failure} retry={() => list.retry()} />}
      {isLoading && <Skeleton shape="row" count={10} />}
      {isIn && !isEmpty && isKnown && total !== undefined && <Tracks list={list} />}
    </>
  );
}
