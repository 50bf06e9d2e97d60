import { ask } from '../../../api/client.ts';
import { outdateResources, useResource } from '../../../api/resource.ts';
import { tell } from '../../../app/notices.ts';
import { moment } from '../../../words/formats.ts';
import { say } from '../../../words/words.ts';
import type { Paged } from '../listing.tsx';

interface Notification {
  id: string;
  type: string;
  text: string;
  subject: { kind: string; id: string };
  createdAt: string;
}

const UNREAD = '/v1/notifications?unread=true&limit=10';

/** What somebody of the label has been told of releases and has not read yet. What fails here is in no way of the room. */
export function Notifications() {
  const { value, retry } = useResource<Paged<Notification>>(UNREAD);
  const told = value?.data.filter(({ subject }) => subject.kind === 'release') ?? [];
  if (told.length === 0) return null;
  const markRead = async () => {
    try {
      await ask('/v1/notifications/read', { method: 'POST', body: { ids: told.map(({ id }) => id) } });
      outdateResources(UNREAD);
      retry();
    } catch {
      tell(say('failed'));
    }
  };
  return (
    <section class="told">
      <div class="desk-top">
        <h2>{say('notifications')}</h2>
        <button type="button" class="secondary" onClick={() => void markRead()}>
          {say('markRead')}
        </button>
      </div>
      <ul aria-label={say('notifications')}>
        {told.map(({ id, type, text, subject, createdAt }) => (
          <li key={id}>
            <a href={`#/desk/releases/${subject.id}`}>
              {say(type === 'release_approved' ? 'toldApproved' : 'toldRejected')}
            </a>
            {text && <p class="reason">{text}</p>}
            <p class="hint">
              <time dateTime={createdAt}>{moment(createdAt)}</time>
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
