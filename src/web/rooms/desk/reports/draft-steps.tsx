import type { ComponentChildren } from 'preact';
import { count, say } from '../../../words/words.ts';
import { Book } from './book.tsx';
import { PreviewTable } from './preview.tsx';
import { Rates } from './rates.tsx';
import type { Report } from './types.ts';
import { UnmatchedList } from './unmatched-list.tsx';

/** What is to be done with a draft, one after the other; what needs nothing says so. */
export function DraftSteps({ report }: { report: Report }) {
  const lacking = report.currencies.filter(({ rate }) => rate === null);
  const isReady = lacking.length === 0;
  return (
    <ol class="steps">
      <Step title={say('stepLines')} isDone={report.faulty === 0}>
        {report.faulty === 0 ? (
          <p class="hint">{say('allLinesRead')}</p>
        ) : (
          <>
            <p class="hint">{say('faultyHint', { lines: count('lines', report.faulty) })}</p>
            <ul class="rows">
              {report.errors.map(({ line, field, message }) => (
                <li key={`${line} ${field}`}>
                  <b>{say('lineNumber', { line: String(line) })}</b>
                  <span>{field}</span>
                  <span lang="ru">{message}</span>
                </li>
              ))}
            </ul>
          </>
        )}
      </Step>
      <Step title={say('stepMatch')} isDone={report.unmatched === 0}>
        {report.unmatched === 0 ? <p class="hint">{say('allMatched')}</p> : <UnmatchedList report={report.id} />}
      </Step>
      <Step title={say('stepRates')} isDone={isReady}>
        <Rates report={report} />
      </Step>
      <Step title={say('stepPreview')} isDone={false}>
        {isReady ? <PreviewTable report={report} /> : <p class="hint">{say('ratesFirst')}</p>}
      </Step>
      <Step title={say('stepBook')} isDone={false}>
        <Book report={report} isReady={isReady} />
      </Step>
    </ol>
  );
}

interface StepProps {
  title: string;
  isDone: boolean;
  children: ComponentChildren;
}

function Step({ title, isDone, children }: StepProps) {
  return (
    <li class={isDone ? 'step done' : 'step'}>
      <h2>{title}</h2>
      {children}
    </li>
  );
}
