import { useLinked } from '../../api/linked.ts';
import { Skeleton } from '../../lists/states.tsx';
import { say } from '../../words/words.ts';
import { MorePeople, peopleIn } from './more-people.tsx';

interface CircleProps {
  userId: string;
  of: 'followers' | 'following';
  /** How many there are, those with a private profile too. */
  total: number;
}

/** Who follows somebody, or whom they follow. */
export function Circle({ userId, of, total }: CircleProps) {
  const list = useLinked(`/social/${of}/${userId}/people`, peopleIn);
  const people = list.entries.value;
  const isWhole = people !== undefined && list.next.value === undefined;
  return (
    <section>
      <h2>{say(of)}</h2>
      {!people && !list.failure.value && <Skeleton shape="row" count={2} />}
      <MorePeople list={list} label={say(of)} />
      {isWhole && people.length === 0 && total === 0 && <p class="hint">{say('nobodyYet')}</p>}
      {isWhole && people.length < total && <p class="hint">{say('privateOthers')}</p>}
    </section>
  );
}
