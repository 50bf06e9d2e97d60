import { useLinked } from '../../api/linked.ts';
import { Empty, Skeleton } from '../../lists/states.tsx';
import { say } from '../../words/words.ts';
import { useBusy } from '../busy.ts';
import { Heading } from '../heading.tsx';
import { MorePeople, peopleIn } from './more-people.tsx';

/** All whose profile may be seen, by name. */
export function Everybody() {
  const list = useLinked('/social/people', peopleIn);
  const people = list.entries.value;
  const isLoading = !people && !list.failure.value;
  useBusy(isLoading);
  return (
    <>
      <Heading text={say('people')} />
      {isLoading && <Skeleton shape="row" count={10} />}
      {people?.length === 0 && <Empty icon="people" title={say('emptyPeople')} hint={say('emptyPeopleHint')} />}
      <MorePeople list={list} label={say('people')} />
    </>
  );
}
