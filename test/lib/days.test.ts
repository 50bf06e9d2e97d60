import { expect, test } from 'bun:test';
import { dayAfter, dayBefore, dayOf, isDay, isWithin } from '../../src/lib/days.ts';

test.each(['2026-02-28', '2024-02-29', '1000-01-01', '9999-12-31'])('isDay · %s', (text) => {
  expect(isDay(text)).toBe(true);
});

test.each([
  '',
  '2026-02-29',
  '2026-13-01',
  '2026-00-10',
  '2026-1-1',
  '2026-01-01T00:00:00Z',
  '0999-12-31',
  '10000-01-01',
  '0000-01-01',
  ' 2026-01-01',
])('isDay · %j is none', (text) => {
  expect(isDay(text)).toBe(false);
});

test('dayOf, dayBefore, dayAfter, isWithin · days of UTC, with bounds that count', () => {
  expect(dayOf(Date.UTC(2026, 0, 1) - 1)).toBe('2025-12-31');
  expect(dayAfter('9999-12-31')).toBeNull();
  expect([dayBefore('2024-03-01'), dayAfter('2026-12-31')]).toEqual(['2024-02-29', '2027-01-01']);
  expect([isWithin('2026-01-01', '2026-01-01', '2026-01-01'), isWithin('2026-01-01', null, null)]).toEqual([
    true,
    true,
  ]);
  expect([isWithin('2026-01-01', '2026-01-02', null), isWithin('2026-01-01', null, '2025-12-31')]).toEqual([
    false,
    false,
  ]);
});
