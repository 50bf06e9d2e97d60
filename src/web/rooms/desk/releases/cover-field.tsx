import { useState } from 'preact/hooks';
import { ask } from '../../../api/client.ts';
import { sendFile } from '../../../api/send-file.ts';
import { wordsOf } from '../../../dialogs/form.tsx';
import { Icon } from '../../../lists/icon.tsx';
import { say } from '../../../words/words.ts';
import { useBusy } from '../../busy.ts';
import { Labelled } from '../fields.tsx';
import { ReleaseCover } from './release-cover.tsx';
import { ensureDraft, explain } from './saving.ts';
import type { Kept } from './use-release.ts';

interface CoverFieldProps {
  kept: Kept;
  fault: string | undefined;
  setFault: (text: string) => void;
}

/** Pixels: what the label takes. */
const SIDE = 3000;

/** The cover: it is uploaded when it is chosen, and shown as the server has it. */
export function CoverField({ kept, fault, setFault }: CoverFieldProps) {
  const { release } = kept;
  const [part, setPart] = useState<number | undefined>(undefined);
  const [version, setVersion] = useState(0);
  useBusy(part !== undefined);
  const take = async (file: File | undefined) => {
    if (!file || part !== undefined) return;
    setFault('');
    setPart(0);
    try {
      if (!(await isFit(file))) setFault(say('wrongCover'));
      else {
        await send(kept, file, setPart);
        setVersion((now) => now + 1);
      }
    } catch (error) {
      setFault(wordsOf(error, explain));
    }
    setPart(undefined);
  };
  return (
    <div class="cover-field">
      {release.cover === '' ? (
        <span class="cover-empty">
          <Icon name="albums" />
        </span>
      ) : (
        // Its version, for else a cover that was replaced would be shown as it was.
        <ReleaseCover cover={release.cover} name={release.name} side={320} alt={say('cover')} version={version} />
      )}
      {part !== undefined && <progress aria-label={say('cover')} value={part} />}
      <Labelled label={say('cover')} name="cover" fault={fault} hint={say('coverHint')}>
        {(box) => (
          <input
            {...box}
            type="file"
            accept="image/jpeg"
            onChange={({ currentTarget }) => {
              void take(currentTarget.files?.[0]);
              // The same file may be chosen again, when it is mended.
              currentTarget.value = '';
            }}
          />
        )}
      </Labelled>
    </div>
  );
}

/** Whether the label takes the picture. What cannot be looked at here is left to the server. */
async function isFit(file: File): Promise<boolean> {
  if (file.type !== 'image/jpeg') return false;
  const picture = await createImageBitmap(file).catch(() => undefined);
  const isRight = picture === undefined || (picture.width === SIDE && picture.height === SIDE);
  picture?.close();
  return isRight;
}

/** @throws Failure */
async function send({ release, read, set }: Kept, file: File, onProgress: (part: number) => void): Promise<void> {
  await ensureDraft(release);
  const form = new FormData();
  form.set('file', file);
  const path = `/v1/media/${release.artist.userId}/releases/${release.id}/cover`;
  const { key } = await sendFile<{ key: string }>(path, form, { onProgress });
  await ask(`/v1/releases/${release.id}`, { method: 'PUT', body: { cover_key: key } });
  set(await read());
}
