import { ask, Failure } from '../../api/client.ts';
import { useResource } from '../../api/resource.ts';
import { tell } from '../../app/notices.ts';
import { Dialog } from '../../dialogs/dialog.tsx';
import { Form } from '../../dialogs/form.tsx';
import { closeDialog, openDialog } from '../../dialogs/open.tsx';
import { Failed, Skeleton } from '../../lists/states.tsx';
import { moment } from '../../words/formats.ts';
import { say } from '../../words/words.ts';
import { NewAppKey } from './new-app-key.tsx';

export const KEYS = '/auth/app-keys';

interface AppKey {
  id: string;
  name: string;
  /** Its last characters. */
  hint: string;
  lastUsedAt: string | null;
  lastClient: string | null;
}

interface Answer {
  appKeys: AppKey[];
  needsPassword: boolean;
}

/** The keys of one's players. */
export function AppKeys({ username }: { username: string }) {
  const { value, failure, retry } = useResource<Answer>(KEYS);
  const make = () =>
    openDialog(<NewAppKey username={username} needsPassword={value?.needsPassword === true} made={retry} />);
  return (
    <section>
      <h2>{say('appKeysTitle')}</h2>
      <p class="hint">{say('appKeysWhy')}</p>
      {!value && failure && <Failed failure={failure} retry={retry} />}
      {!value && !failure && <Skeleton shape="row" count={2} />}
      {value?.appKeys.length === 0 && <p class="no-keys">{say('noAppKeys')}</p>}
      {value && value.appKeys.length > 0 && (
        <ul class="keys" aria-label={say('appKeysTitle')}>
          {value.appKeys.map((key) => (
            <Row key={key.id} of={key} gone={retry} />
          ))}
        </ul>
      )}
      <p class="key-acts">
        <button type="button" class="secondary" aria-disabled={!value} onClick={() => value && make()}>
          {say('newAppKey')}
        </button>
        {value && value.appKeys.length > 0 && <a href="/app-keys">{say('keyShow')}</a>}
      </p>
    </section>
  );
}

function Row({ of, gone }: { of: AppKey; gone: () => void }) {
  const { name, hint, lastUsedAt, lastClient } = of;
  const used = lastUsedAt && { when: moment(lastUsedAt), client: lastClient ?? '' };
  return (
    <li>
      <div class="key-texts">
        <p class="track-title">{name}</p>
        <p class="card-more">
          {say('keyEnds', { hint })}
          {' · '}
          {used ? say(lastClient ? 'keyUsedBy' : 'keyUsed', used) : say('keyUnused')}
        </p>
      </div>
      <button
        type="button"
        class="secondary small"
        aria-label={say('revokeKey', { name })}
        onClick={() => openDialog(<Revoke of={of} gone={gone} />)}
      >
        {say('revoke')}
      </button>
    </li>
  );
}

/** Asks once. */
function Revoke({ of: { id, name }, gone }: { of: AppKey; gone: () => void }) {
  const verb = say('revokeKey', { name });
  return (
    <Dialog title={verb} close={closeDialog}>
      <Form
        verb={verb}
        send={async () => {
          await ask(`${KEYS}/${id}`, { method: 'DELETE' }).catch((error: unknown) => {
            // Somebody else was faster.
            if (!(error instanceof Failure && error.reason === 'absent')) throw error;
          });
          closeDialog();
          gone();
          tell(say('revoked', { name }));
        }}
      >
        <p>{say('revokeWhy')}</p>
      </Form>
    </Dialog>
  );
}
