import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { Failure } from '../../api/client.ts';
import { FormEnd, wordsOf } from '../../dialogs/form.tsx';
import { say } from '../../words/words.ts';
import { type Faults, faultsOf as faultOf, useFaults } from './fields.tsx';

export { faultOf };

export type Sent = Readonly<Record<string, string>>;

interface FieldFormProps {
  /** What the button says. */
  verb: string;
  /** The names of fields that may not be empty. */
  required?: readonly string[];
  /** What is wrong with what was written, before it is sent. */
  check?: (fields: Sent, form: FormData) => Faults;
  send: (fields: Sent, form: FormData) => Promise<void>;
  /** Which fields a refusal is about. */
  faultsOf?: (failure: Failure) => Faults;
  children: (faults: Faults) => ComponentChildren;
}

/**
 * Fields that are sent together: once, however often it is pressed. What is wrong is said beside its field, and else above
 * the button.
 */
export function FieldForm({ verb, required = [], check, send, faultsOf = faultOf, children }: FieldFormProps) {
  const [faults, setFaults, form] = useFaults<HTMLFormElement>();
  const [wrong, setWrong] = useState('');
  const [isSending, setSending] = useState(false);
  // Not the state: a second press may come before it has changed.
  const sending = useRef(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (sending.current || !form.current) return;
    const data = new FormData(form.current);
    const fields = Object.fromEntries(
      [...data].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value.trim()]] : [])),
    );
    const lacking = required.filter((name) => (fields[name] ?? '') === '' && !hasFile(data, name));
    const found = { ...check?.(fields, data), ...Object.fromEntries(lacking.map((name) => [name, say('required')])) };
    setFaults(found);
    setWrong('');
    if (Object.keys(found).length > 0) return;
    sending.current = true;
    setSending(true);
    try {
      await send(fields, data);
    } catch (error) {
      const about = error instanceof Failure && error.reason === 'refused' ? faultsOf(error) : {};
      const isShown = Object.keys(about).some((name) => form.current?.elements.namedItem(name));
      if (isShown) setFaults(about);
      else setWrong(wordsOf(error));
    }
    sending.current = false;
    setSending(false);
  };
  return (
    <form ref={form} noValidate onSubmit={(event) => void submit(event)}>
      {children(faults)}
      <FormEnd wrong={wrong} isSending={isSending} verb={verb} />
    </form>
  );
}

function hasFile(data: FormData, name: string): boolean {
  const value = data.get(name);
  return value instanceof File && value.size > 0;
}
