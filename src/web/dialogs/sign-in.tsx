import { tell } from '../app/notices.ts';
import { createAccount, member, signIn, signingIn } from '../app/session.ts';
import { say } from '../words/words.ts';
import { Dialog } from './dialog.tsx';
import { Field, Form } from './form.tsx';

const close = () => {
  signingIn.value = undefined;
};

/** The dialog in which one signs in, or makes an account. */
export function SignInDialog() {
  const asked = signingIn.value;
  if (!asked) return null;
  return asked.isNew ? <Newcomer key="new" /> : <Known key="known" />;
}

function Known() {
  return (
    <Dialog title={say('signIn')} close={close}>
      <p class="hint">{say('signInWhy')}</p>
      <Form
        verb={say('signIn')}
        send={async ({ name = '', password = '' }) => {
          await signIn(name, password);
          welcome();
        }}
        explain={({ status }) => (status === 401 || status === 404 ? say('wrongLogin') : undefined)}
        beside={<Other isNew={true} label={say('createAccount')} />}
      >
        <Field label={say('nameOrEmail')} name="name" autocomplete="username" />
        <Field label={say('password')} name="password" type="password" autocomplete="current-password" />
      </Form>
    </Dialog>
  );
}

function Newcomer() {
  return (
    <Dialog title={say('createAccount')} close={close}>
      <Form
        verb={say('createAccount')}
        send={async ({ name = '', email = '', password = '' }) => {
          await createAccount(name, email, password);
          welcome();
        }}
        beside={<Other isNew={false} label={say('haveAccount')} />}
      >
        <Field label={say('name')} name="name" autocomplete="username" />
        <Field label={say('email')} name="email" type="email" autocomplete="email" />
        <Field
          label={say('password')}
          name="password"
          type="password"
          autocomplete="new-password"
          hint={say('passwordHint')}
        />
      </Form>
    </Dialog>
  );
}

/** Goes to the other of the two dialogs, with the same to do afterwards. */
function Other({ isNew, label }: { isNew: boolean; label: string }) {
  const after = signingIn.peek()?.after;
  return (
    <button
      type="button"
      class="secondary"
      onClick={() => {
        signingIn.value = { isNew, after };
      }}
    >
      {label}
    </button>
  );
}

function welcome(): void {
  const name = member.peek()?.username;
  if (name) tell(say('welcome', { name }));
}
