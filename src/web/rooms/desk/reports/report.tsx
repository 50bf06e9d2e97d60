import { useEffect, useState } from 'preact/hooks';
import { ask } from '../../../api/client.ts';
import { outdateResources, useResource } from '../../../api/resource.ts';
import { tell } from '../../../app/notices.ts';
import { go, route } from '../../../app/router.ts';
import { Failed, Skeleton } from '../../../lists/states.tsx';
import { exactMoney, month, number } from '../../../words/formats.ts';
import { say } from '../../../words/words.ts';
import { useBusy } from '../../busy.ts';
import { Heading } from '../../heading.tsx';
import { NotFound } from '../../not-found.tsx';
import { ActButton } from '../act-button.tsx';
import { ConfirmDialog } from '../confirm.tsx';
import { Facts } from '../facts.tsx';
import { BookedReport } from './booked.tsx';
import { DraftSteps } from './draft-steps.tsx';
import { ReportMark } from './report-mark.tsx';
import { sourceName } from './sources.ts';
import type { Report } from './types.ts';

/** Milliseconds between two looks at a report that is being read or booked. */
const PAUSE = 700;

/** One report, with all that is still to be done until it is booked. */
export function ReportRoom() {
  const path = `/v1/reports/${encodeURIComponent(route.value.part ?? '')}`;
  const { value: report, failure, retry } = useResource<Report>(path);
  useBusy(!report && !failure);
  const isUnderWay = report?.state === 'reading' || report?.state === 'booking';
  useEffect(() => {
    if (!isUnderWay) return;
    const timer = setInterval(retry, PAUSE);
    return () => clearInterval(timer);
  }, [isUnderWay, path]);
  if (failure?.reason === 'absent' || failure?.reason === 'refused') return <NotFound />;
  return (
    <>
      <div class="desk-top">
        <div>
          <p class="hero-kind">{report ? sourceName(report.source) : say('report')}</p>
          <Heading text={report?.file ?? say('report')} />
        </div>
        {report && <ReportMark report={report} />}
      </div>
      {!report && failure && <Failed failure={failure} retry={retry} />}
      {!report && !failure && <Skeleton shape="row" count={6} />}
      {report && <Facts facts={factsOf(report)} />}
      {report && isUnderWay && <UnderWay report={report} />}
      {report?.state === 'draft' && <DraftSteps report={report} />}
      {report?.booking && <BookedReport report={report} />}
      {report?.state === 'draft' && <Delete report={report} />}
    </>
  );
}

function factsOf({ from, to, period, lines, matched, unmatched, faulty, currencies }: Report) {
  const sold = from && to ? (from === to ? month(from) : `${month(from)} – ${month(to)}`) : '–';
  return [
    [say('soldIn'), sold],
    [say('month'), period ? month(period) : '–'],
    [say('lines'), number(lines)],
    [say('matched'), number(matched)],
    [say('unmatched'), number(unmatched)],
    ...(faulty > 0 ? [[say('faulty'), number(faulty)] as const] : []),
    ...currencies.map(({ currency, net }) => [say('sumIn', { currency }), exactMoney(net, currency)] as const),
  ] as const;
}

function UnderWay({ report: { state, done, total } }: { report: Report }) {
  const name = say(state === 'reading' ? 'reading' : 'booking');
  return (
    <div class="progress">
      <progress aria-label={name} {...(total > 0 ? { value: done, max: total } : {})} />
      <p class="hint" role="status">
        {name}
      </p>
    </div>
  );
}

function Delete({ report: { id, file } }: { report: Report }) {
  const [isAsking, setAsking] = useState(false);
  const verb = say('deleteReport');
  return (
    <div class="actions">
      <ActButton name={verb} act={() => setAsking(true)} />
      {isAsking && (
        <ConfirmDialog
          verb={verb}
          close={() => setAsking(false)}
          act={async () => {
            await ask(`/v1/reports/${id}`, { method: 'DELETE' });
            tell(say('wasDeleted', { name: file }));
            outdateResources('/v1/');
            go('#/desk/reports');
          }}
          hint={say('deleteReportHint')}
        />
      )}
    </div>
  );
}
