import { Failure, reasonOf, renewal } from '../../api/client.ts';

/**
 * Sends a form with a file, however long that takes.
 * @param progress is told how much of it has been sent, from 0 to 1
 * @throws Failure
 */
export async function sendFile<Answer>(
  path: string,
  form: FormData,
  progress: (sent: number) => void = () => {},
): Promise<Answer> {
  const first = await sendOnce(path, form, progress);
  const { status, responseText } =
    first.status === 401 && (await renewal.renew()) ? await sendOnce(path, form, progress) : first;
  const said = read(responseText);
  if (status >= 200 && status < 300) return said as Answer;
  throw new Failure(reasonOf(status), status, String(said.message ?? ''));
}

// Not `fetch`, which does not tell how much has been sent.
function sendOnce(path: string, form: FormData, progress: (sent: number) => void): Promise<XMLHttpRequest> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', path);
    request.upload.onprogress = ({ loaded, total }) => total > 0 && progress(loaded / total);
    request.onload = () => resolve(request);
    request.onerror = () => reject(new Failure('offline', 0, ''));
    request.send(form);
  });
}

function read(text: string): { message?: string } {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
