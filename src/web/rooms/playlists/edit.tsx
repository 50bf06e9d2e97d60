import { ask } from '../../api/client.ts';
import type { Playlist } from '../../api/types.ts';
import { tell } from '../../app/notices.ts';
import { go } from '../../app/router.ts';
import { Dialog } from '../../dialogs/dialog.tsx';
import { Area, Check, Field, Form } from '../../dialogs/form.tsx';
import { closeDialog } from '../../dialogs/open.tsx';
import { say } from '../../words/words.ts';
import { noteChange, PLAYLISTS, playlistAt } from './entries.ts';

/** Letters. */
const NAME = 200;
const COMMENT = 2000;

/** Asks what a new playlist is called. @param made is done with it then; tracks that it has from the beginning */
export function NewPlaylist({ made, tracks = [] }: { made: (playlist: Playlist) => void; tracks?: string[] }) {
  return (
    <Dialog title={say('newPlaylist')} close={closeDialog}>
      <Form
        verb={say('create')}
        send={async ({ name }) => {
          const playlist = await ask<Playlist>(PLAYLISTS, { method: 'POST', body: { name, tracks } });
          noteChange(playlist);
          closeDialog();
          made(playlist);
        }}
      >
        <Field label={say('playlistName')} name="name" maxLength={NAME} />
      </Form>
    </Dialog>
  );
}

/** Changes what is said of a playlist. */
export function EditPlaylist({ playlist }: { playlist: Playlist }) {
  const { _id: id, name, comment, public: isPublic } = playlist;
  return (
    <Dialog title={say('editPlaylist')} close={closeDialog}>
      <Form
        verb={say('save')}
        send={async (fields) => {
          const body = { name: fields.name, comment: fields.comment, public: fields.public === 'on' };
          noteChange(await ask<Playlist>(playlistAt(id), { method: 'PUT', body }));
          closeDialog();
        }}
      >
        <Field label={say('playlistName')} name="name" value={name} maxLength={NAME} />
        <Area label={say('comment')} name="comment" value={comment} maxLength={COMMENT} />
        <Check label={say('isPublic')} name="public" isChecked={isPublic} hint={say('isPublicHint')} />
      </Form>
    </Dialog>
  );
}

/** Asks once. */
export function DeletePlaylist({ playlist: { _id: id, name } }: { playlist: Playlist }) {
  return (
    <Dialog title={say('deletePlaylist')} close={closeDialog}>
      <Form
        verb={say('deletePlaylist')}
        send={async () => {
          noteChange(await ask<Playlist>(playlistAt(id), { method: 'DELETE' }));
          closeDialog();
          go('#/playlists');
          tell(say('playlistDeleted', { name }));
        }}
      >
        <p>{say('deletePlaylistWhy', { name })}</p>
      </Form>
    </Dialog>
  );
}
