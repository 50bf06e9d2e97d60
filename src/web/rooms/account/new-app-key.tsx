import { useState } from 'preact/hooks';
import { ask, Failure } from '../../api/client.ts';
import { Dialog } from '../../dialogs/dialog.tsx';
import { Field, Form } from '../../dialogs/form.tsx';
import { closeDialog } from '../../dialogs/open.tsx';
import { say } from '../../words/words.ts';
import { CopyField } from './copy-field.tsx';
import { QrCode } from './qr-code.tsx';

/** Letters. */
const NAME = 100;

interface NewAppKeyProps {
  username: string;
  /** Whether the sign-in was so long ago that the password is asked for. */
  needsPassword: boolean;
  made: () => void;
}

interface Answer {
  appKey: { key: string };
}

/** Makes a key, and shows it together with all else that a player asks for. */
export function NewAppKey({ username, needsPassword, made }: NewAppKeyProps) {
  const [key, setKey] = useState<string | undefined>(undefined);
  const [asks, setAsks] = useState(needsPassword);
  const tellLate = (error: unknown) => {
    setAsks(error instanceof Failure && error.reason === 'stranger');
    throw error;
  };
  return (
    <Dialog title={say('newAppKey')} close={closeDialog}>
      {key === undefined ? (
        <Form
          verb={say('create')}
          explain={({ status }) => (status === 401 ? say(asks ? 'wrongPassword' : 'keyPasswordHint') : undefined)}
          send={async ({ name, password }) => {
            const answer = asks
              ? await ask<Answer>('/auth/app-keys', { method: 'POST', body: { name, password }, isProof: true })
              : await ask<Answer>('/auth/app-keys/recent', { method: 'POST', body: { name } }).catch(tellLate);
            setKey(answer.appKey.key);
            made();
          }}
        >
          <Field label={say('keyName')} name="name" maxLength={NAME} hint={say('keyNameHint')} />
          {asks && (
            <Field
              label={say('keyPassword')}
              name="password"
              type="password"
              autocomplete="current-password"
              hint={say('keyPasswordHint')}
            />
          )}
        </Form>
      ) : (
        <>
          <p>{say('keyMade')}</p>
          <CopyField label={say('serverAddress')} text={location.origin} />
          <CopyField label={say('userName')} text={username} />
          <CopyField label={say('appKey')} text={key} isFirst />
          <div class="qr">
            <QrCode text={key} />
            <p class="hint">{say('qrCodeHint')}</p>
          </div>
          <div class="actions">
            <button type="button" class="primary" onClick={closeDialog}>
              {say('done')}
            </button>
          </div>
        </>
      )}
    </Dialog>
  );
}
