import { useEffect, useMemo, useRef } from 'preact/hooks';
import { shortened } from '../../api/ids.ts';
import { type Linked, useLinked } from '../../api/linked.ts';
import { wholeList } from '../../api/long-list.ts';
import type { Data, FeedEvent } from '../../api/types.ts';
import { member } from '../../app/session.ts';
import { Empty, Failed, Skeleton } from '../../lists/states.tsx';
import { say } from '../../words/words.ts';
import { useBusy } from '../busy.ts';
import { Heading } from '../heading.tsx';
import { MembersOnly } from '../members-only.tsx';
import { Article } from './article.tsx';
import { useFeedTracks } from './feed-tracks.ts';
import { useNow } from './now.ts';

type Events = Linked<Data<readonly FeedEvent[]>, FeedEvent>;

/** Pixels below what is in view at which the next page is asked for. */
const NEAR = 1200;

const eventsIn = ({ data }: Data<readonly FeedEvent[]>): readonly FeedEvent[] => data;

/** What those one follows have done, newest first. */
export function Feed() {
  const me = member.value;
  const list = useLinked(me && `/social/feed?userId=${me.id}`, eventsIn);
  const [events, failure] = [list.entries.value, list.failure.value];
  const isLoading = me !== undefined && !events && !failure;
  useBusy(isLoading);
  return (
    <>
      <div class="room-title">
        <Heading text={say('feed')} />
        {me && events && events.length > 0 && <a href="#/people">{say('findPeople')}</a>}
      </div>
      {!me && <MembersOnly icon="feed" hint={say('feedMembersHint')} />}
      {isLoading && <Skeleton shape="row" count={8} />}
      {me && events?.length === 0 && (
        <Empty icon="feed" title={say('emptyFeed')} hint={say('emptyFeedHint')}>
          <a class="primary" href="#/people">
            {say('findPeople')}
          </a>
        </Empty>
      )}
      {me && events && events.length > 0 && <Articles list={list} events={events} />}
      {me && failure && <Failed failure={failure} retry={() => void list.more()} />}
    </>
  );
}

function Articles({ list, events }: { list: Events; events: readonly FeedEvent[] }) {
  const tracks = useFeedTracks(events);
  const playable = useMemo(() => events.flatMap(({ trackId }) => tracks.get(shortened(trackId ?? '')) ?? []), [tracks]);
  const source = useMemo(() => wholeList(playable), [playable]);
  const places = useMemo(() => new Map(playable.map(({ _id }, at) => [_id, at])), [playable]);
  const end = useRef<HTMLParagraphElement>(null);
  const now = useNow();
  const [isWhole, isLoading] = [list.next.value === undefined, list.isLoading.value];
  const mayGoOn = !isWhole && !list.failure.value;
  useEffect(() => {
    if (!end.current || !mayGoOn) return;
    const watch = new IntersectionObserver(([seen]) => seen?.isIntersecting && void list.more(), {
      rootMargin: `${NEAR}px`,
    });
    watch.observe(end.current);
    return () => watch.disconnect();
    // With each page anew: the end may be in view still.
  }, [list, events, mayGoOn]);
  return (
    <>
      <div class="feed" role="feed" aria-label={say('feed')} aria-busy={isLoading} onKeyDown={moveAmongArticles}>
        {events.map((event, at) => {
          const track = tracks.get(shortened(event.trackId ?? ''));
          return (
            <Article
              key={`${event.createdAt} ${event.userId} ${event.trackId}`}
              event={event}
              track={track}
              source={source}
              at={track ? (places.get(track._id) ?? 0) : 0}
              place={at + 1}
              size={isWhole ? events.length : -1}
              now={now}
            />
          );
        })}
      </div>
      <p ref={end} class="hint feed-end">
        {isWhole && say('allRead')}
      </p>
    </>
  );
}

/** As the pattern of the ARIA authors has it: Page Down and Page Up go from article to article, Control and End behind them all. */
function moveAmongArticles(event: KeyboardEvent): void {
  const feed = event.currentTarget as HTMLElement;
  const articles = [...feed.querySelectorAll<HTMLElement>('[role=article]')];
  const at = articles.findIndex((article) => article.contains(document.activeElement));
  const isControl = event.ctrlKey && !event.altKey && !event.metaKey;
  const step = { PageDown: 1, PageUp: -1 }[event.key];
  const to = step === undefined || event.ctrlKey ? undefined : articles[at + step];
  const beyond = isControl
    ? { End: nextAfter(feed), Home: document.querySelector<HTMLElement>('main h1') }[event.key]
    : undefined;
  const target = to ?? beyond;
  if (!target && step === undefined) return;
  event.preventDefault();
  target?.focus({ preventScroll: true });
  target?.scrollIntoView({ block: 'nearest' });
}

/** What can have the focus first, behind an element. */
function nextAfter(element: Element): HTMLElement | undefined {
  const all = [...document.querySelectorAll<HTMLElement>('a[href], button, input, select, textarea')];
  return all.find(
    (one) => element.compareDocumentPosition(one) === Node.DOCUMENT_POSITION_FOLLOWING && one.offsetParent !== null,
  );
}
