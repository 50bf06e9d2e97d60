import { useState } from 'preact/hooks';
import { ask } from '../../api/client.ts';
import { useResource } from '../../api/resource.ts';
import type { Listed, Playlist, Track } from '../../api/types.ts';
import { tell } from '../../app/notices.ts';
import { Dialog } from '../../dialogs/dialog.tsx';
import { closeDialog, openDialog } from '../../dialogs/open.tsx';
import { Cover } from '../../lists/cover.tsx';
import { Icon } from '../../lists/icon.tsx';
import { Failed, Skeleton } from '../../lists/states.tsx';
import { count, say } from '../../words/words.ts';
import { NewPlaylist } from './edit.tsx';
import { MINE, noteChange, playlistAt } from './entries.ts';

/** Playlists in one answer; nobody has more than twice as many. */
const MOST = 500;
/** So many are found without searching. */
const FEW = 8;

/** Asks which playlist a track is added to. */
export function AddToPlaylist({ track }: { track: Track }) {
  const first = useResource<Listed<Playlist>>(`${MINE}&limit=${MOST}`);
  const hasMore = (first.value?.total ?? 0) > MOST;
  const second = useResource<Listed<Playlist>>(hasMore ? `${MINE}&limit=${MOST}&offset=${MOST}` : undefined);
  const [words, setWords] = useState('');
  const all = first.value && [...first.value.entries, ...(second.value?.entries ?? [])];
  const found = all?.filter(({ name }) => name.toLocaleLowerCase().includes(words.toLocaleLowerCase().trim()));
  const isIn = (name: string) => tell(say('addedTo', { title: track.name, name }));
  return (
    <Dialog title={say('addToPlaylist')} close={closeDialog}>
      <p class="hint">{[track.name, track.artist.name].join(' · ')}</p>
      <button
        type="button"
        class="secondary new-playlist"
        onClick={() => openDialog(<NewPlaylist tracks={[track._id]} made={({ name }) => isIn(name)} />)}
      >
        <Icon name="playlists" />
        {say('newPlaylist')}
      </button>
      {!all && first.failure && <Failed failure={first.failure} retry={first.retry} />}
      {!all && !first.failure && <Skeleton shape="row" count={4} />}
      {all && all.length > FEW && (
        <div class="field">
          <input
            type="search"
            aria-label={say('findPlaylist')}
            placeholder={say('findPlaylist')}
            maxLength={200}
            value={words}
            onInput={({ currentTarget }) => setWords(currentTarget.value)}
          />
        </div>
      )}
      {found && found.length > 0 && <Choices playlists={found} track={track} chosen={isIn} />}
    </Dialog>
  );
}

interface ChoicesProps {
  playlists: readonly Playlist[];
  track: Track;
  chosen: (name: string) => void;
}

function Choices({ playlists, track, chosen }: ChoicesProps) {
  const [sending, setSending] = useState<string | undefined>(undefined);
  const [wrong, setWrong] = useState('');
  const add = async ({ _id: id, name }: Playlist) => {
    if (sending !== undefined) return;
    setSending(id);
    setWrong('');
    try {
      const changed = await ask<Playlist>(`${playlistAt(id)}/entries`, {
        method: 'POST',
        body: { tracks: [track._id] },
      });
      noteChange(changed);
      closeDialog();
      chosen(name);
    } catch (error) {
      setWrong((error instanceof Error && error.message) || say('failedHint'));
      setSending(undefined);
    }
  };
  return (
    <>
      {wrong && (
        <p class="wrong" role="alert">
          {wrong}
        </p>
      )}
      <ul class="choices" aria-label={say('playlists')}>
        {playlists.map((playlist) => (
          <li key={playlist._id}>
            <Cover cover={playlist.cover} name={playlist.name} side={44} />
            <button type="button" aria-disabled={sending !== undefined} onClick={() => void add(playlist)}>
              {playlist.name}
            </button>
            <span class="card-more">{count('tracks', playlist.tracks)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
