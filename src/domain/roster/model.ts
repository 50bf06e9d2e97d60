import type { LabelRole } from '../../db/schema/roster.ts';
import { problems } from '../../errors.ts';
import type { Id } from '../../lib/ids.ts';

export type { LabelRole };

/** A person's role and manager at the label, which decide about access. */
export interface Standing {
  id: Id;
  role: LabelRole;
  /** The artist's manager. */
  managerId: Id | null;
}

/** Personal data of people at the label; `null` until it is set. */
export interface PersonData {
  surname: string | null;
  firstname: string | null;
  patronymic: string | null;
  contact: string | null;
}

export interface Person extends PersonData {
  id: Id;
  role: LabelRole;
  /** Milliseconds since the epoch. */
  createdAt: number;
}

/** A person with data of the account. */
export interface User extends Person {
  login: string;
  email: string | null;
  active: boolean;
}

export interface Artist extends Person {
  stageName: string;
  managerId: Id | null;
  manager: PersonData | null;
}

export type UserColumn = 'createdAt' | 'role';
export type ManagerColumn = 'surname' | 'firstname' | 'createdAt';
export type ArtistColumn = 'stageName' | 'surname' | 'firstname' | 'createdAt';

export const refuse = problems({
  person: ['not_found', 'No such person at the label'],
  artist: ['not_found', 'No such artist'],
  not_manager: ['invalid', 'The person named is no manager'],
  manager_inactive: ['invalid', 'The manager named is deactivated'],
});

export type RosterProblem = Parameters<typeof refuse>[0];
