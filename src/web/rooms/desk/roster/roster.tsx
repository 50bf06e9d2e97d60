import { useState } from 'preact/hooks';
import { useResource } from '../../../api/resource.ts';
import { place } from '../../../app/place.ts';
import { percent } from '../../../words/formats.ts';
import { say } from '../../../words/words.ts';
import { ActButton } from '../act-button.tsx';
import type { DeskArtist } from '../artists.ts';
import { ListedRoom } from '../listed-room.tsx';
import { Filters, FindFilter, listAddress, type Paged } from '../listing.tsx';
import { Table } from '../table.tsx';
import { EditArtist } from './edit-artist.tsx';

/** Whom the label represents: to a manager their artists, to root all, and who manages whom. */
export function Roster() {
  const list = useResource<Paged<DeskArtist>>(listAddress('/v1/desk/artists'));
  const [edited, setEdited] = useState<DeskArtist | undefined>(undefined);
  const isRoot = place.value?.role === 'root';
  const columns = [
    { title: say('stageName'), cell: ({ stage_name: name }: DeskArtist) => name, isName: true },
    { title: say('personName'), cell: (artist: DeskArtist) => nameOf(artist) || artist.login },
    ...(isRoot ? [{ title: say('manager'), cell: ({ manager }: DeskArtist) => managerOf(manager) }] : []),
    { title: say('share'), cell: ({ contract }: DeskArtist) => shareOf(contract), isNumber: true },
    { title: say('goTo'), cell: (artist: DeskArtist) => <Ways artist={artist} /> },
    ...(isRoot
      ? [
          {
            title: say('actions'),
            cell: (artist: DeskArtist) => (
              <ActButton
                name={say('editName', { name: artist.stage_name })}
                text={say('edit')}
                act={() => setEdited(artist)}
              />
            ),
          },
        ]
      : []),
  ];
  return (
    <>
      <ListedRoom
        title={say('roster')}
        filters={
          <Filters>
            <FindFilter label={say('find')} />
          </Filters>
        }
        list={list}
        icon="artists"
        empty={[say('noRoster'), say(isRoot ? 'noRosterRoot' : 'noRosterManager')]}
      >
        {(rows) => <Table name={say('roster')} columns={columns} rows={rows} keyOf={({ id }) => id} />}
      </ListedRoom>
      {edited && <EditArtist artist={edited} close={() => setEdited(undefined)} />}
    </>
  );
}

const nameOf = ({ firstname, surname }: { firstname: string; surname: string }) => `${firstname} ${surname}`.trim();

const managerOf = (manager: DeskArtist['manager']) =>
  manager ? nameOf(manager) || manager.login : <span class="hint">{say('nobody')}</span>;

function shareOf(contract: DeskArtist['contract']) {
  if (!contract) return <span class="hint">{say('noContract')}</span>;
  return contract.status === 'active' ? percent(contract.percentage) : say('contract_terminated');
}

/** To what is this artist's in the other rooms. */
function Ways({ artist: { id, stage_name: name } }: { artist: DeskArtist }) {
  const ways = [
    [`#/desk/releases?q=${encodeURIComponent(name)}`, 'releases'],
    [`#/desk/contracts/${id}`, 'contract'],
    [`#/desk/royalties/${id}`, 'money'],
  ] as const;
  return (
    <span class="ways">
      {ways.map(([href, word]) => (
        <a key={word} href={href} aria-label={say('ofArtist', { what: say(word), name })}>
          {say(word)}
        </a>
      ))}
    </span>
  );
}
