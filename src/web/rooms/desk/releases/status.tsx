import { say } from '../../../words/words.ts';
import type { Status } from './types.ts';

const TONES: Partial<Record<Status, string>> = {
  pending: 'waiting',
  rejected: 'bad',
  approved: 'good',
  delivered: 'good',
  finalized: 'good',
};

/** Where a release stands, in a word. */
export function StatusMark({ status }: { status: Status }) {
  return <span class={`status ${TONES[status] ?? ''}`}>{say(`status_${status}`)}</span>;
}
