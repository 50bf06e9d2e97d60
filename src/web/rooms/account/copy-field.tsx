import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { tell } from '../../app/notices.ts';
import { Icon } from '../../lists/icon.tsx';
import { say } from '../../words/words.ts';

interface CopyFieldProps {
  label: string;
  text: string;
  /** Whether it has the focus at first. */
  isFirst?: boolean;
}

/** A text that is to be taken elsewhere. */
export function CopyField({ label, text, isFirst = false }: CopyFieldProps) {
  const id = useId();
  const box = useRef<HTMLInputElement>(null);
  const [isCopied, setCopied] = useState(false);
  useLayoutEffect(() => {
    if (isFirst) box.current?.select();
  }, []);
  const copy = async () => {
    box.current?.select();
    // Without https browsers have the older way alone.
    const isDone = navigator.clipboard ? await byClipboard(text) : document.execCommand('copy');
    setCopied(isDone);
    if (isDone) tell(say('copied'));
  };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="copied">
        <input ref={box} id={id} type="text" readOnly spellcheck={false} value={text} />
        <button
          type="button"
          class={`icon-button${isCopied ? ' on' : ''}`}
          aria-label={say('copyText', { what: label })}
          onClick={() => void copy()}
        >
          <Icon name={isCopied ? 'check' : 'copy'} />
        </button>
      </div>
    </div>
  );
}

const byClipboard = (text: string): Promise<boolean> =>
  navigator.clipboard.writeText(text).then(
    () => true,
    () => false,
  );
