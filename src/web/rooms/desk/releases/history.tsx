import { moment } from '../../../words/formats.ts';
import { say } from '../../../words/words.ts';
import { StatusMark } from './status.tsx';
import type { StatusEntry, WholeRelease } from './types.ts';

/** Where a release stands. It is read aloud when it changes. */
export function ReleaseStatus({ status }: Pick<WholeRelease, 'status'>) {
  return (
    <div class="release-status" role="status" aria-label={say('releaseStatus')}>
      <StatusMark status={status.label} />
    </div>
  );
}

/** Why a release was sent back, for whoever mends it. */
export function SentBack({ status }: Pick<WholeRelease, 'status'>) {
  if (status.label !== 'rejected') return null;
  return (
    <div class="callout">
      <p class="callout-title">{say('sentBackTitle')}</p>
      <p class="reason">{status.message || say('noReason')}</p>
    </div>
  );
}

/** What has become of a release, newest first, with the reasons. */
export function History({ entries }: { entries: readonly StatusEntry[] }) {
  return (
    <section class="release-history">
      <h2>{say('history')}</h2>
      <ul aria-label={say('history')}>
        {entries.toReversed().map(({ status, editorLogin, createdAt }, at) => (
          <li key={entries.length - at}>
            <StatusMark status={status.label} />
            <div>
              {status.message && <p class="reason">{status.message}</p>}
              <p class="hint">
                <time dateTime={createdAt}>{moment(createdAt)}</time> · {editorLogin}
              </p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
