import type { Account, Role } from '../../domain/accounts/model.ts';
import { toUuid } from '../../lib/ids.ts';

/** Domain to wire: ids as UUIDs; `_id` is the same id as the document's database spelled it. */

const ROLES = {
  listener: 'listener',
  musician: 'musician',
  artist: 'musician',
  manager: 'listener',
  root: 'admin',
} as const satisfies Record<Role, string>;

export const userDocument = ({ id, email, login, role }: Account) => ({
  id: toUuid(id),
  email,
  username: login,
  role: ROLES[role],
});
