import { useState } from 'preact/hooks';
import { useResource } from '../../../api/resource.ts';
import { place } from '../../../app/place.ts';
import { route } from '../../../app/router.ts';
import { Failed, Skeleton } from '../../../lists/states.tsx';
import { money } from '../../../words/formats.ts';
import { say } from '../../../words/words.ts';
import { useBusy } from '../../busy.ts';
import { Heading } from '../../heading.tsx';
import { NotFound } from '../../not-found.tsx';
import type { Paged } from '../listing.tsx';
import { Table } from '../table.tsx';
import { AccountActions } from './account-actions.tsx';
import { Advances } from './advances.tsx';
import { BalanceMark } from './balance-mark.tsx';
import { History } from './history.tsx';
import { IncomeChart } from './income-chart.tsx';
import { Pay } from './pay.tsx';
import { Splits } from './splits.tsx';
import { StatementList } from './statements.tsx';
import type { Balance } from './types.ts';

/** The account that the address names. */
export const AccountRoom = () => <Account payee={route.value.part ?? ''} />;

/** What somebody has earned and been paid, with all that it comes of. */
export function Account({ payee, isOwn = false }: { payee: string; isOwn?: boolean }) {
  const list = useResource<Paged<Balance>>(`/v1/desk/balances?filter[artist]=${encodeURIComponent(payee)}`);
  const [isPaying, setPaying] = useState(false);
  const { value, failure, retry } = list;
  useBusy(!value && !failure);
  const balance = value?.data[0];
  if (failure?.reason === 'refused' || (value && !balance)) return <NotFound />;
  const { role, currency = '' } = place.value ?? {};
  const isRoot = role === 'root';
  const isArtist = balance?.kind === 'artist';
  return (
    <>
      <div class="desk-top">
        <Heading text={isOwn ? say('royalties') : (balance?.name ?? say('royalties'))} />
        {balance && <BalanceMark status={balance.status} />}
      </div>
      {!balance && failure && <Failed failure={failure} retry={retry} />}
      {!balance && !failure && <Skeleton shape="row" count={6} />}
      {balance && (
        <>
          <div class="sums">
            <Table name={say('balances')} columns={columnsOf(currency)} rows={[balance]} keyOf={() => payee} />
          </div>
          {isRoot && (
            <div class="actions">
              <button
                type="button"
                class="primary small"
                disabled={balance.status !== 'active'}
                onClick={() => setPaying(true)}
              >
                {say('payName', { name: balance.name })}
              </button>
              <AccountActions balance={balance} currency={currency} />
            </div>
          )}
          <IncomeChart currency={currency} artist={payee} />
          {isArtist && <StatementList artist={payee} />}
          {isArtist && <Advances artist={payee} currency={currency} />}
          {isArtist && <Splits name={balance.name} />}
          <History payee={payee} currency={currency} isOwn={isOwn} />
          {isPaying && <Pay balance={balance} currency={currency} close={() => setPaying(false)} />}
        </>
      )}
    </>
  );
}

function columnsOf(currency: string) {
  const sum = (title: string, of: (balance: Balance) => number) => ({
    title,
    cell: (balance: Balance) => money(of(balance), currency),
    isNumber: true,
  });
  return [
    { title: say('stageName'), cell: ({ name }: Balance) => name, isName: true },
    sum(say('payable'), ({ payable }) => payable),
    sum(say('earned'), ({ earned }) => earned),
    sum(say('recouped'), ({ recouped }) => recouped),
    sum(say('stillOpen'), ({ open }) => open),
    sum(say('paidOut'), ({ paid }) => paid),
  ];
}
