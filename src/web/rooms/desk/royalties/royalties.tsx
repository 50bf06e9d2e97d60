import { useState } from 'preact/hooks';
import { useResource } from '../../../api/resource.ts';
import { place } from '../../../app/place.ts';
import { money } from '../../../words/formats.ts';
import { say } from '../../../words/words.ts';
import { ActButton } from '../act-button.tsx';
import { ListedRoom } from '../listed-room.tsx';
import { listAddress, type Paged } from '../listing.tsx';
import { Table } from '../table.tsx';
import { Account } from './account.tsx';
import { BalanceMark } from './balance-mark.tsx';
import { IncomeChart } from './income-chart.tsx';
import { NewPayee } from './new-payee.tsx';
import { Pay } from './pay.tsx';
import { PaySeveral } from './pay-several.tsx';
import { StatementList } from './statements.tsx';
import type { Balance } from './types.ts';

/** To an artist their own account; to who cares for several the balances of all of them. */
export function RoyaltiesRoom() {
  const here = place.value;
  if (here?.role === 'artist') return <Account payee={here.id} isOwn />;
  return <Balances currency={here?.currency ?? ''} isRoot={here?.role === 'root'} />;
}

function Balances({ currency, isRoot }: { currency: string; isRoot: boolean }) {
  const list = useResource<Paged<Balance>>(listAddress('/v1/desk/balances'));
  const [paid, setPaid] = useState<Balance | undefined>(undefined);
  const [doing, setDoing] = useState<'pay' | 'payee' | undefined>(undefined);
  const close = () => setDoing(undefined);
  const sum = (title: string, of: (balance: Balance) => number) => ({
    title,
    cell: (balance: Balance) => money(of(balance), currency),
    isNumber: true,
  });
  const columns = [
    { title: say('stageName'), cell: (balance: Balance) => <NameLink balance={balance} />, isName: true },
    sum(say('earned'), ({ earned }) => earned),
    sum(say('recouped'), ({ recouped }) => recouped),
    sum(say('paidOut'), ({ paid: out }) => out),
    sum(say('payable'), ({ payable }) => payable),
    { title: say('state'), cell: ({ status }: Balance) => <BalanceMark status={status} /> },
    ...(isRoot
      ? [
          {
            title: say('actions'),
            cell: (balance: Balance) => (
              <ActButton
                name={say('payName', { name: balance.name })}
                text={say('pay')}
                act={() => setPaid(balance)}
                disabled={balance.status !== 'active'}
              />
            ),
          },
        ]
      : []),
  ];
  return (
    <>
      <ListedRoom
        title={say('royalties')}
        top={
          isRoot && (
            <div class="ways">
              <button type="button" class="secondary" onClick={() => setDoing('payee')}>
                {say('newPayee')}
              </button>
              <button type="button" class="primary" onClick={() => setDoing('pay')}>
                {say('paySeveral')}
              </button>
            </div>
          )
        }
        filters={<IncomeChart currency={currency} />}
        list={list}
        icon="money"
        empty={[say('noBalances'), say(isRoot ? 'noBalancesRoot' : 'noRosterManager')]}
      >
        {(rows) => (
          <section>
            <h2>{say('balances')}</h2>
            <Table name={say('balances')} columns={columns} rows={rows} keyOf={({ payee }) => payee} />
          </section>
        )}
      </ListedRoom>
      <StatementList />
      {doing === 'pay' && <PaySeveral close={close} />}
      {doing === 'payee' && <NewPayee close={close} />}
      {paid && <Pay balance={paid} currency={currency} close={() => setPaid(undefined)} />}
    </>
  );
}

const NameLink = ({ balance: { payee, name } }: { balance: Balance }) => (
  <a href={`#/desk/royalties/${payee}`}>{name}</a>
);
