import { useState } from 'preact/hooks';
import { ask } from '../../../api/client.ts';
import { refreshResources, useResource } from '../../../api/resource.ts';
import { tell } from '../../../app/notices.ts';
import { day } from '../../../words/formats.ts';
import { say } from '../../../words/words.ts';
import { ActButton } from '../act-button.tsx';
import { ConfirmDialog } from '../confirm.tsx';
import { ListedRoom } from '../listed-room.tsx';
import { ChoiceFilter, Filters, FindFilter, listAddress, type Paged } from '../listing.tsx';
import { Table } from '../table.tsx';
import { AddPerson, ROLES } from './add-person.tsx';

interface User {
  id: string;
  login: string;
  role: (typeof ROLES)[number];
  surname: string;
  firstname: string;
  email: string;
  is_active: boolean;
  createdAt: string;
}

/** Who works at the label or is represented by it. Root's alone. */
export function People() {
  const list = useResource<Paged<User>>(listAddress('/v1/users', { role: 'filter[role]' }));
  const [isAdding, setAdding] = useState(false);
  const [asked, setAsked] = useState<User | undefined>(undefined);
  const columns = [
    { title: say('login'), cell: (user: User) => <Named user={user} />, isName: true },
    { title: say('role'), cell: ({ role }: User) => say(`role_${role}`) },
    { title: say('email'), cell: ({ email }: User) => email || '–' },
    { title: say('since'), cell: ({ createdAt }: User) => day(createdAt) },
    {
      title: say('state'),
      cell: ({ is_active: isActive }: User) => (
        <span class={`status ${isActive ? 'good' : 'bad'}`}>{say(isActive ? 'activePerson' : 'deactivated')}</span>
      ),
    },
    {
      title: say('actions'),
      cell: (user: User) => <ActButton name={verbOf(user)} text={shortOf(user)} act={() => setAsked(user)} />,
    },
  ];
  return (
    <>
      <ListedRoom
        title={say('people')}
        top={
          <button type="button" class="primary" onClick={() => setAdding(true)}>
            {say('addPerson')}
          </button>
        }
        filters={
          <Filters>
            <FindFilter label={say('find')} />
            <ChoiceFilter
              label={say('show')}
              name="role"
              options={[['', say('everybody')], ...ROLES.map((role) => [role, say(`roles_${role}`)] as const)]}
            />
          </Filters>
        }
        list={list}
        icon="person"
        empty={[say('noPeople'), say('noPeopleHint')]}
      >
        {(rows) => <Table name={say('people')} columns={columns} rows={rows} keyOf={({ id }) => id} />}
      </ListedRoom>
      {isAdding && <AddPerson close={() => setAdding(false)} />}
      {asked && <AskedAbout user={asked} close={() => setAsked(undefined)} />}
    </>
  );
}

const verbOf = ({ login, is_active: isActive }: User) => say(isActive ? 'deactivateLogin' : 'letInLogin', { login });
const shortOf = ({ is_active: isActive }: User) => say(isActive ? 'deactivate' : 'letIn');

/** The login, and the name where it is told. */
function Named({ user: { login, firstname, surname } }: { user: User }) {
  const name = `${firstname} ${surname}`.trim();
  return (
    <span>
      {login}
      {name && <span class="beneath">{name}</span>}
    </span>
  );
}

/** Shuts somebody out, or lets them in again. */
function AskedAbout({ user, close }: { user: User; close: () => void }) {
  const { id, login, is_active: isActive } = user;
  return (
    <ConfirmDialog
      verb={verbOf(user)}
      close={close}
      act={async () => {
        await ask(`/v1/auth/${id}/${isActive ? 'deactivate' : 'unblock'}`, { method: 'POST' });
        tell(say(isActive ? 'wasDeactivated' : 'wasLetIn', { login }));
        refreshResources('/v1/');
      }}
      hint={say(isActive ? 'deactivateHint' : 'letInHint')}
    />
  );
}
