import { useState } from 'preact/hooks';
import { useResource } from '../../../api/resource.ts';
import { go } from '../../../app/router.ts';
import { day, month, number } from '../../../words/formats.ts';
import { say } from '../../../words/words.ts';
import { ListedRoom } from '../listed-room.tsx';
import { listAddress, type Paged } from '../listing.tsx';
import { StatementList } from '../royalties/statements.tsx';
import { Table } from '../table.tsx';
import { CloseMonth } from './close-month.tsx';
import { ReportMark } from './report-mark.tsx';
import { sourceName } from './sources.ts';
import type { Report } from './types.ts';
import { UploadReport } from './upload-report.tsx';

/** What distributors report, and the closing of months. Root's alone. */
export function Reports() {
  const list = useResource<Paged<Report>>(listAddress('/v1/reports'));
  const [isAdding, setAdding] = useState(false);
  const columns = [
    {
      title: say('report'),
      cell: ({ id, file }: Report) => <a href={`#/desk/reports/${id}`}>{file}</a>,
      isName: true,
    },
    { title: say('format'), cell: ({ source }: Report) => sourceName(source) },
    { title: say('month'), cell: ({ period }: Report) => (period ? month(period) : '–') },
    { title: say('lines'), cell: ({ lines }: Report) => number(lines), isNumber: true },
    { title: say('uploaded'), cell: ({ createdAt }: Report) => day(createdAt) },
    { title: say('state'), cell: (report: Report) => <ReportMark report={report} /> },
  ];
  return (
    <>
      <ListedRoom
        title={say('reports')}
        top={
          <button type="button" class="primary" onClick={() => setAdding(true)}>
            {say('uploadReport')}
          </button>
        }
        filters={<p class="lead">{say('reportsLead')}</p>}
        list={list}
        icon="document"
        empty={[say('noReports'), say('noReportsHint')]}
      >
        {(rows) => <Table name={say('reports')} columns={columns} rows={rows} keyOf={({ id }) => id} />}
      </ListedRoom>
      <CloseMonth />
      <StatementList />
      {isAdding && <UploadReport close={() => setAdding(false)} added={(id) => go(`#/desk/reports/${id}`)} />}
    </>
  );
}
