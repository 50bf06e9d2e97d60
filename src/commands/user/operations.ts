import { nanoid } from 'nanoid';
import type { Account, Role } from '../../domain/accounts/model.ts';
import type { Accounts } from '../../domain/accounts/service.ts';
import { DomainError, isKind } from '../../errors.ts';

/** An account as commands print it. */
export interface ShownAccount {
  login: string;
  id: string;
  role: Role;
  active: boolean;
  /** Only where it was made here: nothing but its hash is kept. */
  password?: string;
}

/** What is asked for, by the name of an operation of `userOperations`. */
export interface UserRequests {
  create: { login: string; role: Role; email?: string | undefined; password?: string | undefined };
  resetPassword: { login: string; password?: string | undefined };
  setActive: { login: string; active: boolean };
}

export type UserOperations = {
  [Name in keyof UserRequests]: (request: UserRequests[Name]) => Promise<ShownAccount>;
};

/** Characters of a password that is made here. */
const PASSWORD_LENGTH = 24;

/** What `tonearm user` changes, with the rules of the house. Each throws what `Accounts` throws. */
export function userOperations(accounts: Accounts): UserOperations {
  async function accountOf(login: string): Promise<Account> {
    const account = await accounts.byLogin(login);
    if (!account) throw new DomainError('not_found', `there is no account ${login}; tonearm user list shows all`);
    return account;
  }

  return {
    async create({ password, ...registration }) {
      const made = password === undefined ? nanoid(PASSWORD_LENGTH) : undefined;
      const account = await accounts
        .register({ ...registration, password: password ?? (made as string) })
        .catch(nameTaken);
      return shown(account, made);
    },

    /** Ends all sessions and revokes all app keys: whoever asks for it may not know who has the old ones. */
    async resetPassword({ login, password }) {
      const { id } = await accountOf(login);
      const made = password === undefined ? nanoid(PASSWORD_LENGTH) : undefined;
      return shown(await accounts.update(id, { password: password ?? made, revokeAppKeys: true }), made);
    },

    async setActive({ login, active }) {
      const { id } = await accountOf(login);
      return shown(await accounts.setActive(id, active));
    },
  };
}

/** Says which of the names is taken: the domain's words are for somebody who has just typed one. */
function nameTaken(error: unknown): never {
  if (!isKind(error, 'conflict')) throw error;
  throw new DomainError('conflict', `the ${error.detail.field} ${error.detail.value} is taken`, error.detail);
}

const shown = ({ login, id, role, active }: Account, password?: string): ShownAccount => ({
  ...{ login, id, role, active },
  ...(password === undefined ? {} : { password }),
});
