import { mayListAccounts } from '../../domain/access/service.ts';
import type { Account } from '../../domain/accounts/model.ts';
import type { Services } from '../../domain/services.ts';
import { DomainError } from '../../errors.ts';
import type { Endpoint, Endpoints } from './endpoint.ts';
import { noThing } from './finding.ts';
import type { Tree } from './protocol/xml.ts';
import { FOLDER } from './system.ts';

const UPLOADERS: readonly string[] = ['musician', 'artist', 'root'];

const user = ({ login, email, role }: Account): Tree => ({
  ...{ username: login, email: email ?? undefined, scrobblingEnabled: true, maxBitRate: 0, adminRole: role === 'root' },
  ...{ settingsRole: true, downloadRole: true, uploadRole: UPLOADERS.includes(role), playlistRole: true },
  ...{ coverArtRole: false, commentRole: true, podcastRole: false, streamRole: true, jukeboxRole: false },
  ...{ shareRole: true, videoConversionRole: false, folder: [FOLDER.id] },
});

const forbidden = () => new DomainError('forbidden', 'This is not allowed here');

/** Who listens, and how much there is (section 7, "Rest"). */
export function peopleEndpoints({
  accounts,
  library,
  config,
}: Pick<Services, 'accounts' | 'library' | 'config'>): Endpoints {
  const elsewhere = (summary: string, where: string): Endpoint => ({
    summary,
    about: 'Is refused always: accounts are managed elsewhere.',
    answer: ({ viewer }) => {
      if (!mayListAccounts(viewer)) throw forbidden();
      throw new DomainError('conflict', `This is not offered here: use ${where}`);
    },
  });

  const scan = async () => {
    const { tracks, changedAt } = await library.state();
    return {
      scanStatus: { scanning: false, count: tracks, folderCount: 1, lastScan: new Date(changedAt).toISOString() },
    };
  };

  return {
    getUser: {
      summary: 'One account',
      about: "Answers the caller's account, or another one for root.",
      parameters: { username: ['whose; the caller without'] },
      answer: async ({ parameters, viewer }) => {
        const name = parameters.text('username');
        const account = name === undefined ? viewer : await accounts.byLogin(name);
        if (account?.id !== viewer.id && !mayListAccounts(viewer)) throw forbidden();
        if (!account) throw noThing('account');
        return { user: user(account) };
      },
    },
    getUsers: {
      summary: 'All accounts, for root',
      about: 'Answers accounts, newest first. Is refused always but for root.',
      answer: async ({ viewer }) => {
        if (!mayListAccounts(viewer)) throw forbidden();
        const { entries } = await accounts.list({ limit: config.listLimit });
        return { users: { user: entries.map(user) } };
      },
    },
    createUser: elsewhere('Make an account', 'POST /auth/register'),
    updateUser: elsewhere('Change an account', 'PUT /user/update'),
    deleteUser: elsewhere('Delete an account', 'DELETE /user/delete'),
    changePassword: {
      summary: 'Change a password',
      about: 'Is refused always: an app key must not take over its account.',
      answer: () => {
        throw forbidden();
      },
    },
    getScanStatus: {
      summary: 'How many songs there are',
      about: 'Answers the number of songs, and when anything changed last: players fetch all of it again then.',
      answer: scan,
    },
    startScan: {
      summary: 'Look for new songs',
      about: 'Answers the same: there is nothing to look for, as what comes is there at once.',
      answer: scan,
    },
  };
}
