import { type LabelLevel, mayAct } from '../../domain/access/label.ts';
import type { Account } from '../../domain/accounts/model.ts';
import { refuse as refuseRelease } from '../../domain/label/releases/model.ts';
import { isLabelRole } from '../../domain/roster/service.ts';
import type { Services } from '../../domain/services.ts';
import { DomainError, isKind } from '../../errors.ts';
import type { Check } from '../../http/identity/caller.ts';
import { type Id, parseId } from '../../lib/ids.ts';
import { readId, readIds } from './wire.ts';

/** Finds whose a request's thing is, by its path. None: nobody's, so nobody but root may go on. */
type OwnersOf = (params: Readonly<Record<string, string>>) => Promise<readonly Id[]> | readonly Id[];

/** The account in the path. */
export const inPath =
  (name = 'id'): OwnersOf =>
  (params) => {
    const id = parseId(params[name] ?? '');
    return id === undefined ? [] : [id];
  };

/** Every account of a list in the path. @throws invalid as `readIds` */
export const allInPath =
  (name: string, malformed: Parameters<typeof readIds>[1]): OwnersOf =>
  (params) =>
    readIds(params[name] ?? '', malformed);

/** Whose the release in the path is. @throws `absent` when there is no such release, also to those of the label */
export const ofRelease =
  ({ releases }: Pick<Services, 'releases'>, absent = () => refuseRelease('release')): OwnersOf =>
  async ({ id = '' }) => {
    const owner = await releases.ownerOf(readId(id, absent)).catch((error) => {
      throw isKind(error, 'not_found') ? absent() : error;
    });
    return [owner];
  };

/** Who passes each level, for the documentation. */
const WHO: Record<LabelLevel, string> = {
  root: 'root',
  personal: 'самому пользователю и root',
  manager: 'менеджеру артиста и root',
  artist: 'самому артисту и root',
  label: 'самому артисту, его менеджеру и root',
};

/**
 * Access levels, as `access: label('personal', inPath())` in a route's options. Runs before the body is read. Root
 * passes without the owners being looked for, so a person who is missing is a 404 to root and a 403 to everybody else,
 * who learns nothing by it. Accounts that have no place at the label are refused at every level.
 */
export function labelAccess({ roster }: Pick<Services, 'roster'>) {
  async function passes(level: LabelLevel, callerId: Id, owners: readonly Id[]): Promise<boolean> {
    const standings = new Map((await roster.standings([callerId, ...owners])).map((one) => [one.id, one]));
    const caller = standings.get(callerId);
    return (
      caller !== undefined &&
      owners.length > 0 &&
      owners.every((id) => {
        const owner = standings.get(id);
        return owner !== undefined && mayAct(level, caller, owner);
      })
    );
  }

  function label(level: 'root'): Check;
  function label(level: Exclude<LabelLevel, 'root'>, ownersOf: OwnersOf): Check;
  function label(level: LabelLevel, ownersOf: OwnersOf = () => []): Check {
    const check = async ({ id, role }: Account, params: Parameters<Check>[1]): Promise<void> => {
      if (role === 'root') return;
      const mayAsk = level !== 'root' && isLabelRole(role);
      if (!mayAsk || !(await passes(level, id, await ownersOf(params))))
        throw new DomainError('forbidden', 'Not allowed');
    };
    return Object.assign(check, { who: WHO[level] });
  }
  return label;
}
