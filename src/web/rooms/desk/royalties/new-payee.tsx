import { ask } from '../../../api/client.ts';
import { refreshResources } from '../../../api/resource.ts';
import { tell } from '../../../app/notices.ts';
import { Dialog } from '../../../dialogs/dialog.tsx';
import { say } from '../../../words/words.ts';
import { FieldForm } from '../field-form.tsx';
import { TextField } from '../fields.tsx';

/** The dialog in which root adds somebody who is paid a share and is no artist of the label. */
export function NewPayee({ close }: { close: () => void }) {
  return (
    <Dialog title={say('newPayee')} close={close}>
      <FieldForm
        verb={say('add')}
        required={['name']}
        send={async ({ name, contact, details }) => {
          await ask('/v1/payees', { method: 'POST', body: { name, contact, details } });
          tell(say('saved'));
          refreshResources('/v1/');
          close();
        }}
      >
        {(faults) => (
          <>
            <TextField label={say('name')} name="name" hint={say('newPayeeHint')} fault={faults.name} />
            <TextField label={say('contact')} name="contact" maxLength={300} fault={faults.contact} />
            <TextField
              label={say('payTo')}
              name="details"
              maxLength={2000}
              hint={say('detailsHint')}
              fault={faults.details}
            />
          </>
        )}
      </FieldForm>
    </Dialog>
  );
}
