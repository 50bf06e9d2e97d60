import { type LabelLevel, mayAct } from '../../domain/access/label.ts';
import type { Account } from '../../domain/accounts/model.ts';
import { refuse as refuseRelease } from '../../domain/label/releases/model.ts';
import { isLabelRole } from '../../domain/roster/service.ts';
import type { Services } from '../../domain/services.ts';
import { DomainError, isKind } from '../../errors.ts';
import type { Check } from '../../http/identity/caller.ts';
import { type Id, parseId } from '../../lib/ids.ts';
import { readId, readIds } from './wire.ts';

/** Finds the owners of what a path names. For none, only root passes. */
type OwnersOf = (params: Readonly<Record<string, string>>) => Promise<readonly Id[]> | readonly Id[];

/** The account that a parameter of the path names. */
export const accountInPath =
  (name = 'id'): OwnersOf =>
  (params) => {
    const id = parseId(params[name] ?? '');
    return id === undefined ? [] : [id];
  };

/** The accounts of a list in the path. @throws `malformed` as `readIds` does */
export const accountsInPath =
  (name: string, malformed: Parameters<typeof readIds>[1]): OwnersOf =>
  (params) =>
    readIds(params[name] ?? '', malformed);

/** The artist whose release the path names. @throws `absent` when there is no such release */
export const releaseOwner =
  ({ releases }: Pick<Services, 'releases'>, absent = () => refuseRelease('release')): OwnersOf =>
  async ({ id = '' }) => {
    const owner = await releases.ownerOf(readId(id, absent)).catch((error) => {
      throw isKind(error, 'not_found') ? absent() : error;
    });
    return [owner];
  };

/** The artist on whose release the track of the path is. @throws not_found (`track`) when there is no such track */
export const trackOwner =
  ({ releases }: Pick<Services, 'releases'>): OwnersOf =>
  async ({ id = '' }) => [(await releases.tracks.locate(readId(id, () => refuseRelease('track')))).artistId];

/** Whoever has a place at the label. @param who completes "Доступно: …" in the documentation */
export const ofLabel = (who: string): Check =>
  Object.assign(
    async ({ role }: Account) => {
      if (!isLabelRole(role)) throw new DomainError('forbidden', 'Not allowed');
    },
    { who },
  );

/** The artists with whom somebody of the label works; `undefined`: root, who works with all. */
export async function artistsOf(
  { roster }: Pick<Services, 'roster'>,
  { id, role }: Account,
): Promise<Id[] | undefined> {
  if (role === 'root') return undefined;
  return role === 'manager' ? roster.artistIdsOf(id) : [id];
}

/** Who passes each level, for the documentation: completes "Доступно: …". */
const WHO: Record<LabelLevel, string> = {
  root: 'root',
  personal: 'самому пользователю и root',
  manager: 'менеджеру артиста и root',
  artist: 'самому артисту и root',
  label: 'самому артисту, его менеджеру и root',
};

/**
 * Makes the access checks of routes: `access: allow('personal', accountInPath())`. Root passes before the owners are looked
 * up, so an unknown account is 404 to root, and 403 to others, who cannot find out which accounts exist. Accounts without
 * a role at the label are refused at every level.
 * @returns `allow`, whose checks throw forbidden, and what the function for the owners throws
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

  function allow(level: 'root'): Check;
  function allow(level: Exclude<LabelLevel, 'root'>, ownersOf: OwnersOf): Check;
  function allow(level: LabelLevel, ownersOf: OwnersOf = () => []): Check {
    const check = async ({ id, role }: Account, params: Parameters<Check>[1]): Promise<void> => {
      if (role === 'root') return;
      const mayAsk = level !== 'root' && isLabelRole(role);
      if (!mayAsk || !(await passes(level, id, await ownersOf(params))))
        throw new DomainError('forbidden', 'Not allowed');
    };
    return Object.assign(check, { who: WHO[level] });
  }
  return allow;
}
