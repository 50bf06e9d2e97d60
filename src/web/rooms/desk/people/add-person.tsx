import { ask, type Failure } from '../../../api/client.ts';
import { refreshResources } from '../../../api/resource.ts';
import { tell } from '../../../app/notices.ts';
import { Dialog } from '../../../dialogs/dialog.tsx';
import { say } from '../../../words/words.ts';
import { FieldForm, faultOf } from '../field-form.tsx';
import { SelectField, TextField } from '../fields.tsx';

export const ROLES = ['artist', 'manager', 'root'] as const;

/** The dialog in which root takes somebody in. */
export function AddPerson({ close }: { close: () => void }) {
  return (
    <Dialog title={say('addPerson')} close={close}>
      <FieldForm
        verb={say('add')}
        required={['login', 'password']}
        send={async ({ login = '', email = '', password = '', role = 'artist' }) => {
          await ask('/v1/auth/register', { method: 'POST', body: { login, password, role, email: email || null } });
          tell(say('wasAdded', { login }));
          refreshResources('/v1/');
          close();
        }}
        faultsOf={takenOf}
      >
        {(faults) => (
          <>
            <TextField label={say('login')} name="login" maxLength={64} fault={faults.login} hint={say('loginHint')} />
            <TextField label={say('email')} name="email" type="email" maxLength={256} fault={faults.email} />
            <TextField
              label={say('password')}
              name="password"
              type="password"
              autocomplete="new-password"
              maxLength={256}
              fault={faults.password}
              hint={say('passwordHint')}
            />
            <SelectField
              label={say('role')}
              name="role"
              options={ROLES.map((role) => [role, say(`role_${role}`)] as const)}
              fault={faults.role}
            />
          </>
        )}
      </FieldForm>
    </Dialog>
  );
}

/** A name or an address that somebody else has: the sentence names it, not the field. */
function takenOf(failure: Failure) {
  if (/^Пользователь с логином /.test(failure.message)) return { login: failure.message };
  if (/^Пользователь с email /.test(failure.message)) return { email: failure.message };
  return faultOf(failure);
}
