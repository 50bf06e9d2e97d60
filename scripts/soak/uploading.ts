import type { Random } from '../fuzz/random.ts';
import { type Answer, json } from './client.ts';
import type { Person, Stage } from './stage.ts';

const KIB = 1024;
const TUS = { 'tus-resumable': '1.0.0' };
const TRIES = 3;

/** Uploads something in one request; it is sent again only when nothing came back, or a refusal that will pass. */
export async function upload(stage: Stage, random: Random): Promise<void> {
  const { books, musicians } = stage;
  const person = random.pick(musicians);
  await random.weighted(
    [uploadTrack, uploadCover, uploadArtist, replaceAvatar, erase],
    (kind) => WEIGHTS.get(kind) ?? 1,
  )(stage, person, random);
  books.count('uploads by POST');
}

type Step = (stage: Stage, person: Person, random: Random) => Promise<void>;

/** Mostly small, sometimes larger than what is fetched before an answer begins (4 MiB). */
const sizeOf = (random: Random): number =>
  random.chance(0.1) ? random.whole(4200 * KIB, 6500 * KIB) : random.whole(20 * KIB, 700 * KIB);

const file = (bytes: Buffer<ArrayBuffer>, name: string) => new File([bytes], name);

/** @param form makes the form anew for each try */
async function send(stage: Stage, path: string, person: Person, form: () => FormData): Promise<Answer | undefined> {
  const { client, books } = stage;
  for (let tries = 1; ; tries++) {
    const answer = await client.once(path, { method: 'POST', token: person.token, body: form() });
    if (answer?.status === 200) return answer;
    if (answer === undefined) books.count('uploads that may have been done');
    else if (answer.status === 503) books.count('uploads refused as busy');
    else {
      books.fault('refused writes', `POST ${path}: ${answer.status} ${answer.bytes.subarray(0, 200)}`);
      return undefined;
    }
    if (tries === TRIES) return undefined;
    await client.pause(answer, tries);
  }
}

const uploadTrack: Step = async (stage, person, random) => {
  const [number, size] = [stage.next(), sizeOf(random)];
  const answer = await send(stage, '/media/upload/track', person, () =>
    formOf({ userId: person.id, file: file(stage.content.wav(number, size), `song${number}.wav`) }),
  );
  if (answer) keepTrack(stage, answer, number, size);
};

function keepTrack({ books, content }: Stage, answer: Answer, number: number, size: number): void {
  const { fileId, fileName } = json(answer).file;
  const paths = [`/media/file/${fileId}`, `/uploads/tracks/${fileName}`];
  books.files.push({ paths, bytes: () => content.wav(number, size), track: fileId, id: fileId });
}

const uploadCover: Step = async (stage, person) => {
  const number = stage.next();
  const answer = await send(stage, '/media/upload/cover', person, () =>
    formOf({ userId: person.id, file: file(stage.content.png(number), 'cover.png') }),
  );
  if (!answer) return;
  const { fileId } = json(answer).file;
  stage.books.files.push({ paths: [`/media/file/${fileId}`], bytes: undefined, id: fileId });
};

const uploadArtist: Step = async (stage, person) => {
  const number = stage.next();
  const answer = await send(stage, '/artists', person, () =>
    formOf({ name: `Artist ${number}`, image: file(stage.content.png(number), 'artist.png') }),
  );
  if (!answer) return;
  const paths = [`/uploads/artists/${json(answer).image}`];
  stage.books.files.push({ paths, bytes: () => stage.content.png(number) });
};

/** An avatar takes the place of the one before, whose bytes go. It is not read, as somebody else may replace it. */
const replaceAvatar: Step = async (stage, person) => {
  const number = stage.next();
  await send(stage, '/media/upload/avatar', person, () =>
    formOf({ userId: person.id, file: file(stage.content.png(number), 'avatar.png') }),
  );
};

/** Deletes a file that was uploaded. What somebody has played or likes stays, so that it can be counted. */
const erase: Step = async ({ books, client, root }, _person, random) => {
  const used = new Set([...books.plays, ...books.likes.values()].map(({ track }) => track));
  const free = books.staying.filter(({ id, track }) => id !== undefined && !(track && used.has(track)));
  if (free.length < 5) return;
  const one = random.pick(free);
  one.isLeaving = true;
  const answer = await client.ask(`/media/file/${one.id}`, { method: 'DELETE', token: root });
  books.count('deletions');
  // A request before this one may have done it unheard.
  if (answer?.status === 200 || answer?.status === 404) one.isGone = true;
  else if (answer !== undefined && answer.status !== 503)
    books.fault('refused writes', `DELETE: ${answer.status} ${answer.bytes.subarray(0, 200)}`);
};

