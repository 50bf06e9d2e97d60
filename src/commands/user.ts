import type { Role } from '../domain/accounts/model.ts';
import { everyAccount } from '../domain/accounts/service.ts';
import { besideServer } from './beside.ts';
import { type Call, UsageError } from './command-line.ts';
import { printer } from './printer.ts';
import { change } from './user/change.ts';
import type { ShownAccount } from './user/operations.ts';
import { passwordFromStdin } from './user/password.ts';

const ROLES: readonly Role[] = ['listener', 'musician', 'artist', 'manager', 'root'];

/** Lists all accounts, newest first. @returns 0; @throws Failure */
export function listUsers({ config, flags }: Call<'user list'>): Promise<number> {
  const { line, result } = printer(flags.json);
  return besideServer(config, async (db) => {
    let count = 0;
    for await (const { login, id, role, email, active } of everyAccount(db)) {
      count++;
      line(
        { login, id, role, email, active },
        `${login.padEnd(24)} ${role.padEnd(9)} ${active ? 'active  ' : 'inactive'} ${id}  ${email ?? ''}`.trimEnd(),
      );
    }
    result({ ok: true, users: count }, `${count} accounts`);
    return 0;
  });
}

/** Makes an account, and the house where there is none. @returns 0; @throws UsageError; what `change` throws */
export async function createUser({ config, operands: [login], flags }: Call<'user create'>): Promise<number> {
  const { role = 'listener', email } = flags;
  if (!isRole(role)) throw new UsageError(`--role is one of ${ROLES.join(', ')}`, 'user create');
  const password = flags['password-stdin'] ? await passwordFromStdin() : undefined;
  return tell(await change(config, 'create', { login, role, email, password }), flags.json, 'made');
}

/** Gives an account a new password, which ends its sessions. @returns 0; @throws what `change` throws */
export async function resetPassword({
  config,
  operands: [login],
  flags,
}: Call<'user reset-password'>): Promise<number> {
  const password = flags['password-stdin'] ? await passwordFromStdin() : undefined;
  printer(flags.json).say(`giving ${login} a new password; all its sessions end, all its app keys are revoked`);
  return tell(await change(config, 'resetPassword', { login, password }), flags.json, 'has a new password');
}

/** Locks an account, which ends its sessions. @returns 0; @throws what `change` throws */
export async function deactivateUser({ config, operands: [login], flags }: Call<'user deactivate'>): Promise<number> {
  return tell(await change(config, 'setActive', { login, active: false }), flags.json, 'is deactivated');
}

/** Unlocks an account. @returns 0; @throws what `change` throws */
export async function activateUser({ config, operands: [login], flags }: Call<'user activate'>): Promise<number> {
  return tell(await change(config, 'setActive', { login, active: true }), flags.json, 'is active');
}

const isRole = (text: string): text is Role => (ROLES as readonly string[]).includes(text);

function tell(account: ShownAccount, isJson: boolean, done: string): number {
  const { login, role, id, password } = account;
  const lines = [`${login} (${role}, ${id}) ${done}`];
  if (password !== undefined)
    lines.push(`password: ${password}`, 'shown this once, only its hash is kept; note it down');
  printer(isJson).result({ ok: true, ...account }, lines.join('\n'));
  return 0;
}
