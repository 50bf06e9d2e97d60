import { expect, test } from 'bun:test';
import { transcodeTickets } from '../../../../src/domain/media/transcoding/tickets.ts';

const TRACK = '0123456789abcdef01234567';
const { sign, read } = transcodeTickets(async () => 'a secret');

test('sign, read · give the rate of the track', async () => {
  const ticket = await sign(TRACK, 192);
  expect(ticket).toMatch(/^[\w-]+$/);
  expect(await read(ticket, TRACK)).toBe(192);
});

test('read · takes no ticket for another track, of another house, or with any character changed', async () => {
  const ticket = await sign(TRACK, 192);
  const other = transcodeTickets(async () => 'another secret');
  expect(await read(ticket, TRACK.replace('0', '1'))).toBeUndefined();
  expect(await read(await other.sign(TRACK, 192), TRACK)).toBeUndefined();
  for (let at = 0; at < ticket.length; at++) {
    for (const char of ['A', 'B', '_', '='].filter((one) => one !== ticket[at]))
      expect(await read(ticket.slice(0, at) + char + ticket.slice(at + 1), TRACK)).toBeUndefined();
  }
});

test.each([[''], ['A'], ['not one at all'], ['='.repeat(1000)], ['ü'.repeat(50)], ['A'.repeat(100_000)]])(
  'read · takes no ticket from %p',
  async (text) => {
    expect(await read(text.slice(0, 100_000), TRACK)).toBeUndefined();
  },
);