const WEIGHTS = new Map<Step, number>([
  [uploadTrack, 5],
  [uploadCover, 1],
  [uploadArtist, 3],
  [replaceAvatar, 1],
  [erase, 2],
]);

function formOf(fields: Record<string, string | File>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return form;
}

/** Uploads a track in pieces, going on after each break where the server is, and makes it a track of the catalogue. */
export async function uploadInPieces(stage: Stage, random: Random): Promise<void> {
  const { client, books, content, musicians } = stage;
  const person = random.pick(musicians);
  const [number, size] = [stage.next(), sizeOf(random)];
  const bytes = content.wav(number, size);
  const metadata = `filename ${Buffer.from(`song${number}.wav`).toString('base64')}`;
  const headers = { ...TUS, 'upload-length': String(size), 'upload-metadata': metadata };
  const made = await client.ask('/uploads', { method: 'POST', token: person.token, headers });
  if (made?.status !== 201) {
    if (made && made.status !== 503)
      books.fault('refused writes', `POST /uploads: ${made.status} ${made.bytes.subarray(0, 200)}`);
    return;
  }
  const path = new URL(made.headers.get('location') ?? '').pathname;
  if (!(await sendPieces(stage, person, path, bytes, random))) return;
  books.count('uploads by tus');
  await useUpload(stage, person, path, number, size);
}

/** @returns whether all of it has arrived */
async function sendPieces(
  { client, books }: Stage,
  { token }: Person,
  path: string,
  bytes: Buffer<ArrayBuffer>,
  random: Random,
): Promise<boolean> {
  let acknowledged = 0;
  for (let tries = 1; acknowledged < bytes.length; ) {
    const end = Math.min(bytes.length, acknowledged + random.whole(32 * KIB, 1024 * KIB));
    const headers = {
      ...TUS,
      'upload-offset': String(acknowledged),
      'content-type': 'application/offset+octet-stream',
    };
    const body = new Uint8Array(bytes.subarray(acknowledged, end));
    const answer = await client.once(path, { method: 'PATCH', token, headers, body });
    books.count('pieces');
    if (answer?.status === 204) {
      acknowledged = Number(answer.headers.get('upload-offset'));
      if (acknowledged !== end) books.fault('refused writes', `PATCH ${path}: at ${acknowledged} instead of ${end}`);
      tries = 1;
      continue;
    }
    if (answer && answer.status !== 503 && answer.status !== 409) {
      books.fault('refused writes', `PATCH ${path}: ${answer.status} ${answer.bytes.subarray(0, 200)}`);
      return false;
    }
    if (tries++ > TRIES) return false;
    await client.pause(answer, tries);
    const told = await client.ask(path, { method: 'HEAD', token, headers: TUS });
    if (told?.status !== 200) {
      if (told && told.status !== 503) books.fault('lost writes', `HEAD ${path}: ${told.status}`);
      return false;
    }
    const offset = Number(told.headers.get('upload-offset'));
    if (offset < acknowledged) books.fault('lost writes', `${path} is at ${offset}, and was at ${acknowledged}`);
    acknowledged = offset;
  }
  return true;
}

/** A refusal of a later try says that an earlier one, which was not answered, has used it. */
async function useUpload(stage: Stage, person: Person, path: string, number: number, size: number): Promise<void> {
  const { client, books } = stage;
  const id = path.split('/').at(-1);
  let isUnknown = false;
  for (let tries = 1; tries <= TRIES; tries++) {
    const body = formOf({ userId: person.id, file: `upload:${id}` });
    const answer = await client.once('/media/upload/track', { method: 'POST', token: person.token, body });
    if (answer?.status === 200) return keepTrack(stage, answer, number, size);
    if (answer && answer.status !== 503) {
      if (!isUnknown)
        books.fault('lost writes', `${path} was whole: ${answer.status} ${answer.bytes.subarray(0, 200)}`);
      return;
    }
    isUnknown ||= answer === undefined;
    await client.pause(answer, tries);
  }
}
