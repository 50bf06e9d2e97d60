import { useState } from 'preact/hooks';
import { ask } from '../../../api/client.ts';
import { refreshResources } from '../../../api/resource.ts';
import { tell } from '../../../app/notices.ts';
import { Dialog } from '../../../dialogs/dialog.tsx';
import { say } from '../../../words/words.ts';
import { decimalOf } from '../amounts.ts';
import { type DeskArtist, useChoices } from '../artists.ts';
import { FieldForm, type Sent } from '../field-form.tsx';
import { type Faults, SelectField, TextField } from '../fields.tsx';

interface NewContractProps {
  /** With whom; absent: it is chosen. */
  artist?: string;
  close: () => void;
  made?: (artist: string) => void;
}

/** The dialog in which root makes a contract with an artist. */
export function NewContract({ artist, close, made }: NewContractProps) {
  const artists = useChoices<DeskArtist>(...(artist === undefined ? ['/v1/desk/artists'] : []));
  const [chosen, setChosen] = useState(artist ?? '');
  const free = artists.filter(({ contract, is_active: isActive }) => isActive && contract?.status !== 'active');
  return (
    <Dialog title={say('newContract')} close={close}>
      <FieldForm
        verb={say('make')}
        required={['artist', 'percentage']}
        check={checkShare}
        send={async (fields) => {
          const with_ = artist ?? fields.artist ?? '';
          const answer = await ask<{ contract_number: string }>(`/v1/contracts/${with_}`, {
            method: 'POST',
            body: shareOf(fields),
          });
          tell(say('contractMade', { number: answer.contract_number }));
          refreshResources('/v1/');
          made?.(with_);
          close();
        }}
      >
        {(faults) => (
          <>
            {artist === undefined ? (
              <SelectField
                label={say('artist')}
                name="artist"
                value={chosen}
                onInput={setChosen}
                options={[['', say('choose')], ...free.map(({ id, stage_name: name }) => [id, name] as const)]}
                hint={say('freeArtists')}
                fault={faults.artist}
              />
            ) : (
              <input type="hidden" name="artist" value={artist} />
            )}
            <ShareFields faults={faults} />
          </>
        )}
      </FieldForm>
    </Dialog>
  );
}

/** What an artist gets of each amount, and on what days. */
export function ShareFields({ faults }: { faults: Faults }) {
  return (
    <>
      <TextField
        label={say('percentage')}
        name="percentage"
        inputMode="decimal"
        maxLength={6}
        hint={say('percentageHint')}
        fault={faults.percentage}
      />
      <TextField label={say('from')} name="from" type="date" hint={say('fromHint')} fault={faults.from} />
      <TextField label={say('lastDay')} name="to" type="date" hint={say('toHint')} fault={faults.to} />
    </>
  );
}

/** What those fields send. */
export const shareOf = ({ percentage = '', from = '', to = '' }: Sent) => ({
  ...(percentage === '' ? {} : { percentage: Number(decimalOf(percentage)) }),
  ...(from === '' ? {} : { from }),
  ...(to === '' ? {} : { to }),
});

export const checkShare = ({ percentage = '' }: Sent): Faults =>
  percentage === '' || isShare(percentage) ? {} : { percentage: say('percentageRule') };

const isShare = (text: string): boolean => {
  const share = decimalOf(text);
  return share !== undefined && Number(share) <= 100;
};
