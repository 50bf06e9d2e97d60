import { useState } from 'preact/hooks';
import { ask } from '../../../api/client.ts';
import { refreshResources, useResource } from '../../../api/resource.ts';
import { tell } from '../../../app/notices.ts';
import { place } from '../../../app/place.ts';
import { day, kilobytes } from '../../../words/formats.ts';
import { say } from '../../../words/words.ts';
import { ActButton } from '../act-button.tsx';
import { type DeskArtist, useChoices } from '../artists.ts';
import { ConfirmDialog } from '../confirm.tsx';
import { ListedRoom } from '../listed-room.tsx';
import { ChoiceFilter, Filters, listAddress, type Paged } from '../listing.tsx';
import { Table } from '../table.tsx';
import { type DeskDocument, documentAddress } from './paper.ts';
import { UploadDocument } from './upload-document.tsx';

/** The papers of artists: to each their own, to a manager their artists', to root all. */
export function Documents() {
  const list = useResource<Paged<DeskDocument>>(listAddress('/v1/desk/documents', { artist: 'filter[artist]' }));
  const role = place.value?.role;
  const artists = useChoices<DeskArtist>(...(role === 'artist' ? [] : ['/v1/desk/artists']));
  const [isAdding, setAdding] = useState(false);
  const [leaving, setLeaving] = useState<DeskDocument | undefined>(undefined);
  const isRoot = role === 'root';
  const columns = [
    { title: say('paper'), cell: (paper: DeskDocument) => <PaperLink paper={paper} />, isName: true },
    { title: say('paperType'), cell: ({ type }: DeskDocument) => say(`paper_${type}`) },
    ...(role === 'artist' ? [] : [{ title: say('artist'), cell: ({ stage_name: name }: DeskDocument) => name }]),
    { title: say('size'), cell: ({ size }: DeskDocument) => kilobytes(size), isNumber: true },
    { title: say('uploaded'), cell: ({ createdAt }: DeskDocument) => day(createdAt) },
    ...(isRoot
      ? [
          {
            title: say('actions'),
            cell: (paper: DeskDocument) => (
              <ActButton
                name={say('deleteName', { name: paper.key })}
                text={say('delete')}
                act={() => setLeaving(paper)}
              />
            ),
          },
        ]
      : []),
  ];
  return (
    <>
      <ListedRoom
        title={say('documents')}
        top={
          isRoot && (
            <button type="button" class="primary" onClick={() => setAdding(true)}>
              {say('uploadDocument')}
            </button>
          )
        }
        filters={
          role !== 'artist' && (
            <Filters>
              <ChoiceFilter
                // Drawn anew once there is something to choose from: the one that is chosen stays so.
                key={String(artists.length > 0)}
                label={say('artist')}
                name="artist"
                options={[['', say('all')], ...artists.map(({ id, stage_name: name }) => [id, name] as const)]}
              />
            </Filters>
          )
        }
        list={list}
        icon="document"
        empty={[say('noDocuments'), say(isRoot ? 'noDocumentsRoot' : 'noDocumentsHint')]}
      >
        {(rows) => (
          <Table
            name={say('documents')}
            columns={columns}
            rows={rows}
            keyOf={({ artist, type, key }) => `${artist}/${type}/${key}`}
          />
        )}
      </ListedRoom>
      {isAdding && <UploadDocument artists={artists} close={() => setAdding(false)} />}
      {leaving && (
        <ConfirmDialog
          verb={say('deleteName', { name: leaving.key })}
          close={() => setLeaving(undefined)}
          act={async () => {
            await ask(documentAddress(leaving.artist, leaving.type, leaving.key), { method: 'DELETE' });
            tell(say('wasDeleted', { name: leaving.key }));
            refreshResources('/v1/desk/documents');
          }}
          hint={say('deleteDocumentHint')}
        />
      )}
    </>
  );
}

/** A link that downloads a document. */
function PaperLink({ paper: { artist, type, key } }: { paper: DeskDocument }) {
  return (
    <a href={documentAddress(artist, type, key)} download>
      {key}
    </a>
  );
}
