import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { useResource } from '../../api/resource.ts';
import { avatarOf, type Profile } from '../../app/own-profile.ts';
import { openDialog } from '../../dialogs/open.tsx';
import { Cover } from '../../lists/cover.tsx';
import { megabytes } from '../../words/formats.ts';
import { say } from '../../words/words.ts';
import { RemoveAvatar } from './remove-avatar.tsx';

const TYPES = ['image/jpeg', 'image/png', 'image/webp'];
/** Pixels of the preview, for a dense screen. */
const SIDE = 192;

interface Limits {
  limits: { avatar: number };
}

interface AvatarFieldProps {
  profile: Profile;
  chosen: File | undefined;
  choose: (file: File | undefined) => void;
}

/** Chooses a picture, and shows it as it will be; what does not fit is said before anything is sent. */
export function AvatarField({ profile, chosen, choose }: AvatarFieldProps) {
  const id = useId();
  const [wrong, setWrong] = useState('');
  const most = useResource<Limits>('/media/limits').value?.limits.avatar;
  const take = (input: HTMLInputElement) => {
    const file = input.files?.[0];
    const fault = file && faultOf(file, most);
    setWrong(fault ?? '');
    if (fault) input.value = '';
    choose(fault ? undefined : file);
  };
  const give = (file: File) => {
    setWrong(say('avatarUnfit', { name: file.name }));
    choose(undefined);
  };
  return (
    <div class="field avatar-field">
      {chosen ? <Preview file={chosen} refuse={() => give(chosen)} /> : <Now profile={profile} />}
      <div>
        <label for={id}>{say('avatar')}</label>
        <input
          id={id}
          type="file"
          accept={TYPES.join()}
          aria-describedby={`${id}-hint`}
          aria-invalid={wrong !== '' || undefined}
          onChange={({ currentTarget }) => take(currentTarget)}
        />
        <p id={`${id}-hint`} class="hint">
          {most !== undefined && say('avatarHint', { size: megabytes(most) })}
        </p>
        {wrong && (
          <p class="wrong" role="alert">
            {wrong}
          </p>
        )}
        {profile.avatarUrl && !chosen && (
          <button type="button" class="secondary small" onClick={() => openDialog(<RemoveAvatar profile={profile} />)}>
            {say('removeAvatar')}
          </button>
        )}
      </div>
    </div>
  );
}

function faultOf({ name, type, size }: File, most: number | undefined): string | undefined {
  if (!TYPES.includes(type)) return say('avatarUnfit', { name });
  if (most !== undefined && size > most) return say('avatarTooLarge', { name, size: megabytes(most) });
  return undefined;
}

function Now({ profile }: { profile: Profile }) {
  const avatar = avatarOf(profile);
  if (!avatar) return <Cover cover={null} name={profile.displayName ?? profile.username} side={96} isRound />;
  return <img class="cover round" src={avatar} alt="" width="96" height="96" />;
}

/** Drawn: an address for bytes that are not sent yet would be one that the page's policy does not let it show. */
function Preview({ file, refuse }: { file: File; refuse: () => void }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    let isLeft = false;
    createImageBitmap(file).then(
      (picture) => {
        if (!isLeft && canvas.current) draw(picture, canvas.current);
        picture.close();
      },
      () => !isLeft && refuse(),
    );
    return () => {
      isLeft = true;
    };
  }, [file]);
  return (
    <canvas ref={canvas} class="cover round" width={SIDE} height={SIDE} role="img" aria-label={say('avatarPreview')} />
  );
}

/** The middle of it, as a square. */
function draw(picture: ImageBitmap, canvas: HTMLCanvasElement): void {
  const side = Math.min(picture.width, picture.height);
  const [left, top] = [(picture.width - side) / 2, (picture.height - side) / 2];
  canvas.getContext('2d')?.drawImage(picture, left, top, side, side, 0, 0, SIDE, SIDE);
}
