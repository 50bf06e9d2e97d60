import { useState } from 'preact/hooks';
import { Failure } from '../api/client.ts';
import { tell } from '../app/notices.ts';
import { createAccount, member, signIn, signingIn } from '../app/session.ts';
import { say } from '../words/words.ts';
import { Dialog } from './dialog.tsx';

const close = () => {
  signingIn.value = undefined;
};

/** The dialog in which one signs in, or makes an account. */
export function SignInDialog() {
  const asked = signingIn.value;
  if (!asked) return null;
  return asked.isNew ? <Newcomer key="new" /> : <Known key="known" />;
}

/** Sends a form once, however often it is pressed, and keeps what went wrong. */
function useForm(send: (fields: Record<string, string>) => Promise<void>, isWrong: (failure: Failure) => boolean) {
  const [wrong, setWrong] = useState('');
  const [isSending, setSending] = useState(false);
  const onSubmit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (isSending || !(event.currentTarget instanceof HTMLFormElement)) return;
    setSending(true);
    setWrong('');
    try {
      await send(
        Object.fromEntries([...new FormData(event.currentTarget)].map(([name, text]) => [name, String(text)])),
      );
      const name = member.peek()?.username;
      if (name) tell(say('welcome', { name }));
    } catch (error) {
      const failure = error instanceof Failure ? error : undefined;
      setSending(false);
      setWrong(failure && isWrong(failure) ? say('wrongLogin') : failure?.message || say('failedHint'));
    }
  };
  return { wrong, isSending, onSubmit: (event: SubmitEvent) => void onSubmit(event) };
}

function Known() {
  const { wrong, isSending, onSubmit } = useForm(
    ({ name = '', password = '' }) => signIn(name, password),
    ({ status }) => status === 401 || status === 404,
  );
  return (
    <Dialog title={say('signIn')} close={close}>
      <p class="hint">{say('signInWhy')}</p>
      <form onSubmit={onSubmit}>
        <Field label={say('nameOrEmail')} name="name" autocomplete="username" />
        <Field label={say('password')} name="password" type="password" autocomplete="current-password" />
        {wrong && (
          <p class="wrong" role="alert">
            {wrong}
          </p>
        )}
        <div class="actions">
          <button type="submit" class="primary" aria-disabled={isSending}>
            {say('signIn')}
          </button>
          <button
            type="button"
            class="secondary"
            onClick={() => {
              signingIn.value = { isNew: true, after: signingIn.peek()?.after };
            }}
          >
            {say('createAccount')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function Newcomer() {
  const { wrong, isSending, onSubmit } = useForm(
    ({ name = '', email = '', password = '' }) => createAccount(name, email, password),
    () => false,
  );
  return (
    <Dialog title={say('createAccount')} close={close}>
      <form onSubmit={onSubmit}>
        <Field label={say('name')} name="name" autocomplete="username" />
        <Field label={say('email')} name="email" type="email" autocomplete="email" />
        <Field
          label={say('password')}
          name="password"
          type="password"
          autocomplete="new-password"
          hint={say('passwordHint')}
        />
        {wrong && (
          <p class="wrong" role="alert">
            {wrong}
          </p>
        )}
        <div class="actions">
          <button type="submit" class="primary" aria-disabled={isSending}>
            {say('createAccount')}
          </button>
          <button
            type="button"
            class="secondary"
            onClick={() => {
              signingIn.value = { isNew: false, after: signingIn.peek()?.after };
            }}
          >
            {say('haveAccount')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

interface FieldProps {
  label: string;
  name: string;
  type?: 'email' | 'password';
  autocomplete: 'username' | 'email' | 'current-password' | 'new-password';
  hint?: string;
}

function Field({ label, name, type, autocomplete, hint }: FieldProps) {
  return (
    <div class="field">
      <label for={`field-${name}`}>{label}</label>
      <input
        id={`field-${name}`}
        name={name}
        // Its type allows each kind of box other attributes; these are of all.
        type={(type ?? 'text') as 'email'}
        autocomplete={autocomplete}
        autocapitalize="none"
        spellcheck={false}
        maxLength={256}
        required
        aria-describedby={hint ? `hint-${name}` : undefined}
      />
      {hint && (
        <p id={`hint-${name}`} class="hint">
          {hint}
        </p>
      )}
    </div>
  );
}
