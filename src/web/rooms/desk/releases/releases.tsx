import { useState } from 'preact/hooks';
import { outdateResources, useResource } from '../../../api/resource.ts';
import { place } from '../../../app/place.ts';
import { Empty, Failed, Skeleton } from '../../../lists/states.tsx';
import { say } from '../../../words/words.ts';
import { useBusy } from '../../busy.ts';
import { Heading } from '../../heading.tsx';
import { ChoiceFilter, Filters, FindFilter, isNarrowed, listAddress, type Paged, Pages } from '../listing.tsx';
import { NewRelease } from './new-release.tsx';
import { Notifications } from './notifications.tsx';
import { ReleaseList } from './release-list.tsx';
import { type ListedRelease, STATUSES } from './types.ts';

/** The oldest of the queue. */
const QUEUE = '/v1/desk/releases?filter[status]=pending&sort[createdAt]=asc&limit=20';

export function Releases() {
  const isArtist = place.value?.role === 'artist';
  // Whoever enters looks for what others have done: what was there half a minute ago is shown only until the answer.
  useState(() => ['/v1/desk/releases', '/v1/notifications'].forEach(outdateResources));
  return (
    <>
      <div class="desk-top">
        <Heading text={say('releases')} />
        {isArtist && <NewRelease />}
      </div>
      {isArtist ? <Notifications /> : <ReviewQueue />}
      <section>
        {!isArtist && <h2>{say('allReleases')}</h2>}
        <AllReleases isArtist={isArtist} />
      </section>
    </>
  );
}

function ReviewQueue() {
  const { value, failure, retry } = useResource<Paged<ListedRelease>>(QUEUE);
  useBusy(!value && !failure);
  return (
    <section class="review-queue">
      <h2>{say('reviewQueue')}</h2>
      {failure && !value && <Failed failure={failure} retry={retry} />}
      {!value && !failure && <Skeleton shape="row" count={2} />}
      {value?.data.length === 0 && <p class="hint">{say('reviewQueueEmpty')}</p>}
      {value && value.data.length > 0 && <ReleaseList label={say('reviewQueue')} releases={value.data} />}
      {value && value.pagination.totalPages > 1 && (
        <p>
          <a class="queue-more" href="#/desk/releases?status=pending">
            {say('allWaiting', { number: String(value.pagination.total) })}
          </a>
        </p>
      )}
    </section>
  );
}

function AllReleases({ isArtist }: { isArtist: boolean }) {
  const address = listAddress('/v1/desk/releases', { status: 'filter[status]' });
  const { value, failure, isLoading, retry } = useResource<Paged<ListedRelease>>(address);
  useBusy(isLoading && !value);
  const isEmpty = value?.data.length === 0;
  const statuses = STATUSES.map((status) => [status, say(`status_${status}`)] as const);
  return (
    <>
      {!(isEmpty && !isNarrowed()) && (
        <Filters>
          <FindFilter label={say('findReleases')} />
          <ChoiceFilter label={say('status')} name="status" options={[['', say('all')], ...statuses]} />
        </Filters>
      )}
      {failure && !value && <Failed failure={failure} retry={retry} />}
      {!value && !failure && <Skeleton shape="row" count={6} />}
      {isEmpty && isNarrowed() && <Empty icon="search" title={say('noMatch')} hint={say('noMatchHint')} />}
      {isEmpty && !isNarrowed() && (
        <Empty
          icon="albums"
          title={say('emptyReleases')}
          hint={say(isArtist ? 'emptyReleasesArtist' : 'emptyReleasesHint')}
        />
      )}
      {value && !isEmpty && <ReleaseList label={say('releases')} releases={value.data} />}
      {value && <Pages pagination={value.pagination} />}
    </>
  );
}
