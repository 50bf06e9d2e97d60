import { useState } from 'preact/hooks';
import { useResource } from '../../../api/resource.ts';
import { place } from '../../../app/place.ts';
import { route } from '../../../app/router.ts';
import { Empty, Failed, Skeleton } from '../../../lists/states.tsx';
import { day, percent } from '../../../words/formats.ts';
import { say } from '../../../words/words.ts';
import { useBusy } from '../../busy.ts';
import { Heading } from '../../heading.tsx';
import { NotFound } from '../../not-found.tsx';
import { type DeskDocument, documentAddress } from '../documents/paper.ts';
import { Facts } from '../facts.tsx';
import type { Paged } from '../listing.tsx';
import { ContractActions } from './contract-actions.tsx';
import { ContractMark } from './contracts.tsx';
import { NewContract } from './new-contract.tsx';
import { TermsSection } from './terms.tsx';
import type { Contract } from './types.ts';

/** An artist's newest contract: what it says, its papers, and the terms that hold. */
export function ContractRoom() {
  const artist = route.value.part ?? '';
  const person = useResource<{ stage_name: string }[]>(`/v1/artists/${encodeURIComponent(artist)}`);
  // Newest first.
  const contracts = useResource<Paged<Contract>>(`/v1/desk/contracts?filter[artist]=${encodeURIComponent(artist)}`);
  const contract = contracts.value?.data[0];
  const [isMaking, setMaking] = useState(false);
  const name = person.value?.[0]?.stage_name;
  const isLoading = (!person.value && !person.failure) || (!contracts.value && !contracts.failure);
  useBusy(isLoading);
  if (person.failure?.reason === 'refused' || (person.value && name === undefined)) return <NotFound />;
  const failure = person.failure ?? contracts.failure;
  const title = contract ? say('contractNumber', { number: contract.number }) : say('contract');
  return (
    <>
      <div class="desk-top">
        <div>
          <p class="hero-kind">{name ?? say('contract')}</p>
          <Heading text={title} />
        </div>
        {contract && <ContractMark status={contract.status} />}
      </div>
      {failure && !contract && (
        <Failed
          failure={failure}
          retry={() => {
            person.retry();
            contracts.retry();
          }}
        />
      )}
      {isLoading && <Skeleton shape="row" count={6} />}
      {contracts.value && !contract && (
        <Empty icon="document" title={say('noContract')} hint={say('noContractsHint')}>
          {place.value?.role === 'root' && (
            <button type="button" class="primary" onClick={() => setMaking(true)}>
              {say('newContract')}
            </button>
          )}
        </Empty>
      )}
      {contract && <Whole artist={artist} stageName={name ?? ''} contract={contract} />}
      {isMaking && <NewContract artist={artist} close={() => setMaking(false)} />}
    </>
  );
}

interface WholeProps {
  artist: string;
  stageName: string;
  contract: Contract;
}

function Whole({ artist, stageName, contract }: WholeProps) {
  const papers = useResource<Paged<DeskDocument>>(`/v1/desk/documents?filter[artist]=${artist}&limit=50`);
  const paperOf = (key: string) => {
    if (key === '') return <span class="hint">{say('noPaper')}</span>;
    const isHere = papers.value?.data.some((paper) => paper.type === 'contract' && paper.key === key);
    if (!isHere) return key;
    return (
      <a href={documentAddress(artist, 'contract', key)} download>
        {key}
      </a>
    );
  };
  return (
    <>
      <Facts
        facts={[
          [say('share'), percent(contract.percentage)],
          [say('signedOn'), day(contract.createdAt)],
          [say('lastDay'), contract.to ? day(contract.to) : say('noEnd')],
          [say('paper'), paperOf(contract.file)],
        ]}
      />
      {place.value?.role === 'root' && <ContractActions artist={artist} contract={contract} />}
      {contract.appendices.length > 0 && (
        <section>
          <h2>{say('appendices')}</h2>
          <ul class="rows">
            {contract.appendices.map(({ id, type, number, file }) => (
              <li key={id}>
                <b>{number}</b>
                <span>{say(`appendix_${type}`)}</span>
                <span>{paperOf(file)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <TermsSection artist={artist} stageName={stageName} />
    </>
  );
}
