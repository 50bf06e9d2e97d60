import type { Role } from '../../db/schema/accounts.ts';
import type { Id } from '../../lib/ids.ts';

export type { Role };

/** A person as the rest of the house knows him. */
export interface Account {
  id: Id;
  login: string;
  role: Role;
}

/** What a person gives to register. */
export interface Registration {
  login: string;
  password: string;
  role: Role;
  email?: string;
}
