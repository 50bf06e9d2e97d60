import type { Standing } from '../roster/model.ts';

/** The levels of access that operations of the label require. */
export type LabelLevel = 'root' | 'personal' | 'manager' | 'artist' | 'label';

/**
 * Whether the caller may use an operation of this level on something of the owner's. Who may: `personal`: the owner;
 * `artist`: the owner, if an artist; `manager`: the owner, if a manager, or the owner's manager; `label`: the owner, the
 * owner's manager, or an artist whom the owner manages; `root`: the role root only, which may use all others too.
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
