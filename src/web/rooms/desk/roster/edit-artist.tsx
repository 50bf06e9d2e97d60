import { useState } from 'preact/hooks';
import { ask } from '../../../api/client.ts';
import { outdateResources, refreshResources } from '../../../api/resource.ts';
import { tell } from '../../../app/notices.ts';
import { Dialog } from '../../../dialogs/dialog.tsx';
import { say } from '../../../words/words.ts';
import { type DeskArtist, useChoices } from '../artists.ts';
import { FieldForm } from '../field-form.tsx';
import { SelectField, TextField } from '../fields.tsx';

interface Manager {
  id: string;
  login: string;
  surname: string;
  firstname: string;
  is_active: boolean;
}

interface EditArtistProps {
  artist: DeskArtist;
  close: () => void;
}

/** The dialog in which root gives an artist another name, or another manager. */
export function EditArtist({ artist, close }: EditArtistProps) {
  const [name, setName] = useState(artist.stage_name);
  const [chosen, setChosen] = useState(artist.manager?.id ?? '');
  const people = useChoices<Manager>('/v1/users?filter[role]=manager', '/v1/users?filter[role]=root');
  const now = artist.manager;
  const managers = people.filter(({ id, is_active: isActive }) => isActive && id !== now?.id);
  const options = [
    ['', say('nobody')] as const,
    ...(now ? [[now.id, calledOf(now)] as const] : []),
    ...managers.map((manager) => [manager.id, calledOf(manager)] as const),
  ];
  const save = async ({ stageName = '', managerId = '' }: Readonly<Record<string, string>>) => {
    const path = `/v1/artists/${artist.id}`;
    if (stageName !== artist.stage_name) await ask(`${path}/name`, { method: 'PATCH', body: { stageName } });
    if (managerId !== (now?.id ?? ''))
      await ask(`${path}/manager`, { method: 'PATCH', body: { managerId: managerId || null } });
    tell(say('saved'));
    refreshResources('/v1/');
    outdateResources('/browse');
    close();
  };
  return (
    <Dialog title={say('editName', { name: artist.stage_name })} close={close}>
      <FieldForm verb={say('save')} required={['stageName']} send={save}>
        {(faults) => (
          <>
            <TextField
              label={say('stageName')}
              name="stageName"
              value={name}
              onInput={setName}
              fault={faults.stageName}
            />
            <SelectField
              label={say('manager')}
              name="managerId"
              options={options}
              value={chosen}
              onInput={setChosen}
              fault={faults.managerId}
            />
          </>
        )}
      </FieldForm>
    </Dialog>
  );
}

const calledOf = ({ firstname, surname, login }: Pick<Manager, 'firstname' | 'surname' | 'login'>): string => {
  const name = `${firstname} ${surname}`.trim();
  return name === '' ? login : `${name} (${login})`;
};
