import { useEffect, useMemo } from 'preact/hooks';
import { useResource } from '../api/resource.ts';
import { someTracks } from '../api/some-tracks.ts';
import { favourites } from '../app/favourites.ts';
import { member, signingIn } from '../app/session.ts';
import { Empty, Failed, Skeleton } from '../lists/states.tsx';
import { Tracks } from '../lists/tracks.tsx';
import type { Word } from '../words/english.ts';
import { count, say } from '../words/words.ts';
import { useBusy } from './busy.ts';
import { Heading } from './heading.tsx';

/** What the server tells of a history, as far as it is used here. */
type History = readonly { track: { _id: string } }[];

export function Favourites() {
  const ids = useMemo(() => [...favourites.value], [favourites.value]);
  return <Mine room="favourites" icon="heart" empty={['emptyFavourites', 'emptyFavouritesHint']} ids={ids} />;
}

/** What was heard, newest first. */
export function History() {
  const { value, failure, retry } = useResource<History>(member.value && '/trackHistory');
  const ids = useMemo(() => value?.map(({ track }) => track._id), [value]);
  if (failure && !value)
    return (
      <>
        <Heading text={say('history')} />
        <Failed failure={failure} retry={retry} />
      </>
    );
  return <Mine room="history" icon="history" empty={['emptyHistory', 'emptyHistoryHint']} ids={ids} />;
}

interface MineProps {
  room: Word;
  icon: string;
  /** What is said where there is nothing: a title, and how something comes here. */
  empty: readonly [Word, Word];
  /** Unknown while it loads. */
  ids: readonly string[] | undefined;
}

/** A room with tracks that are one's own; strangers are asked who they are. */
function Mine({ room, icon, empty, ids }: MineProps) {
  const isIn = member.value !== undefined;
  const list = useMemo(() => someTracks(room, ids ?? []), [room, ids]);
  useEffect(() => list.need(0, 1), [list]);
  const [total, failure] = [list.total.value, list.failure.value];
  const isEmpty = ids?.length === 0;
  const isLoading = isIn && !isEmpty && !failure && (ids === undefined || total === undefined);
  useBusy(isLoading);
  return (
    <>
      <div class="room-title">
        <Heading text={say(room)} />
        {isIn && ids && !isEmpty && <p class="hint">{count('tracks', ids.length)}</p>}
      </div>
      {!isIn && (
        <Empty icon={icon} title={say('membersOnly')} hint={say('membersOnlyHint')}>
          <button
            type="button"
            class="primary"
            onClick={() => {
              signingIn.value = { isNew: false };
            }}
          >
            {say('signIn')}
          </button>
        </Empty>
      )}
      {isIn && isEmpty && <Empty icon={icon} title={say(empty[0])} hint={say(empty[1])} />}
      {isIn && failure && <Failed failure={failure} retry={() => list.retry()} />}
      {isLoading && <Skeleton shape="row" count={10} />}
      {isIn && !isEmpty && ids && total !== undefined && <Tracks list={list} />}
    </>
  );
}
