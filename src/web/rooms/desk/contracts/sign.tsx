import { useState } from 'preact/hooks';
import { ask } from '../../../api/client.ts';
import { sendFile } from '../../../api/send-file.ts';
import { Dialog } from '../../../dialogs/dialog.tsx';
import { say } from '../../../words/words.ts';
import { documentAddress } from '../documents/paper.ts';
import { FieldForm } from '../field-form.tsx';
import { SelectField } from '../fields.tsx';
import { FileField } from '../file-field.tsx';
import type { Contract } from './types.ts';

interface SignProps {
  artist: string;
  contract: Contract;
  close: () => void;
  done: (text: string) => void;
}

/** The dialog in which root puts the signed paper to a contract, an appendix, or the termination, which then is in force. */
export function SignDialog({ artist, contract, close, done }: SignProps) {
  const [which, setWhich] = useState('');
  const options = [
    ['', say('contractNumber', { number: contract.number })] as const,
    ...contract.appendices.map(({ number, type }) => [number, `${say(`appendix_${type}`)} ${number}`] as const),
  ];
  const chosen = contract.appendices.find(({ number }) => number === which);
  const isTermination = chosen?.type === 'termination';
  const send = async (form: FormData) => {
    const file = form.get('file') as File;
    // A paper is never replaced: a second one has a name of its own.
    const known = chosen ? chosen.file : contract.file;
    const key =
      known === '' ? (chosen?.number ?? contract.number) : `${chosen?.number ?? contract.number} ${Date.now()}`;
    const body = new FormData();
    body.set('file', file);
    await sendFile(documentAddress(artist, 'contract', key), body);
    if (isTermination) await ask(`/v1/contracts/${artist}/termination`, { method: 'PATCH', body: { pdf_key: key } });
    else if (chosen) await ask(`/v1/contracts/appendix/${which}`, { method: 'PATCH', body: { pdf_key: key } });
    else await ask(`/v1/contracts/${artist}`, { method: 'PATCH', body: { pdf_key: key } });
    done(say('wasUploaded', { name: key }));
    close();
  };
  return (
    <Dialog title={say('attachPaper')} close={close}>
      <FieldForm
        verb={say('attach')}
        required={['file']}
        send={(_, form) => send(form)}
        faultsOf={({ message }) => ({ file: message })}
      >
        {(faults) => (
          <>
            <SelectField label={say('attachTo')} name="which" value={which} onInput={setWhich} options={options} />
            <FileField
              label={say('file')}
              name="file"
              accept="application/pdf,.pdf"
              hint={say(isTermination ? 'terminationPaperHint' : 'paperHint')}
              fault={faults.file}
            />
          </>
        )}
      </FieldForm>
    </Dialog>
  );
}
