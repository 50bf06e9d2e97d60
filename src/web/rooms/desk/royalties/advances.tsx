import { useResource } from '../../../api/resource.ts';
import { Failed } from '../../../lists/states.tsx';
import { day, money } from '../../../words/formats.ts';
import { say } from '../../../words/words.ts';
import { Table } from '../table.tsx';
import type { Recoupables } from './types.ts';

type Item = Recoupables['data'][number];

/** What an artist was advanced and cost, and what of it earnings have not recouped yet. */
export function Advances({ artist, currency }: { artist: string; currency: string }) {
  const { value, failure, retry } = useResource<Recoupables>(`/v1/royalties/${artist}/recoupable`);
  if (value?.data.length === 0) return null;
  const columns = [
    { title: say('kind'), cell: ({ type }: Item) => say(`enter_${type}`), isName: true },
    { title: say('note'), cell: ({ note }: Item) => note || '–' },
    { title: say('date'), cell: ({ date }: Item) => day(date) },
    { title: say('amount'), cell: ({ amount }: Item) => money(amount, currency), isNumber: true },
    { title: say('stillOpen'), cell: ({ open }: Item) => money(open, currency), isNumber: true },
  ];
  return (
    <section>
      <h2>{say('advances')}</h2>
      {!value && failure && <Failed failure={failure} retry={retry} />}
      {value && <Table name={say('advances')} columns={columns} rows={value.data} keyOf={({ id }) => id} />}
    </section>
  );
}
