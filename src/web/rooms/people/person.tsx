import { useEffect } from 'preact/hooks';
import { shortened } from '../../api/ids.ts';
import { useLinked } from '../../api/linked.ts';
import { useResource } from '../../api/resource.ts';
import { tracksOf } from '../../api/some-tracks.ts';
import type { Data, PublicProfile, SeenPerson } from '../../api/types.ts';
import { route } from '../../app/router.ts';
import { nameOf } from '../../lists/people.tsx';
import { Empty, Failed, Skeleton } from '../../lists/states.tsx';
import { Tracks } from '../../lists/tracks.tsx';
import { playFrom } from '../../player/player.ts';
import { say } from '../../words/words.ts';
import { useBusy } from '../busy.ts';
import { NotFound } from '../not-found.tsx';
import { Circle } from './circle.tsx';
import { PersonTop } from './person-top.tsx';

type Profile = PublicProfile['profile'];

/** Somebody's profile, as far as whoever looks may see it. */
export function PersonRoom() {
  const username = encodeURIComponent(route.value.id ?? '');
  const { value: seen, failure, retry } = useResource<Data<SeenPerson>>(`/social/people/${username}`);
  const person = seen?.data;
  const whole = useResource<Data<PublicProfile>>(person?.isVisible ? `/users/${username}/public` : undefined);
  useBusy(!failure && !(person && (!person.isVisible || whole.value || whole.failure)));
  if (failure && failure.reason !== 'offline' && failure.reason !== 'failed') return <NotFound />;
  return (
    <>
      <PersonTop person={person} profile={whole.value?.data.profile} />
      {failure && <Failed failure={failure} retry={retry} />}
      {whole.failure && <Failed failure={whole.failure} retry={whole.retry} />}
      {person && !person.isVisible && (
        <Empty icon="lock" title={say('profileIsPrivate')} hint={say('profileIsPrivateHint')} />
      )}
      {person?.isVisible && whole.value && <Seen person={person} profile={whole.value.data.profile} />}
    </>
  );
}

interface UploadsAnswer {
  data: readonly { fileId: string }[];
}

const uploadsIn = ({ data }: UploadsAnswer): readonly string[] => data.map(({ fileId }) => shortened(fileId));

function Seen({ person, profile }: { person: SeenPerson; profile: Profile }) {
  const uploads = useLinked(`/users/${encodeURIComponent(person.username)}/tracks`, uploadsIn);
  const ids = uploads.entries.value;
  const tracks = tracksOf(uploads);
  const isEmpty = ids?.length === 0;
  const isThere = ids !== undefined && !isEmpty;
  useEffect(() => {
    if (isThere) tracks.need(0, 1);
  }, [tracks, isThere]);
  const isShown = isThere && tracks.total.value !== undefined;
  const failure = uploads.failure.value ?? tracks.failure.value;
  const retry = () => (uploads.failure.peek() ? void uploads.more() : tracks.retry());
  return (
    <>
      <section>
        <div class="section-title">
          <h2>{say('theirUploads')}</h2>
          {isShown && (
            <button type="button" class="secondary small" onClick={() => void playFrom(tracks, 0)}>
              {say('playAll')}
            </button>
          )}
        </div>
        {isEmpty && <p class="hint">{say('noUploadsHint', { name: nameOf(person) })}</p>}
        {failure && <Failed failure={failure} retry={retry} />}
        {!isEmpty && !isShown && !failure && <Skeleton shape="row" count={4} />}
        {isShown && <Tracks list={tracks} />}
      </section>
      <Circle userId={person.userId} of="followers" total={profile.stats.followersCount} />
      <Circle userId={person.userId} of="following" total={profile.stats.followingCount} />
    </>
  );
}
