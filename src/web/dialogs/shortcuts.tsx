import { signal } from '@preact/signals';
import type { Word } from '../words/english.ts';
import { say } from '../words/words.ts';
import { Dialog } from './dialog.tsx';

export const shortcutsOpen = signal(false);

/** What each does, and the keys, of which any one does it. */
const SHORTCUTS: readonly (readonly [Word, readonly string[]])[] = [
  ['keyPlay', ['␣', 'K']],
  ['keySeek', ['←', '→']],
  ['keySong', ['⇧ ←', '⇧ →']],
  ['keyVolume', ['-', '=']],
  ['keyMute', ['M']],
  ['keyShuffle', ['S']],
  ['keyLike', ['L']],
  ['keyQueue', ['Q']],
  ['keySearch', ['/']],
  ['keyHelp', ['?']],
  ['keyClose', ['Esc']],
];

export function ShortcutsDialog() {
  if (!shortcutsOpen.value) return null;
  return (
    <Dialog
      title={say('shortcuts')}
      close={() => {
        shortcutsOpen.value = false;
      }}
    >
      <dl class="shortcuts">
        {SHORTCUTS.map(([word, keys]) => (
          <div key={word}>
            <dt>{say(word)}</dt>
            <dd>
              {keys.map((key) => (
                <kbd key={key}>{key === '␣' ? say('space') : key}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
