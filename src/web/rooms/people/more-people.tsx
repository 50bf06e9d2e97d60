import type { Linked } from '../../api/linked.ts';
import type { Data, Person } from '../../api/types.ts';
import { PeopleList } from '../../lists/people.tsx';
import { Failed } from '../../lists/states.tsx';
import { say } from '../../words/words.ts';

export type People = Linked<Data<readonly Person[]>, Person>;

export const peopleIn = ({ data }: Data<readonly Person[]>): readonly Person[] => data;

/** People as far as they have been read, and a button for more. */
export function MorePeople({ list, label }: { list: People; label: string }) {
  const people = list.entries.value ?? [];
  const failure = list.failure.value;
  return (
    <>
      {people.length > 0 && <PeopleList people={people} label={label} />}
      {failure && <Failed failure={failure} retry={() => void list.more()} />}
      {!failure && people.length > 0 && list.next.value !== undefined && (
        <p class="more">
          <button type="button" class="secondary" aria-disabled={list.isLoading.value} onClick={() => void list.more()}>
            {say('showMore')}
          </button>
        </p>
      )}
    </>
  );
}
