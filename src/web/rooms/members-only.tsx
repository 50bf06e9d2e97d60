import { signingIn } from '../app/session.ts';
import { Empty } from '../lists/states.tsx';
import { say } from '../words/words.ts';

/** What strangers see of a room that is for members: why, and a way in. */
export function MembersOnly({ icon = 'person', hint = say('membersOnlyHint') }: { icon?: string; hint?: string }) {
  return (
    <Empty icon={icon} title={say('membersOnly')} hint={hint}>
      <button
        type="button"
        class="primary"
        onClick={() => {
          signingIn.value = { isNew: false };
        }}
      >
        {say('signIn')}
      </button>
    </Empty>
  );
}
