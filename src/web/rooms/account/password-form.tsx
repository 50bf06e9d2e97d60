import { useState } from 'preact/hooks';
import { ask } from '../../api/client.ts';
import { renewResource } from '../../api/resource.ts';
import { tell } from '../../app/notices.ts';
import { Check, Field, Form } from '../../dialogs/form.tsx';
import { say } from '../../words/words.ts';
import { KEYS } from './app-keys.tsx';

/** Another password. */
export function PasswordForm({ id }: { id: string }) {
  // A new form is an empty one.
  const [changes, setChanges] = useState(0);
  return (
    <section>
      <h2>{say('password')}</h2>
      <p class="hint">{say('passwordWhy')}</p>
      <Form
        key={changes}
        verb={say('changePassword')}
        explain={({ status }) => (status === 401 ? say('wrongPassword') : undefined)}
        send={async ({ oldPassword, newPassword, revokeAppKeys }) => {
          const body = { userId: id, oldPassword, newPassword, revokeAppKeys: revokeAppKeys === 'on' };
          await ask('/auth/change_pass', { method: 'POST', body, isProof: true });
          renewResource(KEYS);
          setChanges(changes + 1);
          tell(say('passwordChanged'));
        }}
      >
        <Field label={say('currentPassword')} name="oldPassword" type="password" autocomplete="current-password" />
        <Field
          label={say('newPassword')}
          name="newPassword"
          type="password"
          autocomplete="new-password"
          hint={say('passwordHint')}
        />
        <Check label={say('revokeAll')} name="revokeAppKeys" isChecked={false} />
      </Form>
    </section>
  );
}
