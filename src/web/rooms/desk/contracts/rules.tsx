import { useState } from 'preact/hooks';
import { ask } from '../../../api/client.ts';
import { refreshResources } from '../../../api/resource.ts';
import { tell } from '../../../app/notices.ts';
import { Dialog } from '../../../dialogs/dialog.tsx';
import { say } from '../../../words/words.ts';
import { decimalOf } from '../amounts.ts';
import { ConfirmDialog } from '../confirm.tsx';
import { FieldForm, type Sent } from '../field-form.tsx';
import { SelectField, TextField } from '../fields.tsx';
import { useReleasesOf, useTracksOf } from '../releases-of.ts';
import { checkShare } from './new-contract.tsx';

interface AddRuleProps {
  artist: string;
  stageName: string;
  close: () => void;
}

/** The dialog in which root gives an artist another percentage of a part of what comes in. */
export function AddRule({ artist, stageName, close }: AddRuleProps) {
  const { releases = [] } = useReleasesOf(stageName);
  const [release, setRelease] = useState('');
  const tracks = useTracksOf(release || undefined);
  return (
    <Dialog title={say('addRule')} close={close}>
      <p class="hint">{say('addRuleHint')}</p>
      <FieldForm
        verb={say('add')}
        required={['percentage']}
        check={checkShare}
        send={async (fields) => {
          await ask(`/v1/terms/${artist}`, { method: 'POST', body: ruleOf(fields) });
          saved();
          close();
        }}
      >
        {(faults) => (
          <>
            <TextField
              label={say('percentage')}
              name="percentage"
              inputMode="decimal"
              maxLength={6}
              fault={faults.percentage}
            />
            <SelectField
              label={say('release')}
              name="release"
              value={release}
              onInput={setRelease}
              options={[['', say('all')], ...releases.map(({ id, name }) => [id, name || say('untitled')] as const)]}
              fault={faults.release}
            />
            {tracks.length > 0 && (
              <SelectField
                label={say('track')}
                name="track"
                options={[['', say('wholeRelease')], ...tracks.map(({ id, title }) => [id, title] as const)]}
                fault={faults.track}
              />
            )}
            <TextField
              label={say('territories')}
              name="territories"
              maxLength={1000}
              hint={say('territoriesHint')}
              fault={faults.territories}
            />
            <TextField
              label={say('stores')}
              name="stores"
              maxLength={1000}
              hint={say('storesHint')}
              fault={faults.stores}
            />
            <TextField
              label={say('saleTypes')}
              name="sale_types"
              maxLength={1000}
              hint={say('storesHint')}
              fault={faults.sale_types}
            />
            <TextField label={say('from')} name="from" type="date" fault={faults.from} />
            <TextField label={say('lastDay')} name="to" type="date" fault={faults.to} />
          </>
        )}
      </FieldForm>
    </Dialog>
  );
}

/** What those fields send: of a release and a track of it, the narrower. */
function ruleOf({ percentage = '', release, track, territories = '', stores = '', from, to, ...rest }: Sent): object {
  return {
    percentage: Number(decimalOf(percentage)),
    ...(track ? { track } : release && { release }),
    territories: listed(territories, /[\s,;]+/),
    stores: listed(stores, /[,;]/),
    sale_types: listed(rest.sale_types ?? '', /[,;]/),
    from: from || null,
    to: to || null,
  };
}

const listed = (text: string, between: RegExp): string[] =>
  text
    .split(between)
    .map((one) => one.trim())
    .filter(Boolean);

interface RemoveRuleProps {
  artist: string;
  id: string;
  close: () => void;
}

/** Asks once whether a rule is to go. */
export function RemoveRule({ artist, id, close }: RemoveRuleProps) {
  return (
    <ConfirmDialog
      verb={say('removeRule')}
      hint={say('removeRuleHint')}
      close={close}
      act={async () => {
        await ask(`/v1/terms/${artist}/${id}`, { method: 'DELETE' });
        saved();
      }}
    />
  );
}

function saved(): void {
  tell(say('saved'));
  refreshResources('/v1/terms');
}
