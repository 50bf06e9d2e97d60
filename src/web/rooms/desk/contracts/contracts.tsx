import { useState } from 'preact/hooks';
import { useResource } from '../../../api/resource.ts';
import { place } from '../../../app/place.ts';
import { go } from '../../../app/router.ts';
import { day, percent } from '../../../words/formats.ts';
import { say } from '../../../words/words.ts';
import { ListedRoom } from '../listed-room.tsx';
import { ChoiceFilter, Filters, FindFilter, listAddress, type Paged } from '../listing.tsx';
import { Table } from '../table.tsx';
import { NewContract } from './new-contract.tsx';
import type { ListedContract } from './types.ts';

/** Contracts with artists: to each their own, to a manager their artists', to root all. */
export function Contracts() {
  const list = useResource<Paged<ListedContract>>(listAddress('/v1/desk/contracts', { status: 'status' }));
  const [isMaking, setMaking] = useState(false);
  const isRoot = place.value?.role === 'root';
  const columns = [
    { title: say('number'), cell: (contract: ListedContract) => <NumberLink contract={contract} />, isName: true },
    { title: say('artist'), cell: ({ stage_name: name }: ListedContract) => name },
    { title: say('share'), cell: ({ percentage }: ListedContract) => percent(percentage), isNumber: true },
    { title: say('signedOn'), cell: ({ createdAt }: ListedContract) => day(createdAt) },
    { title: say('lastDay'), cell: ({ to }: ListedContract) => (to ? day(to) : say('noEnd')) },
    { title: say('state'), cell: ({ status }: ListedContract) => <ContractMark status={status} /> },
  ];
  return (
    <>
      <ListedRoom
        title={say('contracts')}
        top={
          isRoot && (
            <button type="button" class="primary" onClick={() => setMaking(true)}>
              {say('newContract')}
            </button>
          )
        }
        filters={
          place.value?.role !== 'artist' && (
            <Filters>
              <FindFilter label={say('find')} />
              <ChoiceFilter
                label={say('show')}
                name="status"
                options={[
                  ['', say('all')],
                  ['active', say('contract_active')],
                  ['terminated', say('contract_terminated')],
                ]}
              />
            </Filters>
          )
        }
        list={list}
        icon="document"
        empty={[say('noContracts'), say(isRoot ? 'noContractsRoot' : 'noContractsHint')]}
      >
        {(rows) => <Table name={say('contracts')} columns={columns} rows={rows} keyOf={({ number }) => number} />}
      </ListedRoom>
      {isMaking && <NewContract close={() => setMaking(false)} made={(artist) => go(`#/desk/contracts/${artist}`)} />}
    </>
  );
}

const NumberLink = ({ contract: { artist_id: artist, number } }: { contract: ListedContract }) => (
  <a href={`#/desk/contracts/${artist}`}>{number}</a>
);

/** Whether a contract is in force, in a word. */
export function ContractMark({ status }: { status: ListedContract['status'] }) {
  return <span class={`status ${status === 'active' ? 'good' : 'bad'}`}>{say(`contract_${status}`)}</span>;
}
