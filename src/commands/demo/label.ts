import {
  CONTRACT,
  DELIVERED,
  DOCUMENTS,
  DRAFT,
  LEAVER_DRAFT,
  PAYEE,
  PAYOUT_BATCH,
  PEOPLE,
  PERSONS,
  RELEASE_NAMES,
  RELEASES,
  REPORTS,
  STATEMENT,
  TERM_RULE,
} from '../../lib/examples.ts';
import type { Id } from '../../lib/ids.ts';
import type { Ask } from './client.ts';
import { CHORDS, type Chord, music } from './music.ts';
import { paper } from './paper.ts';
import { COLOURS, picture } from './pictures.ts';

const COVER_SIDE = 3000;
const { open, bright, soft, low } = CHORDS;
/** What shops are told of each release. */
const TOLD = {
  ...{ genre: 'Ambient', language: 'ru', label_name: 'Тонарм', p_line: '2026 Тонарм', c_line: '2026 Тонарм' },
  territories: ['WW'],
};
const AUTHORS = { lyricists: ['А. Автор'], producers: ['П. Продюсер'] };

/** The data of a release besides its cover and tracks. */
interface ReleasePlan {
  by: 'artist' | 'leaver';
  id: Id;
  name: string;
  type: 'single' | 'ep' | 'album';
  date: string;
}

/** The artist's releases, one in each status, and the drafts of two others. */
export async function makeReleases(ask: Ask): Promise<void> {
  await ask('PUT', '/v1/codes/isrc', { as: 'root', json: { prefix: 'RUA1B', year: 26, next: 1 } });
  await ask('PUT', '/v1/codes/upc', { as: 'root', json: { from: '4600000000008', to: '4600000099996' } });
  // One picture for all: drawing and decoding it takes most of the time.
  const cover = await picture(COLOURS.night, COVER_SIDE);

  /** @param status what the manager sets it to after the artist has handed it in */
  async function release(
    plan: ReleasePlan,
    chords: readonly Chord[],
    track: readonly Id[],
    status?: string,
    message?: string,
  ) {
    await draft(ask, plan, cover);
    const file = `1-${plan.name}.wav`;
    await addFile(ask, plan, file, music(chords, 1));
    await addTrack(ask, plan, file, track);
    await ask('PATCH', `/v1/releases/${plan.id}`, { as: plan.by });
    if (status !== undefined)
      await ask('PATCH', `/v1/releases/${plan.id}/status`, { as: 'manager', json: { status, message } });
  }

  const { pending, approved, delivered, rejected, finalized, leaverDraft } = RELEASES;
  const single = { by: 'artist', type: 'single' } as const;
  const { finalized: firstName, draft: lastName } = RELEASE_NAMES;
  await release(
    { ...single, id: finalized, name: firstName, type: 'ep', date: '2026-01-16' },
    [open, low],
    [],
    'finalized',
  );
  await release(
    { ...single, id: delivered, name: 'Февраль', date: '2026-02-20' },
    [bright],
    DELIVERED.tracks,
    'delivered',
  );
  await release({ ...single, id: approved, name: 'Март', date: '2026-03-20' }, [soft], [], 'approved');
  const why = 'Нужна обложка без надписей';
  await release({ ...single, id: rejected, name: 'Апрель', date: '2026-04-17' }, [low], [], 'rejected', why);
  await release({ ...single, id: pending, name: 'Май', date: '2026-05-15' }, [bright, soft], []);
  for (const id of [approved, delivered, pending]) {
    const json = { comment: 'Спокойная музыка для вечера', pitched: ['Радио', 'Плейлисты'] };
    const focus = id === delivered ? { focus_tracks: DELIVERED.tracks } : {};
    await ask('PUT', `/v1/notes/${id}`, { as: 'artist', json: { ...json, ...focus } });
  }
  const files = [...DRAFT.files, DRAFT.spareFile, DRAFT.removableFile];
  await openDraft(
    { ...single, id: RELEASES.draft, name: lastName, type: 'album', date: '2026-12-18' },
    files,
    DRAFT.tracks,
  );
  const left: ReleasePlan = { by: 'leaver', id: leaverDraft, name: 'Прощание', type: 'ep', date: '2026-11-20' };
  await openDraft(left, ['1-First.wav', '2-Second.wav'], LEAVER_DRAFT.tracks);
  await ask('POST', `/v1/releases/${PEOPLE.guest}/new`, { as: 'guest', ids: [RELEASES.guestDraft] });

  /** A draft that is complete but not handed in. @param names of its files, the first of which become the tracks */
  async function openDraft(plan: ReleasePlan, names: readonly string[], tracks: readonly Id[]): Promise<void> {
    await draft(ask, plan, cover);
    for (const [at, name] of names.entries()) await addFile(ask, plan, name, music([[open, soft, low][at] ?? bright]));
    for (const [at, id] of tracks.entries()) await addTrack(ask, plan, names[at] ?? '', [id]);
  }
}

