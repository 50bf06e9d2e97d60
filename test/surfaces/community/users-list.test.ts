import { expect, test } from 'bun:test';
import { newId, toUuid } from '../../../src/lib/ids.ts';
import { onEachEngine } from '../../support/house.ts';
import { nextPage } from '../../support/paging.ts';

const MIB = 1024 * 1024;
const FAT = 80;
/** The newest ones; more than are read at once. */
const THIN = 70;
/** As long as texts of a profile may be: they make some 34 KB. */
const long = (length: number) => 'ы'.repeat(length);
const LISTS = { genres: Array(50).fill(long(100)), instruments: Array(50).fill(long(100)) };
const LINK = `https://vk.com/${long(480)}`;

onEachEngine('GET /users', (house) => {
  test('ends a page at about 1 MiB and goes on by its Link, until all have come once', async () => {
    const { accounts, profiles } = house().db.tables;
    const people = Array.from({ length: FAT + THIN }, (_, at) => ({ id: newId((at + 1) * 1000), at }));
    await house().db.write(async (tx) => {
      const account = { createdAt: 1, active: true, role: 'listener' as const };
      await tx
        .insert(accounts)
        .values(people.map(({ id, at }) => ({ id, login: `crowd${at}`, loginKey: `crowd${at}`, ...account })));
      const thin = { bio: null, location: null, genres: [], instruments: [], links: {} };
      const fat = {
        bio: long(5000),
        location: long(200),
        ...LISTS,
        links: { youtube: LINK, vk: LINK, telegram: LINK },
      };
      const rest = {
        ...{ listed: true, displayName: null, avatar: null, cover: null, createdAt: 1, updatedAt: 1 },
        ...{ emailNotifications: true, showOnlineStatus: true, isPrivate: false },
        ...{ tracks: 0, followers: 0, following: 0, plays: 0 },
      };
      await tx
        .insert(profiles)
        .values(people.map(({ id, at }) => ({ account: id, ...(at < FAT ? fat : thin), ...rest })));
    });

    const come: string[] = [];
    const sizes: number[] = [];
    for (let next: string | undefined = '/users'; next !== undefined; ) {
      const { body, headers } = await house().call('GET', next);
      sizes.push(Buffer.byteLength(JSON.stringify(body)));
      come.push(...body.profiles.map(({ userId }: { userId: string }) => userId));
      next = nextPage(headers);
    }
    expect(come).toEqual(people.map(({ id }) => toUuid(id)).reverse());
    // The last entry of a page may reach beyond, and the documents are a little longer than what is counted.
    expect(Math.max(...sizes)).toBeLessThan(1.2 * MIB);
    expect(Math.min(...sizes.slice(0, -1))).toBeGreaterThan(MIB);
    expect(sizes.length).toBeGreaterThan(2);
  });
});
