import { useState } from 'preact/hooks';
import { useResource } from '../../../api/resource.ts';
import { Failed, Skeleton } from '../../../lists/states.tsx';
import { exactMoney, number } from '../../../words/formats.ts';
import { say } from '../../../words/words.ts';
import { ActButton } from '../act-button.tsx';
import type { Paged } from '../listing.tsx';
import { Table } from '../table.tsx';
import { Assign } from './assign.tsx';
import type { Unmatched } from './types.ts';

/** Songs of which nothing was found, those with most lines first; whose they are is said here. */
export function UnmatchedList({ report }: { report: string }) {
  const path = `/v1/reports/unmatched?filter[report]=${report}&limit=50`;
  const { value, failure, retry } = useResource<Paged<Unmatched>>(path);
  const [assigned, setAssigned] = useState<Unmatched | undefined>(undefined);
  const columns = [
    { title: say('title'), cell: ({ title }: Unmatched) => title || say('untitled'), isName: true },
    { title: say('artist'), cell: ({ artist }: Unmatched) => artist || '–' },
    { title: say('code'), cell: ({ isrc, upc }: Unmatched) => isrc || upc || '–' },
    { title: say('why'), cell: ({ reason }: Unmatched) => say(`reason_${reason}`) },
    { title: say('lines'), cell: ({ lines }: Unmatched) => number(lines), isNumber: true },
    {
      title: say('amount'),
      cell: ({ sums }: Unmatched) => sums.map(({ currency, net }) => exactMoney(net, currency)).join(' + '),
      isNumber: true,
    },
    {
      title: say('actions'),
      cell: (song: Unmatched) => (
        <ActButton
          name={say('assignTitle', { title: song.title || song.isrc || song.upc })}
          text={say('assign')}
          act={() => setAssigned(song)}
        />
      ),
    },
  ];
  return (
    <>
      <p class="hint">{say('unmatchedHint')}</p>
      {!value && failure && <Failed failure={failure} retry={retry} />}
      {!value && !failure && <Skeleton shape="row" count={3} />}
      {value && <Table name={say('unmatched')} columns={columns} rows={value.data} keyOf={({ key }) => key} />}
      {value && value.pagination.totalPages > 1 && <p class="hint">{say('moreUnmatched')}</p>}
      {assigned && <Assign song={assigned} close={() => setAssigned(undefined)} />}
    </>
  );
}
