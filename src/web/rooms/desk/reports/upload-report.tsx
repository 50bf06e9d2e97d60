import { useEffect, useState } from 'preact/hooks';
import { ask, type Failure } from '../../../api/client.ts';
import { outdateResources, useResource } from '../../../api/resource.ts';
import { sendFile } from '../../../api/send-file.ts';
import { Dialog } from '../../../dialogs/dialog.tsx';
import { number } from '../../../words/formats.ts';
import { say } from '../../../words/words.ts';
import { FieldForm, faultOf, type Sent } from '../field-form.tsx';
import { type Faults, SelectField, TextField } from '../fields.tsx';
import { FileField } from '../file-field.tsx';
import type { Paged } from '../listing.tsx';
import { sourceName } from './sources.ts';
import type { Report } from './types.ts';

/** Milliseconds between two looks at how far the reading has come. */
const PAUSE = 700;

/** How far a report is: how much has been sent, and then which line is read. */
type Progress = { sent: number } | { done: number };

interface UploadReportProps {
  close: () => void;
  added: (id: string) => void;
}

/** The dialog in which a distributor's report is handed in: the server answers when it has read all of it. */
export function UploadReport({ close, added }: UploadReportProps) {
  const sources = useResource<{ name: string }[]>('/v1/reports/sources');
  const [progress, setProgress] = useState<Progress | undefined>(undefined);
  // Who closes the dialog hands nothing in.
  const [leaving] = useState(() => new AbortController());
  useEffect(() => () => leaving.abort(), [leaving]);
  const send = async (fields: Sent, form: FormData) => {
    const body = new FormData();
    for (const name of ['source', 'rate', 'period']) if (fields[name]) body.set(name, fields[name]);
    // The fields come first: the server knows what it reads.
    body.set('file', form.get('file') as File);
    setProgress({ sent: 0 });
    try {
      const report = await sendFile<Report>('/v1/reports', body, {
        onProgress: (sent) => setProgress({ sent }),
        signal: leaving.signal,
      });
      outdateResources('/v1/');
      close();
      added(report.id);
    } finally {
      setProgress(undefined);
    }
  };
  return (
    <Dialog title={say('uploadReport')} close={close}>
      <FieldForm verb={say('uploadVerb')} required={['file']} send={send} faultsOf={faultsOf}>
        {(faults) => (
          <>
            <FileField
              label={say('file')}
              name="file"
              accept=".csv,.tsv,.txt,.zip"
              hint={say('reportFileHint')}
              fault={faults.file}
            />
            <SelectField
              label={say('format')}
              name="source"
              options={[
                ['', say('automatic')],
                ...(sources.value ?? []).map(({ name }) => [name, sourceName(name)] as const),
              ]}
              hint={say('formatHint')}
              fault={faults.source}
            />
            <TextField label={say('rate')} name="rate" hint={say('rateHint')} fault={faults.rate} />
            <TextField
              label={say('reportMonth')}
              name="period"
              maxLength={7}
              hint={say('reportMonthHint')}
              fault={faults.period}
            />
            {progress && <Shown progress={progress} told={setProgress} />}
          </>
        )}
      </FieldForm>
    </Dialog>
  );
}

function Shown({ progress, told }: { progress: Progress; told: (progress: Progress) => void }) {
  const isSent = !('sent' in progress) || progress.sent >= 1;
  useEffect(() => {
    if (!isSent) return;
    // One is read at a time.
    const look = () =>
      void ask<Paged<Report>>('/v1/reports?filter[state]=reading&limit=1').then(
        ({ data: [report] }) => report && told({ done: report.done }),
        () => {},
      );
    const timer = setInterval(look, PAUSE);
    return () => clearInterval(timer);
  }, [isSent]);
  const text =
    'done' in progress ? say('readingLine', { line: number(progress.done) }) : say(isSent ? 'reading' : 'sending');
  return (
    <div class="progress">
      <progress aria-label={say('uploadReport')} {...('sent' in progress && !isSent ? { value: progress.sent } : {})} />
      <p class="hint" role="status">
        {text}
      </p>
    </div>
  );
}

/** What is wrong with the file itself is said in sentences of their own. */
function faultsOf(failure: Failure): Faults {
  const { currency, ...about } = faultOf(failure);
  if (currency !== undefined) return { rate: currency };
  if (Object.keys(about).length > 0) return about;
  return /^Источник/.test(failure.message) ? { source: failure.message } : { file: failure.message };
}
