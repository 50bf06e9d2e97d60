import { type Static, Type as t } from '@sinclair/typebox';
import { refuse as refuseRelease } from '../../domain/label/releases/model.ts';
import { refuse as refuseOfRoster } from '../../domain/roster/model.ts';
import { refuse as refuseOfRoyalties } from '../../domain/royalties/model.ts';
import type { Rule, RuleData, Split, Splits, Terms } from '../../domain/terms/model.ts';
import type { PartyData } from '../../domain/terms/service.ts';
import { invalid } from '../../errors.ts';
import type { Day } from '../../lib/days.ts';
import { PAYEE, PEOPLE, PERSONS, RELEASES, TERM_RULE } from '../../lib/examples.ts';
import type { Id } from '../../lib/ids.ts';
import { fromMinor } from '../../lib/money.ts';
import { instant } from '../../lib/time.ts';
import { day, id, nullable, percentage, readDay, readDays, readHundredths, readIdOrNone } from './accounting-wire.ts';
import { moment, sample, sampleTexts, text } from './shapes.ts';
import { readId } from './wire.ts';

/** Shapes and mappers of terms and splits. */

const MOST = 100;
const MOST_TERRITORIES = 300;
const TERRITORIES = `список до ${MOST_TERRITORIES} двухбуквенных кодов стран`;
const texts = (example: string) =>
  t.Optional(
    t.Union([t.Array(text(200), { maxItems: MOST }), t.Null()], {
      description: `список до ${MOST} строк от 1 до 200 символов`,
      examples: [[example]],
    }),
  );

export const RuleBody = t.Object({
  percentage,
  release: id('релиза этого артиста', RELEASES.finalized),
  track: t.Optional(
    t.Union([t.String({ maxLength: 100 }), t.Null()], { description: 'ID трека этого артиста', examples: [null] }),
  ),
  territories: t.Optional(
    t.Union([t.Array(t.String({ maxLength: 10 }), { maxItems: MOST_TERRITORIES }), t.Null()], {
      description: TERRITORIES,
      examples: [['RU']],
    }),
  ),
  stores: texts('Apple Music'),
  sale_types: texts('Stream'),
  from: day('2026-01-01'),
  to: day('2026-12-31'),
});

export const RuleDocument = t.Object({
  id: sample(TERM_RULE),
  artist: sample(PEOPLE.artist),
  percentage: t.Number({ examples: [65] }),
  release: nullable(RELEASES.finalized),
  track: nullable(''),
  territories: sampleTexts('RU'),
  stores: sampleTexts('Apple Music'),
  sale_types: sampleTexts('Stream'),
  from: nullable('2026-01-01'),
  to: nullable('2026-12-31'),
  createdAt: moment,
});
export const TermsDocument = t.Object({
  contract: t.Array(
    t.Object({
      percentage: t.Number({ examples: [70] }),
      from: nullable('2026-01-01'),
      to: nullable('2026-12-31'),
    }),
  ),
  rules: t.Array(RuleDocument),
});

export const ruleDocument = (rule: Rule): Static<typeof RuleDocument> => ({
  id: rule.id,
  artist: rule.artistId,
  percentage: fromMinor(rule.percentage),
  release: rule.releaseId,
  track: rule.trackId,
  territories: rule.territories,
  stores: rule.stores,
  sale_types: rule.saleTypes,
  from: rule.from,
  to: rule.to,
  createdAt: instant(rule.createdAt),
});

export const termsDocument = ({ contract, rules }: Terms): Static<typeof TermsDocument> => ({
  contract: contract.map((term) => ({ ...term, percentage: fromMinor(term.percentage) })),
  rules: rules.map(ruleDocument),
});

const noRelease = () => refuseRelease('release');
const noTrack = () => refuseRelease('track');

/** Each once. @throws invalid (`territories`) */
function readTerritories(codes: readonly string[]): string[] {
  const read = [...new Set(codes.map((code) => code.toUpperCase()))];
  if (read.every((code) => /^[A-Z]{2}$/.test(code))) return read;
  throw invalid('territories', 'must be codes of countries', { rule: TERRITORIES });
}

