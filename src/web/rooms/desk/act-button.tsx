interface ActButtonProps {
  /** Its whole name, as "Pay Ann". */
  name: string;
  /** What it shows of that, where the row says the rest: a part of the name. */
  text?: string;
  act: () => void;
  disabled?: boolean;
}

/** A small button beside what it is about. */
export function ActButton({ name, text = name, act, disabled = false }: ActButtonProps) {
  return (
    <button
      type="button"
      class="secondary small"
      aria-label={text === name ? undefined : name}
      disabled={disabled}
      onClick={act}
    >
      {text}
    </button>
  );
}
