import { Dialog } from '../../../dialogs/dialog.tsx';
import { say } from '../../../words/words.ts';
import type { WholeRelease } from './types.ts';
import type { Contest } from './use-editor.ts';
import { titleOf } from './values.ts';

interface ContestProps {
  contest: Contest;
  release: WholeRelease;
  close: () => void;
}

/** Asks whose words are to stay, where the same fields were changed elsewhere meanwhile. */
export function ContestDialog({ contest, release, close }: ContestProps) {
  return (
    <Dialog title={say('changedElsewhere')} close={close}>
      <p>
        {say('changedElsewhereHint', { fields: contest.fields.map((field) => labelOf(field, release)).join(', ') })}
      </p>
      <div class="actions">
        <button type="button" class="primary" onClick={contest.keepMine}>
          {say('keepMine')}
        </button>
        <button type="button" class="secondary" onClick={contest.takeTheirs}>
          {say('takeTheirs')}
        </button>
      </div>
    </Dialog>
  );
}

function labelOf(field: string, { tracks }: WholeRelease): string {
  if (field === 'name') return say('releaseTitle');
  if (field === 'type') return say('type');
  if (field === 'date') return say('releaseDate');
  if (field === 'lyricists' || field === 'producers') return say(field);
  return tracks.find(({ id }) => titleOf(id) === field)?.title ?? field;
}
