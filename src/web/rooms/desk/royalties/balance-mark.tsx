import { say } from '../../../words/words.ts';
import type { Balance } from './types.ts';

const TONES = { active: 'good', paid: '', blocked: 'bad' } as const;

/** Whether there is something to pay out, in a word. */
export function BalanceMark({ status }: Pick<Balance, 'status'>) {
  return <span class={`status ${TONES[status]}`}>{say(`balance_${status}`)}</span>;
}
