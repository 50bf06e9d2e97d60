import { type Static, Type as t } from '@sinclair/typebox';
import type { BookingEntry, BookingOptions, Preview } from '../../domain/booking/model.ts';
import { showExact } from '../../lib/exact.ts';
import { PEOPLE, RELEASES } from '../../lib/examples.ts';
import { fromMinor } from '../../lib/money.ts';
import { money, nullable } from './accounting-wire.ts';
import { oneOf, sample } from './shapes.ts';

/** Shapes and mappers of booking, in chapter «Отчёты». */

const choice = <const Word extends string>(words: readonly [Word, Word]) =>
  t.Optional(
    t.Union([t.Literal(words[0]), t.Literal(words[1])], {
      description: `одно из значений ${words.join(', ')}`,
      examples: [words[1]],
    }),
  );

export const BookBody = t.Object({
  unmatched: choice(['refuse', 'label']),
  faulty: choice(['refuse', 'skip']),
});

const earnings = { earned: money(618.95), recouped: money(254.5), costs: money(45.5), income: money(318.95) };

export const PreviewDocument = t.Object({
  ...{ total: money(651.9), label: money(32.95), currency: sample('RUB') },
  payees: t.Array(
    t.Object({
      payee: sample(PEOPLE.artist),
      kind: oneOf(['artist', 'payee'], 'artist'),
      name: sample('Северный ветер'),
      ...earnings,
    }),
  ),
  without_terms: t.Array(sample(PEOPLE.leaver), { description: 'ID артистов без процента для части строк' }),
});

export const EntryDocument = t.Object({
  account: oneOf(['distributor', 'exchange', 'label', 'payee', 'recouped'], 'payee'),
  payee: nullable(PEOPLE.artist),
  release: nullable(RELEASES.finalized),
  amount: t.String({ description: 'точная десятичная дробь', examples: ['318.95'] }),
  currency: sample('RUB'),
  rate: t.String({ description: 'курс к валюте лейбла', examples: ['1'] }),
});

/** Wire to domain: what is not told is refused. */
export const readOptions = ({ unmatched = 'refuse', faulty = 'refuse' }: Static<typeof BookBody>): BookingOptions => ({
  unmatched,
  faulty,
});

export const previewDocument = (preview: Preview): Static<typeof PreviewDocument> => ({
  total: fromMinor(preview.total),
  label: fromMinor(preview.label),
  currency: preview.currency,
  payees: preview.payees.map(({ payeeId, kind, name, earned, recouped, costs, income }) => ({
    ...{ payee: payeeId, kind, name, earned: fromMinor(earned), recouped: fromMinor(recouped) },
    ...{ costs: fromMinor(costs), income: fromMinor(income) },
  })),
  without_terms: preview.withoutTerms,
});

export const entryDocument = (entry: BookingEntry): Static<typeof EntryDocument> => ({
  ...{ account: entry.account, payee: entry.payeeId, release: entry.releaseId },
  ...{ amount: showExact(entry.amount), currency: entry.currency, rate: entry.rate },
});
