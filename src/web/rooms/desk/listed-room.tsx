import type { ComponentChildren } from 'preact';
import type { Failure } from '../../api/client.ts';
import { Empty, Failed, Skeleton } from '../../lists/states.tsx';
import { say } from '../../words/words.ts';
import { useBusy } from '../busy.ts';
import { Heading } from '../heading.tsx';
import { isNarrowed, type Paged, Pages } from './listing.tsx';

interface ListedRoomProps<Row> {
  title: string;
  /** Beside the title. */
  top?: ComponentChildren;
  filters?: ComponentChildren;
  list: { value?: Paged<Row>; failure?: Failure; retry: () => void };
  icon: string;
  /** What is said where there is nothing: a title, and how something comes here. */
  empty: readonly [string, string];
  children: (rows: readonly Row[]) => ComponentChildren;
}

/** A room of the desk that is a list of the label's dialect, in all the states that it may be in. */
export function ListedRoom<Row>({ title, top, filters, list, icon, empty, children }: ListedRoomProps<Row>) {
  const { value, failure, retry } = list;
  useBusy(!value && !failure);
  const [none, hint] = isNarrowed() ? [say('noMatch'), say('noMatchHint')] : empty;
  return (
    <>
      <div class="desk-top">
        <Heading text={title} />
        {top}
      </div>
      {filters}
      {!value && failure && <Failed failure={failure} retry={retry} />}
      {!value && !failure && <Skeleton shape="row" count={8} />}
      {value?.data.length === 0 && <Empty icon={icon} title={none} hint={hint} />}
      {value && value.data.length > 0 && (
        <>
          {children(value.data)}
          <Pages pagination={value.pagination} />
        </>
      )}
    </>
  );
}
