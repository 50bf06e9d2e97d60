import { say } from '../../../words/words.ts';
import type { Report } from './types.ts';

const TONES = { reading: 'waiting', draft: 'waiting', booking: 'waiting', booked: 'good', reversed: 'bad' } as const;

/** How far a report has come, in a word. */
export function ReportMark({ report: { state, unmatched } }: { report: Report }) {
  return (
    <span class={`status ${TONES[state]}`}>
      {state === 'draft' && unmatched > 0 ? say('report_unmatched') : say(`report_${state}`)}
    </span>
  );
}
