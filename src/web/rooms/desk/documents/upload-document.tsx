import { useState } from 'preact/hooks';
import { refreshResources } from '../../../api/resource.ts';
import { sendFile } from '../../../api/send-file.ts';
import { tell } from '../../../app/notices.ts';
import { route } from '../../../app/router.ts';
import { Dialog } from '../../../dialogs/dialog.tsx';
import { say } from '../../../words/words.ts';
import type { DeskArtist } from '../artists.ts';
import { FieldForm } from '../field-form.tsx';
import { type Faults, SelectField, TextField } from '../fields.tsx';
import { FileField } from '../file-field.tsx';
import { documentAddress } from './paper.ts';

/** Bytes: what the server takes. */
const LARGEST = 10 * 1024 * 1024;

interface UploadDocumentProps {
  artists: readonly DeskArtist[];
  close: () => void;
}

/** The dialog in which root puts a paper beside an artist. */
export function UploadDocument({ artists, close }: UploadDocumentProps) {
  const [artist, setArtist] = useState(route.value.query.get('artist') ?? '');
  const [number, setNumber] = useState('');
  return (
    <Dialog title={say('uploadDocument')} close={close}>
      <FieldForm
        verb={say('uploadVerb')}
        required={['artist', 'number', 'file']}
        send={async ({ type = '' }, form) => {
          const body = new FormData();
          body.set('file', form.get('file') as File);
          await sendFile(documentAddress(artist, type === 'contract' ? 'contract' : 'receipt', number.trim()), body);
          tell(say('wasUploaded', { name: number.trim() }));
          refreshResources('/v1/desk/documents');
          close();
        }}
        check={(_, form): Faults => {
          const file = form.get('file');
          return file instanceof File && file.size > LARGEST ? { file: say('paperTooLarge') } : {};
        }}
        faultsOf={({ status, message }): Faults => (status === 409 ? { number: message } : { file: message })}
      >
        {(faults) => (
          <>
            <SelectField
              label={say('artist')}
              name="artist"
              value={artist}
              onInput={setArtist}
              options={[['', say('choose')], ...artists.map(({ id, stage_name: name }) => [id, name] as const)]}
              fault={faults.artist}
            />
            <SelectField
              label={say('paperType')}
              name="type"
              options={(['contract', 'receipt'] as const).map((type) => [type, say(`paper_${type}`)] as const)}
            />
            <FileField
              label={say('file')}
              name="file"
              accept="application/pdf,.pdf"
              hint={say('paperHint')}
              fault={faults.file}
              onChoose={({ name }) => setNumber((now) => now || name.replace(/\.pdf$/i, ''))}
            />
            <TextField
              label={say('paperNumber')}
              name="number"
              value={number}
              onInput={setNumber}
              hint={say('paperNumberHint')}
              fault={faults.number}
            />
          </>
        )}
      </FieldForm>
    </Dialog>
  );
}
