import { useState } from 'preact/hooks';
import { ask } from '../../../api/client.ts';
import { outdateResources } from '../../../api/resource.ts';
import { tell } from '../../../app/notices.ts';
import { go } from '../../../app/router.ts';
import { say } from '../../../words/words.ts';
import { Heading } from '../../heading.tsx';
import { ConfirmDialog } from '../confirm.tsx';
import { SelectField, TextField } from '../fields.tsx';
import { Unsaved } from '../unsaved.tsx';
import { ContestDialog } from './contest-dialog.tsx';
import { CoverField } from './cover-field.tsx';
import { History, ReleaseStatus, SentBack } from './history.tsx';
import { TracksField } from './tracks-field.tsx';
import { TYPES } from './types.ts';
import { useEditor } from './use-editor.ts';
import type { Kept } from './use-release.ts';
import { useUploads } from './use-uploads.ts';

/** One page on which an artist tells all of a release, and submits it. */
export function Editor({ kept }: { kept: Kept }) {
  const { release } = kept;
  const editor = useEditor(kept);
  const uploading = useUploads(kept);
  const isUploading = uploading.uploads.some(({ fault }) => fault === undefined);
  const { values, faults, type, isSaving } = editor;
  const field = (name: string) => ({
    ...{ name, value: values[name] ?? '', fault: faults[name] },
    onInput: (value: string) => type(name, value),
  });
  const types = TYPES.map((one) => [one, say(`type_${one}`)] as const);
  return (
    <>
      <Unsaved isChanged={editor.isChanged || isUploading} />
      {editor.contest && <ContestDialog contest={editor.contest} release={release} close={editor.closeContest} />}
      <div class="desk-top">
        <Heading text={release.name || say('newRelease')} />
        <ReleaseStatus status={release.status} />
      </div>
      <SentBack status={release.status} />
      <form
        ref={editor.form}
        class="release-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void editor.saveDraft();
        }}
      >
        <div class="release-fields">
          <TextField label={say('releaseTitle')} {...field('name')} />
          <div class="two">
            <SelectField label={say('type')} options={[['', say('choose')], ...types]} {...field('type')} />
            <TextField label={say('releaseDate')} type="date" {...field('date')} />
          </div>
          <TextField label={say('lyricists')} maxLength={10_000} {...field('lyricists')} hint={say('namesHint')} />
          <TextField label={say('producers')} maxLength={10_000} {...field('producers')} />
        </div>
        <CoverField kept={kept} fault={faults.cover} setFault={(text) => editor.fault('cover', text)} />
        <TracksField kept={kept} uploading={uploading} field={field} fault={faults.tracks} />
        {editor.wrong && (
          <p class="wrong" role="alert">
            {editor.wrong}
          </p>
        )}
        <div class="actions release-actions">
          <button type="submit" class="secondary" aria-disabled={isSaving}>
            {say('saveDraft')}
          </button>
          <button
            type="button"
            class="primary"
            aria-disabled={isSaving || isUploading}
            onClick={() => (isUploading ? tell(say('waitForUploads')) : void editor.submit())}
          >
            {say('submitForReview')}
          </button>
          {release.status.label === 'draft' && <DeleteDraft id={release.id} />}
        </div>
      </form>
      <History entries={release.status.history} />
    </>
  );
}

function DeleteDraft({ id }: { id: string }) {
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <button type="button" class="quiet-button" onClick={() => setAsking(true)}>
        {say('deleteDraft')}
      </button>
      {isAsking && (
        <ConfirmDialog
          verb={say('deleteDraft')}
          hint={say('deleteDraftHint')}
          close={() => setAsking(false)}
          act={async () => {
            await ask(`/v1/releases/${id}`, { method: 'DELETE' });
            outdateResources('/v1/desk/releases');
            tell(say('draftDeleted'));
            go('#/desk/releases');
          }}
        />
      )}
    </>
  );
}
