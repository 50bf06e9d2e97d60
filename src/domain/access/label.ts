import type { Standing } from '../roster/model.ts';

/** How far a person has to be let in at the label. */
export type LabelLevel = 'root' | 'personal' | 'manager' | 'artist' | 'label';

/**
 * Whether the caller may do what takes this level to something of the owner's: `personal` the owner; `artist` the owner,
 * being an artist; `manager` the owner, being a manager, or the owner's manager; `label` the owner, the owner's manager,
 * or an artist of the owner's; `root` nobody. The role root passes all.
 */
export function mayAct(level: LabelLevel, caller: Standing, owner: Standing): boolean {
  if (caller.role === 'root') return true;
  const isSelf = caller.id === owner.id;
  const manages = caller.role === 'manager' && owner.managerId === caller.id;
  const isManaged = caller.role === 'artist' && caller.managerId === owner.id;
  const allowed: Record<LabelLevel, boolean> = {
    root: false,
    personal: isSelf,
    artist: isSelf && caller.role === 'artist',
    manager: manages || (isSelf && caller.role === 'manager'),
    label: isSelf || manages || isManaged,
  };
  return allowed[level];
}
