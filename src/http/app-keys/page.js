/* The page at /app-keys: signs in, and makes, shows and revokes keys. Runs in the browser, unbundled. */

const part = (id) => document.getElementById(id);
const KEYS = '/auth/app-keys';

/** Tokens of the sign-in. Kept nowhere else: whoever reloads the page signs in again. */
let session;

/** What the server refused, in its words. */
class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

async function send(method, path, body) {
  const headers = { ...(body && { 'content-type': 'application/json' }), ...(session && { token: session.access }) };
  const options = {
    method,
    headers,
    credentials: 'omit',
    cache: 'no-store',
    ...(body && { body: JSON.stringify(body) }),
  };
  const answer = await fetch(path, options).catch(() => {
    throw new Refusal(0, 'The server does not answer. Try again in a moment.');
  });
  const said = answer.status === 204 ? {} : await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refusal(answer.status, said.error ?? `The server answered ${answer.status}.`);
  return said;
}

const keep = ({ accessToken, refreshToken }) => {
  session = { access: accessToken, refresh: refreshToken };
};

/** An access token ends after a while: then takes a new one and asks again. A wrong password is refused likewise. */
async function ask(method, path, body) {
  try {
    return await send(method, path, body);
  } catch (refusal) {
    if (refusal.status !== 401 || refusal.message !== 'Unauthorized') throw refusal;
  }
  try {
    keep(await send('POST', '/auth/refresh', { refreshToken: session.refresh }));
  } catch (refusal) {
    if (refusal.status !== 401) throw refusal;
    leave();
    throw new Refusal(401, 'Your sign-in has ended. Sign in again.');
  }
  return send(method, path, body);
}

const say = (text) => {
  part('said').textContent = text;
};

/** Where a refusal is told: in the dialog that is open, else above. */
const wrongIn = (form) => form.closest('dialog')?.querySelector('[role=alert]') ?? part('wrong');

/** Runs what a form is for, once at a time, and tells what went wrong. */
function onSubmit(form, work) {
  const button = form.querySelector('[type=submit]');
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (button.disabled) return;
    button.disabled = true;
    for (const place of document.querySelectorAll('[role=alert]')) place.textContent = '';
    say('');
    try {
      await work();
    } catch (refusal) {
      const isPassword = refusal.status === 401 && refusal.message === 'Invalid credentials' && session;
      const text = isPassword ? 'The password is wrong.' : refusal.message;
      const open = session ? wrongIn(form) : part('wrong');
      open.textContent = text;
      for (const field of form.querySelectorAll('[type=password]')) field.select();
    } finally {
      button.disabled = false;
    }
  });
}

function leave() {
  session = undefined;
  for (const dialog of document.querySelectorAll('dialog[open]')) dialog.close();
  for (const form of document.querySelectorAll('form')) form.reset();
  hideMade();
  part('keys').replaceChildren();
  part('inside').hidden = true;
  part('sign-in').hidden = false;
  part('login').focus();
}

function hideMade() {
  part('made').hidden = true;
  part('made-key').value = '';
}

const element = (tag, text, options = {}) =>
  Object.assign(document.createElement(tag), { textContent: text, ...options });

function moment(label, at) {
  const time = element('time', new Date(at).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' }));
  time.dateTime = at;
  return [label, time];
}

function rowOf(key) {
  const used = key.lastUsedAt === null ? ['not used yet'] : moment('used ', key.lastUsedAt);
  const client = key.lastClient === null ? [] : [` by ${key.lastClient}`];
  const name = element('p', '');
  name.append(element('b', key.name), ` · …${key.hint}`);
  const about = element('p', '', { className: 'about' });
  about.append(...moment('made ', key.createdAt), ' · ', ...used, ...client);
  const actions = element('div', '', { className: 'actions' });
  const show = element('button', 'Show', { type: 'button', className: 'quiet', ariaLabel: `Show ${key.name}` });
  const revoke = element('button', 'Revoke', { type: 'button', className: 'quiet', ariaLabel: `Revoke ${key.name}` });
  show.addEventListener('click', () => openDialog('reveal', key, `Show “${key.name}”`));
  revoke.addEventListener('click', () => openDialog('revoke', key, `Revoke “${key.name}”?`));
  actions.append(show, revoke);
  const row = element('li', '');
  row.append(name, about, actions);
  return row;
}

async function list() {
  const { appKeys } = await ask('GET', KEYS);
  part('keys').replaceChildren(...appKeys.map(rowOf));
  part('none').hidden = appKeys.length > 0;
}

/** The key that the open dialog is about. */
let chosen;

function openDialog(id, key, title) {
  chosen = key;
  const dialog = part(id);
  dialog.querySelector('h2').textContent = title;
  dialog.querySelector('[role=alert]').textContent = '';
  dialog.showModal();
}

onSubmit(part('sign-in'), async () => {
  const answer = await send('POST', '/auth/login', {
    email: part('login').value,
    password: part('sign-in-password').value,
  });
  keep(answer);
  part('sign-in').reset();
  part('who').textContent = answer.user.username;
  part('user').textContent = answer.user.username;
  part('server').textContent = location.origin;
  await list();
  part('sign-in').hidden = true;
  part('inside').hidden = false;
  part('name').focus();
});

onSubmit(part('make'), async () => {
  const { appKey } = await ask('POST', KEYS, { name: part('name').value, password: part('make-password').value });
  part('make').reset();
  part('made-key').value = appKey.key;
  part('made').hidden = false;
  part('made').focus();
  say(`“${appKey.name}” has its key.`);
  await list();
});

onSubmit(part('reveal').querySelector('form'), async () => {
  const password = part('reveal-password').value;
  const { key } = await ask('POST', `${KEYS}/${chosen.id}/reveal`, { password });
  part('reveal-ask').hidden = true;
  part('reveal').querySelector('[type=submit]').hidden = true;
  part('revealed').hidden = false;
  part('revealed-key').value = key;
  part('revealed-key').select();
});

part('reveal').addEventListener('close', () => {
  part('revealed-key').value = '';
  part('reveal-password').value = '';
  part('revealed').hidden = true;
  part('reveal-ask').hidden = false;
  part('reveal').querySelector('[type=submit]').hidden = false;
});

onSubmit(part('revoke').querySelector('form'), async () => {
  const { id, name } = chosen;
  try {
    await ask('DELETE', `${KEYS}/${id}`);
  } catch (refusal) {
    // Somebody else was faster.
    if (refusal.status !== 404) throw refusal;
  }
  part('revoke').close();
  hideMade();
  await list();
  say(`“${name}” is revoked.`);
  part('keys-title').focus();
});

part('done').addEventListener('click', () => {
  hideMade();
  part('keys-title').focus();
});

part('sign-out').addEventListener('click', async () => {
  const { refresh } = session;
  leave();
  say('You are signed out.');
  await send('POST', '/auth/logout', { refreshToken: refresh }).catch(() => {});
});

for (const button of document.querySelectorAll('[data-closes]'))
  button.addEventListener('click', () => button.closest('dialog').close());

for (const button of document.querySelectorAll('[data-copies]'))
  button.addEventListener('click', async () => {
    const field = part(button.dataset.copies);
    field.select();
    // Without https browsers have the older way alone.
    const isCopied = navigator.clipboard
      ? await navigator.clipboard.writeText(field.value).then(
          () => true,
          () => false,
        )
      : document.execCommand('copy');
    button.textContent = isCopied ? 'Copied' : 'Press Ctrl+C';
    setTimeout(() => {
      button.textContent = 'Copy';
    }, 3000);
  });

part('login').focus();
