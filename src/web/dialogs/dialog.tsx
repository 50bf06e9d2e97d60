import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { Icon } from '../lists/icon.tsx';
import { say } from '../words/words.ts';

interface DialogProps {
  title: string;
  close: () => void;
  children: ComponentChildren;
}

/** A native dialog: the browser keeps the focus in it, closes it by Escape, and gives the focus back. */
export function Dialog({ title, close, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    // Whoever has asked for a form wants to write.
    dialog.current?.querySelector<HTMLElement>('form input:not([type=checkbox])')?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard has Escape.
    <dialog
      ref={dialog}
      aria-labelledby={id}
      onClose={close}
      // At once: the browser tells of a close only some frames later, and a key pressed meanwhile would be lost.
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
      onClick={({ target }) => {
        if (target === dialog.current) dialog.current?.close();
      }}
    >
      <div class="dialog">
        <div class="dialog-top">
          <h2 id={id}>{title}</h2>
          <button type="button" class="icon-button" aria-label={say('close')} onClick={() => dialog.current?.close()}>
            <Icon name="close" />
          </button>
        </div>
        {children}
      </div>
    </dialog>
  );
}
