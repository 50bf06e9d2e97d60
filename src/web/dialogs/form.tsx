import type { ComponentChildren } from 'preact';
import { useId, useRef, useState } from 'preact/hooks';
import { Failure } from '../api/client.ts';
import { say } from '../words/words.ts';

interface FormProps {
  /** What the button says. */
  verb: string;
  send: (fields: Record<string, string>) => Promise<void>;
  /** What is said of a refusal; the server's own words if nothing. */
  explain?: (failure: Failure) => string | undefined;
  /** Fields. */
  children: ComponentChildren;
  /** Beside the button. */
  beside?: ComponentChildren;
}

/** Fields that are sent together: once, however often it is pressed. What went wrong is said above the button. */
export function Form({ verb, send, explain, children, beside }: FormProps) {
  const [wrong, setWrong] = useState('');
  const [isSending, setSending] = useState(false);
  // Not the state: a second press may come before it has changed.
  const sending = useRef(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (sending.current || !(event.currentTarget instanceof HTMLFormElement)) return;
    const fields = [...new FormData(event.currentTarget)].map(([name, text]) => [name, String(text)]);
    sending.current = true;
    setSending(true);
    setWrong('');
    try {
      await send(Object.fromEntries(fields));
    } catch (error) {
      setWrong(wordsOf(error, explain));
    }
    sending.current = false;
    setSending(false);
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      {children}
      <FormEnd {...{ wrong, isSending, verb, beside }} />
    </form>
  );
}

interface FormEndProps extends Pick<FormProps, 'verb' | 'beside'> {
  wrong: string;
  isSending: boolean;
}

/** What went wrong, and the button. */
export function FormEnd({ wrong, isSending, verb, beside }: FormEndProps) {
  return (
    <>
      {wrong && (
        <p class="wrong" role="alert">
          {wrong}
        </p>
      )}
      <div class="actions">
        <button type="submit" class="primary" aria-disabled={isSending}>
          {verb}
        </button>
        {beside}
      </div>
    </>
  );
}

/** What is said of something that went wrong. @param explain the words for a refusal; the server’s own if none */
export function wordsOf(error: unknown, explain?: FormProps['explain']): string {
  if (!(error instanceof Failure)) return say('failedHint');
  if (error.reason === 'offline') return say('offline');
  return explain?.(error) ?? (error.message || say('failedHint'));
}

interface FieldProps {
  label: string;
  name: string;
  type?: 'email' | 'password';
  autocomplete?: 'username' | 'email' | 'current-password' | 'new-password' | 'off';
  hint?: string;
  /** What it has at first. */
  value?: string;
  /** Letters. */
  maxLength?: number;
  isOptional?: boolean;
}

/** What stands beneath a field, and the id by which the field refers to it; neither where there is nothing to say. */
function useHint(text: string | undefined) {
  const id = useId();
  if (!text) return { by: undefined, hint: undefined };
  return {
    by: id,
    hint: (
      <p id={id} class="hint">
        {text}
      </p>
    ),
  };
}

/** A line of text. */
export function Field(props: FieldProps) {
  const { label, name, type, autocomplete = 'off', hint, value, maxLength = 256, isOptional = false } = props;
  const id = useId();
  const described = useHint(hint);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        name={name}
        // Its type allows each kind of box other attributes; these are of all.
        type={(type ?? 'text') as 'email'}
        autocomplete={autocomplete}
        autocapitalize="none"
        spellcheck={false}
        maxLength={maxLength}
        required={!isOptional}
        defaultValue={value}
        aria-describedby={described.by}
      />
      {described.hint}
    </div>
  );
}

/** A text of several lines, which may stay empty. */
export function Area({
  label,
  name,
  value,
  hint,
  maxLength,
}: Pick<FieldProps, 'label' | 'name' | 'value' | 'hint' | 'maxLength'>) {
  const id = useId();
  const described = useHint(hint);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <textarea
        id={id}
        name={name}
        rows={3}
        maxLength={maxLength}
        defaultValue={value}
        aria-describedby={described.by}
      />
      {described.hint}
    </div>
  );
}

interface CheckProps {
  label: string;
  name: string;
  isChecked: boolean;
  hint?: string;
}

export function Check({ label, name, isChecked, hint }: CheckProps) {
  const described = useHint(hint);
  return (
    <>
      <label class="check">
        <input type="checkbox" name={name} defaultChecked={isChecked} aria-describedby={described.by} />
        <span>{label}</span>
      </label>
      {described.hint}
    </>
  );
}
