import { Labelled } from './fields.tsx';

interface FileFieldProps {
  label: string;
  name: string;
  /** Endings and types, as the browser takes them. */
  accept: string;
  hint?: string | undefined;
  fault?: string | undefined;
  onChoose?: (file: File) => void;
}

/** A file to choose. */
export function FileField({ label, name, accept, hint, fault, onChoose }: FileFieldProps) {
  return (
    <Labelled label={label} name={name} hint={hint} fault={fault}>
      {(box) => (
        <input
          {...box}
          type="file"
          accept={accept}
          onChange={({ currentTarget }) => {
            const file = currentTarget.files?.[0];
            if (file) onChoose?.(file);
          }}
        />
      )}
    </Labelled>
  );
}
