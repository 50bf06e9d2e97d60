import { useRef, useState } from 'preact/hooks';
import { Failure } from '../../../api/client.ts';
import { tell } from '../../../app/notices.ts';
import { wordsOf } from '../../../dialogs/form.tsx';
import { say } from '../../../words/words.ts';
import { type Faults, faultsOf, useFaults } from '../fields.tsx';
import { explain, sendChanges, submit } from './saving.ts';
import type { WholeRelease } from './types.ts';
import type { Kept } from './use-release.ts';
import {
  changedIn,
  contested,
  type Edits,
  faultsHere,
  faultsToSave,
  faultsToSubmit,
  titleOf,
  valuesOf,
} from './values.ts';

/** What was found when saving: fields that somebody has changed elsewhere too, and what to do after the choice. */
export interface Contest {
  fields: readonly string[];
  keepMine: () => void;
  takeTheirs: () => void;
}

/** What is typed into the fields of a release, what is wrong with it, and how it is saved. */
export function useEditor({ release, read, set }: Kept) {
  const [edits, setEdits] = useState<Edits>({});
  const [faults, setFaults, form] = useFaults<HTMLFormElement>();
  const [wrong, setWrong] = useState('');
  const [isSaving, setSaving] = useState(false);
  const [contest, setContest] = useState<Contest | undefined>(undefined);
  const busy = useRef(false);

  const known = valuesOf(release);
  const values = { ...known, ...Object.fromEntries(Object.entries(edits).map(([field, { value }]) => [field, value])) };
  const isChanged = changedIn(edits, known).length > 0;
  const type = (field: string, value: string) => {
    setEdits((all) => ({ ...all, [field]: { value, from: all[field]?.from ?? known[field] ?? '' } }));
    if (faults[field]) setFaults(Object.fromEntries(Object.entries(faults).filter(([name]) => name !== field)));
  };

  /** Runs one thing at a time, however often it is pressed. */
  const once = async (work: () => Promise<void>) => {
    if (busy.current) return;
    busy.current = true;
    setSaving(true);
    setWrong('');
    try {
      await work();
    } catch (error) {
      const told = error instanceof Failure ? faultsHere(faultsOf(error), release) : {};
      setFaults(told);
      if (!hasPlace(told, release)) setWrong(wordsOf(error, explain));
    }
    busy.current = false;
    setSaving(false);
  };

  /** @returns whether it is saved; else there are faults, or a contest */
  const save = async (then: () => Promise<void>, mayOverwrite: boolean, mine = edits): Promise<void> => {
    const fresh = await read();
    const now = valuesOf(fresh);
    const changed = changedIn(mine, now);
    const both = mayOverwrite ? [] : contested(mine, now);
    const typed = { ...now, ...Object.fromEntries(changed.map((field) => [field, mine[field]?.value ?? ''])) };
    const unfit = faultsToSave(typed, changed);
    setFaults(unfit);
    if (Object.keys(unfit).length > 0) return;
    if (both.length > 0) {
      setContest({
        fields: both,
        keepMine: () => choose(() => save(then, true, mine)),
        takeTheirs: () => {
          const kept = Object.fromEntries(Object.entries(mine).filter(([field]) => !both.includes(field)));
          setEdits(kept);
          choose(() => save(then, true, kept));
        },
      });
      return;
    }
    if (changed.length > 0) await sendChanges(fresh, typed, changed);
    set(await read());
    setEdits({});
    await then();
  };

  const choose = (work: () => Promise<void>) => {
    setContest(undefined);
    void once(work);
  };

  return {
    ...{ values, faults, wrong, isSaving, isChanged, form, type, contest },
    closeContest: () => setContest(undefined),
    saveDraft: () => once(() => save(async () => tell(say('saved')), false)),
    submit: () =>
      once(async () => {
        const lacking = faultsToSubmit(values, release);
        setFaults(lacking);
        if (Object.keys(lacking).length > 0) return;
        await save(async () => {
          set(await submit(release.id));
          tell(say('submitted'));
        }, false);
      }),
    /** Says what is wrong with one field, or that nothing is. */
    fault: (field: string, text: string) =>
      setFaults(
        text === '' ? Object.fromEntries(Object.entries(faults).filter(([name]) => name !== field)) : { [field]: text },
      ),
  };
}

const FIELDS = ['name', 'type', 'date', 'lyricists', 'producers', 'cover', 'tracks'];

/** Whether each of the faults has a field beside which it can stand. */
const hasPlace = (faults: Faults, { tracks }: WholeRelease): boolean => {
  const names = Object.keys(faults);
  const known = new Set([...FIELDS, ...tracks.map(({ id }) => titleOf(id))]);
  return names.length > 0 && names.every((name) => known.has(name));
};
