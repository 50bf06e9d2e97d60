import type { ComponentChildren, RefObject } from 'preact';
import { useCallback, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Failure } from '../../api/client.ts';
import { say } from '../../words/words.ts';

/** What is wrong with fields, by their names. */
export type Faults = Readonly<Record<string, string>>;

/** What the box of a field needs to be known by its label, hint and fault. */
interface Described {
  id: string;
  name: string;
  'aria-invalid': true | undefined;
  'aria-describedby': string | undefined;
}

interface LabelledProps {
  label: string;
  name: string;
  hint?: string | undefined;
  fault?: string | undefined;
  /** Makes the box. */
  children: (box: Described) => ComponentChildren;
}

/** Any box with its label above it, and hint and fault beneath. */
export function Labelled({ label, name, hint, fault, children }: LabelledProps) {
  const id = useId();
  const described = [fault && `${id}-fault`, hint && `${id}-hint`].filter(Boolean).join(' ');
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({ id, name, 'aria-invalid': fault ? true : undefined, 'aria-describedby': described || undefined })}
      {fault && (
        <p id={`${id}-fault`} class="fault" lang={langOf(fault)}>
          {fault}
        </p>
      )}
      {hint && (
        <p id={`${id}-hint`} class="hint">
          {hint}
        </p>
      )}
    </div>
  );
}

/** The label's dialect speaks Russian, also to those who read English. */
const langOf = (text: string): string | undefined => (/\p{Script=Cyrillic}/u.test(text) ? 'ru' : undefined);

interface BoxProps extends Omit<LabelledProps, 'children'> {
  value?: string;
  onInput?: (value: string) => void;
  disabled?: boolean | undefined;
}

interface TextFieldProps extends BoxProps {
  type?: 'text' | 'date' | 'email' | 'password';
  /** What a phone's keyboard has. */
  inputMode?: 'decimal' | 'numeric';
  autocomplete?: 'off' | 'new-password';
  maxLength?: number;
}

/** A line of text, or a day. */
export function TextField({ type = 'text', maxLength = 200, value, onInput, ...rest }: TextFieldProps) {
  const { label, name, hint, fault, disabled, inputMode, autocomplete = 'off' } = rest;
  return (
    <Labelled label={label} name={name} hint={hint} fault={fault}>
      {(box) => (
        <input
          {...box}
          // Its type allows each kind of box other attributes; these are of all.
          type={type as 'text'}
          inputMode={inputMode}
          autocomplete={autocomplete as 'off'}
          maxLength={type === 'date' ? undefined : maxLength}
          disabled={disabled}
          value={value}
          onInput={({ currentTarget }) => onInput?.(currentTarget.value)}
        />
      )}
    </Labelled>
  );
}

interface SelectFieldProps extends BoxProps {
  /** Values, and what is said for them. */
  options: readonly (readonly [string, string])[];
}

export function SelectField({ options, value, onInput, label, name, hint, fault, disabled }: SelectFieldProps) {
  return (
    <Labelled label={label} name={name} hint={hint} fault={fault}>
      {(box) => (
        <select
          {...box}
          disabled={disabled}
          value={value}
          onChange={({ currentTarget }) => onInput?.(currentTarget.value)}
        >
          {options.map(([option, text]) => (
            <option key={option} value={option}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Labelled>
  );
}

/** The faults of a form's fields. Whenever there are new ones, the first wrong field has the focus. */
export function useFaults<Form extends HTMLElement>(): [Faults, (faults: Faults) => void, RefObject<Form | null>] {
  const [faults, setFaults] = useState<Faults>({});
  const form = useRef<Form>(null);
  useLayoutEffect(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(), [faults]);
  // With none before and none now there is nothing new.
  const set = useCallback((next: Faults) => setFaults((now) => (isNone(now) && isNone(next) ? now : next)), []);
  return [faults, set, form];
}

const isNone = (faults: Faults) => Object.keys(faults).length === 0;

/**
 * What the server says of fields when it refuses: `Поле <field>: …`, or `Отсутствует обязательное поле: <field>, <field>`.
 * @returns none when it is about no field
 */
export function faultsOf({ message }: Pick<Failure, 'message'>): Faults {
  const [, lacking] = /^Отсутствует обязательное поле: (.+)$/.exec(message) ?? [];
  if (lacking) return Object.fromEntries(lacking.split(', ').map((field) => [field, say('required')]));
  const [, field, rule] = /^Поле '?([\w.]+)'?:? (.+)$/s.exec(message) ?? [];
  return field && rule ? { [field]: rule } : {};
}
