import { Icon } from '../../../lists/icon.tsx';
import { clock, say } from '../../../words/words.ts';
import { Labelled } from '../fields.tsx';
import type { Hearing } from './hearing.ts';
import { HearButton, HearingBar } from './hearing-bar.tsx';
import type { Track } from './types.ts';
import { titleOf } from './values.ts';

export interface TrackField {
  name: string;
  value: string;
  fault: string | undefined;
  onInput: (value: string) => void;
}

interface TrackEntryProps {
  track: Track;
  /** From 0. */
  at: number;
  isLast: boolean;
  hearing: Hearing;
  field: (name: string) => TrackField;
  move: (to: number) => void;
  remove: () => void;
}

/** A track of a draft: its title can be changed, its place, and it can be heard and removed. */
export function TrackEntry({ track, at, isLast, hearing, field, move, remove }: TrackEntryProps) {
  const { name, value, fault, onInput } = field(titleOf(track.id));
  const { title } = track;
  return (
    <li>
      <span class="place-number" aria-hidden="true">
        {at + 1}
      </span>
      <HearButton hearing={hearing} track={track} />
      <Labelled label={say('trackTitle')} name={name} fault={fault}>
        {(box) => (
          <input
            {...box}
            type="text"
            autocomplete="off"
            maxLength={200}
            value={value}
            onInput={({ currentTarget }) => onInput(currentTarget.value)}
          />
        )}
      </Labelled>
      <span class="time">{clock(track.duration)}</span>
      <span class="track-actions">
        <Step label={say('moveUpTitle', { title })} icon="up" isOff={at === 0} act={() => move(at - 1)} />
        <Step label={say('moveDownTitle', { title })} icon="down" isOff={isLast} act={() => move(at + 1)} />
        <Step label={say('removeTitle', { title })} icon="close" isOff={false} act={remove} />
      </span>
      <HearingBar hearing={hearing} track={track} />
    </li>
  );
}

interface StepProps {
  label: string;
  icon: string;
  isOff: boolean;
  act: () => void;
}

/** Not `disabled`, which would lose the focus when a track has come to the end. */
function Step({ label, icon, isOff, act }: StepProps) {
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={label}
      aria-disabled={isOff}
      onClick={({ currentTarget }) => {
        if (isOff) return;
        act();
        // What is moved within the document loses the focus.
        requestAnimationFrame(() => currentTarget.focus());
      }}
    >
      <Icon name={icon} />
    </button>
  );
}
