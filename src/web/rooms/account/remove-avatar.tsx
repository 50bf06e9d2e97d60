import { ask, Failure } from '../../api/client.ts';
import { dropLists } from '../../api/long-list.ts';
import { forgetResources } from '../../api/resource.ts';
import { tell } from '../../app/notices.ts';
import type { Profile } from '../../app/own-profile.ts';
import { Dialog } from '../../dialogs/dialog.tsx';
import { Form } from '../../dialogs/form.tsx';
import { closeDialog } from '../../dialogs/open.tsx';
import { say } from '../../words/words.ts';

/** Asks once whether the picture is to go. */
export function RemoveAvatar({ profile: { userId } }: { profile: Profile }) {
  const verb = say('removeAvatar');
  return (
    <Dialog title={verb} close={closeDialog}>
      <Form
        verb={verb}
        send={async () => {
          await ask(`/media/avatar/${userId}`, { method: 'DELETE' }).catch((error: unknown) => {
            // It is gone already, by another tab.
            if (!(error instanceof Failure && error.reason === 'absent')) throw error;
          });
          closeDialog();
          forgetResources();
          dropLists();
          tell(say('avatarRemoved'));
        }}
      >
        <p>{say('removeAvatarHint')}</p>
      </Form>
    </Dialog>
  );
}