async function draft(ask: Ask, { id, by, ...data }: ReleasePlan, cover: Uint8Array<ArrayBuffer>): Promise<void> {
  await ask('POST', `/v1/releases/${PEOPLE[by]}/new`, { as: by, ids: [id] });
  const stored = await ask('POST', `/v1/media/${PEOPLE[by]}/releases/${id}/cover`, { as: by, form: { file: cover } });
  await ask('PUT', `/v1/releases/${id}`, {
    as: by,
    json: { ...data, ...TOLD, cover_key: stored.body.key, authors: AUTHORS },
  });
}

/** @param name `<number>-<title>.wav` */
async function addFile(ask: Ask, { id, by }: ReleasePlan, name: string, file: Uint8Array<ArrayBuffer>): Promise<void> {
  const [, trackNumber = '', trackTitle = ''] = /^(\d+)-(.*)\.wav$/.exec(name) ?? [];
  const form = { trackNumber, trackTitle, fileType: 'wav', file };
  await ask('POST', `/v1/media/${PEOPLE[by]}/releases/${id}/track`, { as: by, form });
}

async function addTrack(ask: Ask, { id, by }: ReleasePlan, file: string, ids: readonly Id[]): Promise<void> {
  const json = { fileKey: `${PEOPLE[by]}/releases/${id}/${file}` };
  await ask('POST', `/v1/tracks/${id}`, { as: by, json, ids });
}

/** A distributor's reports as CSV. */
const HEADER =
  'Reporting Date,Sale Month,Store,Artist,Title,ISRC,UPC,Quantity,Team Percentage,Song/Album,Country of Sale,Songwriter Royalties Withheld,Earnings (USD)';
const reportOf = (name: string, lines: readonly string[]): File =>
  new File([[HEADER, ...lines].join('\r\n')], name, { type: 'text/csv' });

/** Drafts of reports, one with a song that nothing was found for; a format of one's own that nothing uses; a closed month. */
export async function makeReports(ask: Ask): Promise<void> {
  const as = 'root';
  const by = PERSONS.stageName;
  const draft = reportOf('2026-05.csv', [
    `2026-06-01,2026-05,Spotify,${by},${RELEASE_NAMES.finalized},,,1200,100,Song,RU,0,4.8162`,
    `2026-06-01,2026-05,Apple Music,${by},${RELEASE_NAMES.finalized},,,310,100,Song,KZ,0,2.170003`,
    `2026-06-01,2026-04,Spotify,Кто-то,Чужая песня,,,15,100,Song,DE,0,0.0615`,
  ]);
  await ask('POST', '/v1/reports', { as, form: { file: draft, rate: '92.5' }, ids: [REPORTS.draft] });
  const spare = reportOf('2026-04.csv', [
    `2026-05-01,2026-04,Deezer,${by},${RELEASE_NAMES.finalized},,,40,100,Song,FR,0,0.21`,
  ]);
  await ask('POST', '/v1/reports', { as, form: { file: spare }, ids: [REPORTS.spare] });
  const columns = { net: 'Amount', sale_period: 'Month', title: 'Track' };
  await ask('PUT', '/v1/reports/sources/spare', { as, json: { columns, constants: { currency: 'EUR' } } });
  await bookReports(ask);
  const ids = [STATEMENT.close, STATEMENT.id];
  await ask('POST', '/v1/statements/close', { as, json: { period: STATEMENT.period }, ids });
}