/** Wire to domain. @throws invalid naming the field, not_found (`release`, `track`) for a malformed id */
export function readRule(body: Static<typeof RuleBody>): RuleData {
  return {
    percentage: readHundredths(body.percentage),
    releaseId: readIdOrNone(body.release, noRelease),
    trackId: readIdOrNone(body.track, noTrack),
    territories: readTerritories(body.territories ?? []),
    stores: [...new Set(body.stores ?? [])],
    saleTypes: [...new Set(body.sale_types ?? [])],
    ...readDays(body),
  };
}

const MOST_PARTIES = 50;
const ALL = 10_000;
const refusal = `Поле parties: сумма долей должна быть ${ALL}`;
const partyId = (of: string, example: Id) =>
  t.Optional(t.Union([t.String({ maxLength: 100 }), t.Null()], { description: `ID ${of}`, examples: [example] }));

export const SplitBody = t.Object({
  from: day('2026-01-01'),
  parties: t.Array(
    t.Object(
      {
        artist: partyId('артиста', PEOPLE.artist),
        payee: t.Optional(t.Union([t.String({ maxLength: 100 }), t.Null()], { description: 'ID получателя' })),
        share: t.Integer({ minimum: 1, maximum: ALL, description: 'доля в сотых процента', refusal }),
      },
      { refusal },
    ),
    {
      maxItems: MOST_PARTIES,
      description: `до ${MOST_PARTIES} долей, вместе ${ALL}; пустой список — весь доход артисту релиза`,
      refusal,
      absence: 'Отсутствует обязательное поле: parties',
      examples: [
        [
          { artist: PEOPLE.artist, share: 7500 },
          { payee: PAYEE.id, share: 2500 },
        ],
      ],
    },
  ),
});

const Party = t.Object({
  artist: nullable(PEOPLE.artist),
  payee: nullable(''),
  name: sample(PERSONS.stageName),
  share: t.Integer({ examples: [7500] }),
});
export const SplitDocument = t.Object({ from: nullable('2026-01-01'), parties: t.Array(Party), createdAt: moment });
export const SplitsDocument = t.Object({
  current: t.Union([SplitDocument, t.Null()], {
    examples: [
      {
        from: '2026-01-01',
        parties: [{ artist: PEOPLE.artist, payee: null, name: PERSONS.stageName, share: ALL }],
        createdAt: '2026-03-01T09:30:00.000Z',
      },
    ],
  }),
  history: t.Array(SplitDocument),
});

export const splitDocument = ({ from, parties, createdAt }: Split): Static<typeof SplitDocument> => ({
  from,
  parties: parties.map(({ payeeId, kind, name, share }) => ({
    artist: kind === 'artist' ? payeeId : null,
    payee: kind === 'payee' ? payeeId : null,
    name,
    share,
  })),
  createdAt: instant(createdAt),
});

export const splitsDocument = ({ current, history }: Splits): Static<typeof SplitsDocument> => ({
  current: current === undefined ? null : splitDocument(current),
  history: history.map(splitDocument),
});

/** Wire to domain. @throws invalid (`from`, `parties`), not_found (`artist`, `payee`) for a malformed id */
export function readSplit(body: Static<typeof SplitBody>): { from: Day | null; parties: PartyData[] } {
  const from = readDay('from', body.from);
  const parties = body.parties.map(({ artist, payee, share }): PartyData => {
    if ((artist ?? null) === null && (payee ?? null) !== null)
      return { kind: 'payee', share, payeeId: readId(payee as string, () => refuseOfRoyalties('payee')) };
    if ((payee ?? null) === null && (artist ?? null) !== null)
      return { kind: 'artist', share, payeeId: readId(artist as string, () => refuseOfRoster('artist')) };
    throw invalid('parties', 'names both or neither', { rule: 'у каждой доли либо artist, либо payee' });
  });
  const sum = parties.reduce((sum, { share }) => sum + share, 0);
  const isOnce = new Set(parties.map(({ payeeId }) => payeeId)).size === parties.length;
  if (parties.length > 0 && (sum !== ALL || !isOnce)) throw invalid('parties', 'must come to 10000', { refusal });
  return { from, parties };
}
