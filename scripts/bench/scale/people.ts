import { type Engine, id, mixed, moment, rows } from './rows.ts';
import type { Size } from './size.ts';

/** The account that listens, and the one that has uploaded and that many follow. */
export const LISTENER = id('account', 0);
export const MUSICIAN = id('account', 1);

/** Accounts with what they keep, whom they follow and what they did. @param hash of everybody's password */
export function peopleSql(engine: Engine, size: Size, hash: string): string[] {
  const { accounts, own, tracks, albums } = size;
  const account = (login: string, kind: 'account' | 'person', role: string) => ({
    ...{ id: id(kind, 'i'), login, login_key: login, email: 'null', email_key: 'null', password_hash: `'${hash}'` },
    ...{ password_set_at: 0, role: `'${role}'`, active: 'true', created_at: moment() },
  });
  const listener = `'${LISTENER}'`;
  const others = Math.min(100, accounts - 2);
  const other = id('account', `2 + i % ${others}`);
  const follow = (from: number, follower: string, followed: string) => ({
    id: id('other', `${from} + i`),
    ...{ follower, followed, created_at: moment() },
  });
  return [
    rows(engine, 'accounts', accounts, account(`'account' || i`, 'account', 'musician')),
    rows(engine, 'profiles', accounts, {
      ...{
        account: id('account', 'i'),
        genres: `'[]'`,
        instruments: `'[]'`,
        links: `'{}'`,
        email_notifications: 'true',
      },
      ...{ show_online_status: 'true', is_private: 'i % 10 = 5', tracks: 0, followers: 0, following: 0, plays: 0 },
      ...{ created_at: moment(), updated_at: moment() },
    }),
    rows(engine, 'follows', size.followed, follow(0, listener, id('account', 'i + 2'))),
    rows(engine, 'follows', size.followers, follow(10_000_000, id('account', `${accounts} - 1 - i`), `'${MUSICIAN}'`)),
    rows(engine, 'follows', accounts - 10, follow(20_000_000, id('account', 'i + 2'), id('account', 'i + 3'))),
    rows(engine, 'feed_events', tracks, {
      id: `'01900000-0000-7000-8000-00' || cast(1000000000 + i as text)`,
      ...{ actor: id('account', mixed(7, accounts)), action: `'track_published'`, track: id('track', 'i') },
      created_at: moment(),
    }),
    rows(engine, 'history', tracks, {
      ...{ id: id('other', '30000000 + i'), account: listener, track: id('track', mixed(7919, tracks)) },
      heard_at: moment(),
    }),
    rows(engine, 'favourites', own, { account: listener, track: id('track', 'i * 10'), created_at: moment() }),
    rows(engine, 'listens', own, {
      ...{ account: listener, track: id('track', 'i * 10'), count: `1 + ${mixed(29, 50)}`, last: moment() },
    }),
    rows(engine, 'album_listens', albums, {
      ...{ account: listener, album: id('album', 'i'), count: `1 + ${mixed(31, 50)}`, last: moment() },
    }),
    rows(engine, 'stars', own / 10, {
      account: listener,
      kind: `'album'`,
      item: id('album', 'i * 10'),
      created_at: moment(),
    }),
    rows(engine, 'ratings', own / 10, {
      ...{ account: listener, kind: `'album'`, item: id('album', 'i * 10'), rating: '1 + i % 5', changed_at: moment() },
    }),
    // Of others, so that what one account has is a part of a table, as it is where many listen.
    rows(engine, 'listens', own * 4, {
      ...{ account: other, track: id('track', mixed(7919, tracks)), count: 1, last: moment() },
    }),
    rows(engine, 'album_listens', albums * 4, {
      ...{ account: other, album: id('album', `cast(i / ${others} as integer)`), count: 1, last: moment() },
    }),
    ...['stars', 'ratings'].map((table) =>
      rows(engine, table, own, {
        ...{ account: other, kind: `'album'`, item: id('album', `cast(i / ${others} as integer)`) },
        ...(table === 'stars' ? { created_at: moment() } : { rating: '1 + i % 5', changed_at: moment() }),
      }),
    ),
    rows(engine, 'uploads', own, {
      ...{
        id: id('other', '60000000 + i'),
        owner: `'${MUSICIAN}'`,
        kind: `'track'`,
        file: `'song-' || (i * 10) || '.mp3'`,
      },
      ...{ track: id('track', 'i * 10'), created_at: moment(), updated_at: moment() },
    }),
    rows(engine, 'accounts', size.people, account(`'person' || i`, 'person', 'artist')),
  ];
}