/** The label's month: reports of three distributors, one to be booked, two that are. */
async function bookReports(ask: Ask): Promise<void> {
  const as = 'root';
  const [by, name] = [PERSONS.stageName, RELEASE_NAMES.finalized];
  const bookable = reportOf('2026-03.csv', [
    `2026-04-01,2026-03,Spotify,${by},${name},,,900,100,Song,RU,0,3.6081`,
    `2026-04-01,2026-03,Deezer,${by},${name},,,75,100,Song,FR,0,0.412`,
  ]);
  await ask('POST', '/v1/reports', { as, form: { file: bookable, rate: '92.5' }, ids: [REPORTS.bookable] });
  const believe = [
    'Reporting month;Sales Month;Platform;Country / Region;Artist Name;Release title;Track title;UPC;ISRC;Sales Type;Quantity;Client Payment Currency;Gross Revenue;Net Revenue',
    `2026/05/01;2026/04/01;VK Музыка;Россия;${by};${name};;;;Stream;18400;RUB;940,25;752,20`,
    `2026/05/01;2026/04/01;Яндекс Музыка;Казахстан;${by};${name};;;;Stream;2100;RUB;118,5;94,80`,
  ];
  const tunecore = [
    'Sales Period,Posted Date,Store Name,Country Of Sale,Artist,Release Title,Song Title,UPC,Optional ISRC,Sales Type,# Units Sold,Net Sales,Total Earned,Currency',
    `2026-04,2026-05-15,Apple Music,DE,${by},${name},,,,Stream,410,1.95,1.7550,USD`,
  ];
  for (const [id, file, lines] of [
    [REPORTS.booked, 'believe-2026-04.csv', believe],
    [REPORTS.reversible, 'tunecore-2026-04.csv', tunecore],
  ] as const) {
    const form = { file: new File([lines.join('\n')], file, { type: 'text/csv' }), rate: 'USD=92.5' };
    await ask('POST', '/v1/reports', { as, form, ids: [id] });
    await ask('POST', `/v1/reports/${id}/book`, { as, json: {} });
    while ((await ask('GET', `/v1/reports/${id}`, { as })).body.state === 'booking') await Bun.sleep(10);
  }
}

/** The artist's contract, papers and royalties. */
export async function makeBooks(ask: Ask): Promise<void> {
  const as = 'root';
  const artist = PEOPLE.artist;
  const { body } = await ask('POST', `/v1/contracts/${artist}`, { as, json: { percentage: 70 } });
  if (body.contract_number !== CONTRACT.number) throw new Error(`the contract has the number ${body.contract_number}`);
  await ask('POST', `/v1/contracts/${artist}/appendix`, { as });
  await ask('POST', `/v1/contracts/${PEOPLE.leaver}`, { as, json: { percentage: 60 } });
  await ask('POST', `/v1/contracts/${PEOPLE.leaver}/termination`, { as });
  for (const [type, key] of [
    ['contract', DOCUMENTS.contract],
    ['receipt', DOCUMENTS.receipt],
    ['receipt', DOCUMENTS.spare],
  ] as const)
    await ask('POST', `/v1/docs/${artist}/${type}/${key}`, { as, form: { file: paper(key) } });
  await ask('PATCH', `/v1/contracts/${artist}`, { as, json: { pdf_key: DOCUMENTS.contract } });

  await ask('PATCH', `/v1/royalties/${artist}`, { as: 'artist', json: { details: 'IBAN XX00 0000 0000 0000' } });
  for (const [amount, period] of [
    [1200.5, '2026, 1 квартал'],
    [980.25, '2026, 2 квартал'],
  ] as const)
    await ask('POST', `/v1/royalties/${artist}/income`, { as, json: { amount, period } });
  await ask('POST', `/v1/royalties/${artist}/payout`, {
    as,
    json: { amount: 500, receipt_key: DOCUMENTS.receipt },
  });
  await makeTerms(ask);
}

/** A rule, a payee who shares in a track, an advance and a cost, and a batch of payouts. */
async function makeTerms(ask: Ask): Promise<void> {
  const as = 'root';
  const { artist } = PEOPLE;
  const rule = { percentage: 65, release: RELEASES.finalized, territories: ['RU'] };
  await ask('POST', `/v1/terms/${artist}`, { as, json: rule, ids: [TERM_RULE] });
  const payee = { name: PAYEE.name, contact: 'payee@tonearm.example', details: 'IBAN XX00 0000 0000 0001' };
  await ask('POST', '/v1/payees', { as, json: payee, ids: [PAYEE.id] });
  const parties = [
    { artist, share: 7500 },
    { payee: PAYEE.id, share: 2500 },
  ];
  await ask('PUT', `/v1/splits/releases/${RELEASES.finalized}`, { as, json: { parties } });
  await ask('PUT', `/v1/splits/tracks/${DELIVERED.tracks[0]}`, { as, json: { from: '2026-01-01', parties } });
  const advance = { amount: 300, release: RELEASES.finalized, note: 'Аванс за альбом', date: '2026-01-10' };
  await ask('POST', `/v1/royalties/${artist}/advance`, { as, json: advance });
  await ask('POST', `/v1/royalties/${artist}/cost`, {
    as,
    json: { amount: 45.5, note: 'Обложка', date: '2026-01-12' },
  });
  await ask('POST', `/v1/royalties/${PAYEE.id}/income`, { as, json: { amount: 200, period: '2026, 2 квартал' } });
  const payouts = [
    { payee: artist, amount: 100 },
    { payee: PAYEE.id, amount: 50.25 },
  ];
  const headers = { 'idempotency-key': 'payouts-2026-06' };
  await ask('POST', '/v1/payouts', { as, json: { payouts }, headers, ids: [PAYOUT_BATCH] });
}
