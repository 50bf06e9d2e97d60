import { DROP_WORDS, type Engine, id, mixed, moment, name, rows, wordRows } from './rows.ts';
import type { Size } from './size.ts';

/** An artist of the label, of whom there are documents and notifications. */
export const PERSON = id('person', 0);
/** Songs and places of each report. */
const SONGS = 1000;
const PLACES = 50;
const MONEY = { tenths: 12, rest: 345_678_900 };

/** The label's people, releases, contracts, ledger, reports, statements and what they were told. */
export function labelSql(engine: Engine, size: Size): string[] {
  const { people, releases, reports, lines } = size;
  const artist = id('person', `i % ${people}`);
  const word = (factor: number) => `(select word from bench_words where n = ${mixed(factor, 2000)})`;
  const maker = { made_by: `'${PERSON}'`, made_by_login: `'person0'` };
  const payees = Math.max(20, Math.round(releases / 50));
  const account = (kind: 'person' | 'payee', artistId: string) => ({
    ...{ payee_id: id(kind, 'i'), artist_id: artistId, details: `'an account'`, active: 'i % 3 * 100' },
    ...{ total: '(i % 3) * 100', entries: 0, blocked: 'false' },
  });
  return [
    ...wordRows(),
    rows(engine, 'roster', people, {
      ...{
        account_id: id('person', 'i'),
        role: `'artist'`,
        surname: word(7),
        surname_key: word(7),
        firstname: word(11),
      },
      ...{ firstname_key: word(11), stage_name: name(13), stage_name_key: `lower(${name(13)})`, created_at: moment() },
    }),
    rows(engine, 'releases', releases, {
      ...{ id: id('release', 'i'), artist_id: artist, status: '1 + i % 5', message: `''`, name: name(17) },
      ...{ name_key: `lower(${name(17)})`, type: `'single'`, date: `'2024-01-01'`, feat: `'[]'`, created_at: moment() },
    }),
    DROP_WORDS,
    rows(engine, 'release_tracks', releases, {
      ...{ id: id('song', 'i'), release_id: id('release', 'i'), position: 1, name: `'Song ' || i`, file: `'song.wav'` },
      ...{ duration: 200_000, feat: `'[]'`, explicit: 'false', created_at: moment() },
    }),
    rows(engine, 'contracts', people, {
      ...{ id: id('contract', 'i'), artist_id: artist, number: `'2024-' || cast(i + 1001 as text)`, year: 2024 },
      ...{ ordinal: '1001 + i', percentage: 5000, status: `'active'`, appendices: 0, created_at: moment() },
    }),
    rows(engine, 'contract_shares', people, {
      ...{ contract_id: id('contract', 'i'), number: 1, percentage: 5000, changed_at: moment() },
    }),
    rows(engine, 'files', people, {
      ...{
        name: `'paper-' || i || '.pdf'`,
        place: `'documents'`,
        type: `'application/pdf'`,
        size: 1000,
        facts: `'{}'`,
      },
      ...{ original_name: `'paper.pdf'`, created_by: 'null', created_at: moment() },
    }),
    rows(engine, 'documents', people, {
      ...{ artist_id: `'${PERSON}'`, type: `'receipt'`, document_id: `'paper ' || i`, file: `'paper-' || i || '.pdf'` },
    }),
    rows(engine, 'royalty_accounts', people, account('person', id('person', 'i'))),
    rows(engine, 'royalty_accounts', payees, account('payee', 'null')),
    rows(engine, 'payees', payees, { id: id('payee', 'i'), name: `'Payee ' || i`, created_at: moment() }),
    rows(engine, 'period_closes', 1, {
      ...{
        id: id('other', '70000000 + i'),
        period: `'2024-01'`,
        alive_at: 0,
        closed_at: 1,
        statements: releases,
        ...maker,
      },
    }),
    rows(engine, 'statements', releases, {
      ...{ id: id('other', '80000000 + i'), close_id: id('other', '70000000 + i * 0'), payee_id: artist },
      ...{ number: `'number ' || i`, period: `cast(1990 + cast(i / ${people} as integer) as text) || '-01'` },
      ...{ kind: `'artist'`, name: `'Somebody'`, currency: `'RUB'`, opening: 0, earnings: 0, typed: 0, recouped: 0 },
      ...{ costs: 0, payouts: 0, closing: 0, unrecouped: 0, closed_at: moment() },
    }),
    rows(engine, 'notifications', releases, {
      ...{ id: id('other', '90000000 + i'), account_id: `'${PERSON}'`, type: `'release_approved'`, text: `'Told'` },
      ...{ subject_kind: `'release'`, subject_id: id('release', 'i'), created_at: moment() },
      read_at: 'case when i % 2 = 0 then 1 end',
    }),
    rows(engine, 'notifications', releases * 3, {
      ...{ id: id('other', '95000000 + i'), account_id: id('person', `1 + i % ${people - 1}`) },
      ...{ type: `'release_approved'`, text: `'Told'`, subject_kind: `'release'`, subject_id: id('release', 'i') },
      ...{ created_at: moment(), read_at: 'case when i % 2 = 0 then 1 end' },
    }),
    rows(engine, 'webhook_deliveries', releases, {
      ...{ id: id('other', '110000000 + i'), hook_id: id('other', '0 * i'), type: `'release_approved'`, body: `'{}'` },
      ...{ status: `'delivered'`, attempts: 1, response_status: 200, created_at: moment() },
    }),
    rows(engine, 'reports', reports, {
      ...{ number: 'i + 1', id: id('other', '120000000 + i'), state: `'draft'`, source: `'generic'`, file: `'a.csv'` },
      ...{ sha256: `'hash ' || i`, lines, matched: lines / 2, not_found: lines / 2, other_title: 0, ambiguous: 0 },
      ...{
        faulty: 0,
        ignored: 0,
        rounded: 0,
        errors: `'[]'`,
        done: lines,
        total: lines,
        ...maker,
        created_at: moment(),
      },
    }),
    rows(engine, 'report_currencies', reports, { report: 'i + 1', currency: `'RUB'`, lines, ...MONEY, rate: `'1'` }),
    rows(engine, 'report_songs', reports * SONGS, {
      ...{
        report: `1 + cast(i / ${SONGS} as integer)`,
        number: `1 + i % ${SONGS}`,
        isrc: `''`,
        isrc_code: `''`,
        upc: `''`,
      },
      ...{ key: `'key ' || (i % ${SONGS * 5})`, title: `'Song ' || i`, artist: `'Somebody'` },
      reason: `case when i % 2 = 0 then 'not_found' end`,
      ...{ track_id: `case when i % 2 = 1 then ${id('song', `i % ${releases}`)} end` },
      ...{ release_id: `case when i % 2 = 1 then ${id('release', `i % ${releases}`)} end` },
      ...{ artist_id: `case when i % 2 = 1 then ${artist} end` },
    }),
    rows(engine, 'report_places', reports * PLACES, {
      ...{
        report: `1 + cast(i / ${PLACES} as integer)`,
        number: `1 + i % ${PLACES}`,
        kind: `'counted'`,
        month: `'2024-01'`,
      },
      ...{
        store: `'Store ' || (i % 10)`,
        country: `'DE'`,
        sale_type: `'stream'`,
        currency: `'RUB'`,
        lines: lines / PLACES,
      },
      ...{ quantity: 100, ...MONEY },
    }),
    rows(engine, 'report_lines', reports * lines, {
      ...{ report: `1 + cast(i / ${lines} as integer)`, number: `1 + i % ${lines}`, line: `2 + i % ${lines}` },
      ...{
        song: `1 + i % ${SONGS}`,
        place: `1 + i % ${PLACES}`,
        quantity: 1,
        net_tenths: MONEY.tenths,
        net_rest: MONEY.rest,
      },
    }),
  ];
}
