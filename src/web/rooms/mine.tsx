import { useEffect, useMemo } from 'preact/hooks';
import { favouritesList } from '../api/some-tracks.ts';
import { favourites } from '../app/favourites.ts';
import { member, signingIn } from '../app/session.ts';
import { Empty, Failed, Skeleton } from '../lists/states.tsx';
import { Tracks } from '../lists/tracks.tsx';
import { count, say } from '../words/words.ts';
import { useBusy } from './busy.ts';
import { Heading } from './heading.tsx';

export function Favourites() {
  const isIn = member.value !== undefined;
  const list = useMemo(() => favouritesList([...favourites.value]), [favourites.value]);
  useEffect(() => list.need(0, 1), [list]);
  const total = list.total.value;
  const failure = list.failure.value;
  const isEmpty = favourites.value.size === 0;
  useBusy(isIn && !isEmpty && total === undefined && !failure);
  return (
    <>
      <div class="room-title">
        <Heading text={say('favourites')} />
        {isIn && !isEmpty && <p class="hint">{count('tracks', favourites.value.size)}</p>}
      </div>
      {!isIn && (
        <Empty icon="heart" title={say('membersOnly')} hint={say('membersOnlyHint')}>
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
      {isIn && isEmpty && <Empty icon="heart" title={say('emptyFavourites')} hint={say('emptyFavouritesHint')} />}
      {isIn && failure && <Failed failure={failure} retry={() => list.retry()} />}
      {isIn && !isEmpty && total === undefined && !failure && <Skeleton shape="row" count={10} />}
      {isIn && !isEmpty && total !== undefined && <Tracks list={list} />}
    </>
  );
}
