import { CONTRACT, DOCUMENTS, DRAFT, PEOPLE, RELEASES } from '../../lib/examples.ts';
import type { Id } from '../../lib/ids.ts';
import type { Ask } from './client.ts';
import { CHORDS, type Chord, music } from './music.ts';
import { paper } from './paper.ts';
import { COLOURS, picture } from './pictures.ts';

const COVER_SIDE = 3000;
const { open, bright, soft, low } = CHORDS;
const AUTHORS = { lyricists: ['Артист'], producers: ['Менеджер'] };

/** What is told of a release besides its cover and tracks. */
interface Plan {
  id: Id;
  name: string;
  type: 'single' | 'ep' | 'album';
  date: string;
}

/** The artist's releases, one in each status, and the guest's draft. */
export async function makeReleases(ask: Ask): Promise<void> {
  // Drawing and decoding this is what takes the time: one picture serves all.
  const cover = await picture(COLOURS.night, COVER_SIDE);
  const artist = PEOPLE.artist;

  /** @param status what root sets it to after the artist has handed it in */
  async function release(plan: Plan, chords: readonly Chord[], status?: string, message?: string): Promise<void> {
    await draft(ask, plan, cover);
    await addFile(ask, plan.id, `1-${plan.name}.wav`, music(chords, 1));
    await ask('POST', `/v1/tracks/${plan.id}`, {
      as: 'artist',
      json: { fileKey: `${artist}/releases/${plan.id}/1-${plan.name}.wav` },
    });
    await ask('PATCH', `/v1/releases/${plan.id}`, { as: 'artist' });
    if (status !== undefined)
      await ask('PATCH', `/v1/releases/${plan.id}/status`, { as: 'manager', json: { status, message } });
  }

  const { pending, approved, delivered, rejected, finalized } = RELEASES;
  await release({ id: finalized, name: 'Январь', type: 'ep', date: '2026-01-16' }, [open, low], 'finalized');
  await release({ id: delivered, name: 'Февраль', type: 'single', date: '2026-02-20' }, [bright], 'delivered');
  await release({ id: approved, name: 'Март', type: 'single', date: '2026-03-20' }, [soft], 'approved');
  const why = 'Нужна обложка без надписей';
  await release({ id: rejected, name: 'Апрель', type: 'single', date: '2026-04-17' }, [low], 'rejected', why);
  await release({ id: pending, name: 'Май', type: 'single', date: '2026-05-15' }, [bright, soft]);
  for (const id of [approved, delivered, pending]) {
    const json = { comment: 'Спокойная музыка для вечера', pitched: ['radio', 'playlists'] };
    await ask('PUT', `/v1/notes/${id}`, { as: 'artist', json });
  }
  await openDraft(ask, cover);
  await ask('POST', `/v1/releases/${PEOPLE.guest}/new`, { as: 'root', ids: [RELEASES.guestDraft] });
}

/** The draft that is left open: two tracks, a file that is no track yet, and all that handing in asks for. */
async function openDraft(ask: Ask, cover: Uint8Array<ArrayBuffer>): Promise<void> {
  const id = RELEASES.draft;
  await draft(ask, { id, name: 'Июнь', type: 'album', date: '2026-06-19' }, cover);
  for (const [at, file] of [...DRAFT.files, DRAFT.spareFile].entries())
    await addFile(ask, id, file, music([[open, soft, low][at] ?? bright], 2));
  for (const [at, file] of DRAFT.files.entries())
    await ask('POST', `/v1/tracks/${id}`, {
      as: 'artist',
      json: { fileKey: `${PEOPLE.artist}/releases/${id}/${file}` },
      ids: [DRAFT.tracks[at] as Id],
    });
}

async function draft(ask: Ask, { id, ...told }: Plan, cover: Uint8Array<ArrayBuffer>): Promise<void> {
  const as = 'artist';
  await ask('POST', `/v1/releases/${PEOPLE.artist}/new`, { as, ids: [id] });
  const kept = await ask('POST', `/v1/media/${PEOPLE.artist}/releases/${id}/cover`, { as, form: { file: cover } });
  await ask('PUT', `/v1/releases/${id}`, { as, json: { ...told, cover_key: kept.body.key, authors: AUTHORS } });
}

/** @param name `<number>-<title>.wav` */
async function addFile(ask: Ask, release: Id, name: string, file: Uint8Array<ArrayBuffer>): Promise<void> {
  const [, trackNumber = '', trackTitle = ''] = /^(\d+)-(.*)\.wav$/.exec(name) ?? [];
  await ask('POST', `/v1/media/${PEOPLE.artist}/releases/${release}/track`, {
    as: 'artist',
    form: { trackNumber, trackTitle, fileType: 'wav', file },
  });
}

/** The artist's contract, papers and royalties. */
export async function makeBooks(ask: Ask): Promise<void> {
  const as = 'root';
  const artist = PEOPLE.artist;
  const { body } = await ask('POST', `/v1/contracts/${artist}`, { as, json: { percentage: 70 } });
  if (body.contract_number !== CONTRACT.number) throw new Error(`the contract has the number ${body.contract_number}`);
  await ask('POST', `/v1/contracts/${artist}/appendix`, { as });
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
}
