import { ask } from '../../api/client.ts';
import { leave } from '../../app/session.ts';
import { Dialog } from '../../dialogs/dialog.tsx';
import { Form } from '../../dialogs/form.tsx';
import { closeDialog, openDialog } from '../../dialogs/open.tsx';
import { say } from '../../words/words.ts';

/** Ends every sign-in, for who has left one open elsewhere. */
export function SignOutEverywhere() {
  return (
    <section>
      <h2>{say('signIns')}</h2>
      <p class="hint">{say('signOutEverywhereWhy')}</p>
      <button type="button" class="secondary" onClick={() => openDialog(<Ask />)}>
        {say('signOutEverywhere')}
      </button>
    </section>
  );
}

/** Asks once. */
function Ask() {
  const verb = say('signOutEverywhere');
  return (
    <Dialog title={verb} close={closeDialog}>
      <Form
        verb={verb}
        send={async () => {
          await ask('/user/logout/all', { method: 'POST' });
          leave();
        }}
      >
        <p>{say('signOutEverywhereHint')}</p>
      </Form>
    </Dialog>
  );
}
