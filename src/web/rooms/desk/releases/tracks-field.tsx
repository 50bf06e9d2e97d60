import { useRef, useState } from 'preact/hooks';
import { ask } from '../../../api/client.ts';
import { tell } from '../../../app/notices.ts';
import { wordsOf } from '../../../dialogs/form.tsx';
import { Icon } from '../../../lists/icon.tsx';
import { say } from '../../../words/words.ts';
import { ConfirmDialog } from '../confirm.tsx';
import { Labelled } from '../fields.tsx';
import { useHearing } from './hearing-bar.tsx';
import { ensureDraft, explain } from './saving.ts';
import { TrackEntry, type TrackField } from './track-entry.tsx';
import type { Track } from './types.ts';
import type { Kept } from './use-release.ts';
import type { Upload, useUploads } from './use-uploads.ts';

interface TracksFieldProps {
  kept: Kept;
  uploading: ReturnType<typeof useUploads>;
  field: (name: string) => TrackField;
  fault: string | undefined;
}

/** The tracks of a draft in their order, and the files that are becoming tracks. */
export function TracksField({ kept, uploading, field, fault }: TracksFieldProps) {
  const { release, read, set } = kept;
  const { hearing, audio } = useHearing(release.id);
  const [removing, setRemoving] = useState<Track | undefined>(undefined);
  const { tracks } = release;

  const moves = useRef({ count: 0, line: Promise.resolve() });

  const move = (from: number, to: number) => {
    const order = tracks.toSpliced(from, 1).toSpliced(to, 0, tracks[from] as Track);
    const turn = ++moves.current.count;
    set({ ...release, tracks: order });
    tell(say('movedTo', { title: tracks[from]?.title ?? '', place: String(to + 1), all: String(tracks.length) }));
    moves.current.line = moves.current.line.then(async () => {
      // Of several presses the last one says how it is to be.
      if (turn !== moves.current.count) return;
      try {
        await ensureDraft(release);
        await ask(`/v1/tracks/${release.id}`, { method: 'PATCH', body: { newOrder: order.map(({ id }) => id) } });
      } catch (error) {
        tell(wordsOf(error, explain));
      }
      const now = await read().catch(() => undefined);
      if (now && turn === moves.current.count) set(now);
    });
  };
  return (
    <div class="tracks-field">
      <h2>{say('tracks')}</h2>
      {audio}
      {tracks.length === 0 && uploading.uploads.length === 0 && <p class="hint">{say('noTracksYet')}</p>}
      {tracks.length + uploading.uploads.length > 0 && (
        <ol class="release-tracks" aria-label={say('tracks')}>
          {tracks.map((track, at) => (
            <TrackEntry
              key={track.id}
              {...{ track, at, hearing, field }}
              isLast={at === tracks.length - 1}
              move={(to) => move(at, to)}
              remove={() => setRemoving(track)}
            />
          ))}
          {uploading.uploads.map((upload) => (
            <Arriving key={upload.key} upload={upload} remove={() => uploading.remove(upload.key)} />
          ))}
        </ol>
      )}
      <Labelled label={say('addTracks')} name="tracks" fault={fault} hint={say('tracksHint')}>
        {(box) => (
          <input
            {...box}
            type="file"
            multiple
            accept=".wav,.flac,audio/wav,audio/flac"
            onChange={({ currentTarget }) => {
              uploading.add([...(currentTarget.files ?? [])]);
              currentTarget.value = '';
            }}
          />
        )}
      </Labelled>
      {removing && (
        <ConfirmDialog
          verb={say('removeTitle', { title: removing.title })}
          hint={say('removeTrackHint')}
          explain={explain}
          close={() => setRemoving(undefined)}
          act={async () => {
            await ensureDraft(release);
            await ask(`/v1/tracks/${release.id}/${removing.id}`, { method: 'DELETE' });
            set(await read());
          }}
        />
      )}
    </div>
  );
}

function Arriving({ upload: { name, part, fault }, remove }: { upload: Upload; remove: () => void }) {
  return (
    <li class="arriving">
      <span class="file-name">{name}</span>
      {fault === undefined ? (
        <progress aria-label={name} value={part} />
      ) : (
        <p class="fault" role="alert">
          {fault}
        </p>
      )}
      <button type="button" class="icon-button" aria-label={say('removeTitle', { title: name })} onClick={remove}>
        <Icon name="close" />
      </button>
    </li>
  );
}
