/** Files as they are put into a store and opened, without rows and answers. */
import { join } from 'node:path';
import type { FileStore, Known } from '../../src/domain/media/file-store.ts';
import type { Opened } from '../../src/domain/media/model.ts';
import { newName } from '../../src/lib/ids.ts';

/** Bytes of which each stretch tells where it stands. */
export function pattern(size: number): Uint8Array<ArrayBuffer> {
  const numbers = new Uint32Array(Math.ceil(size / 4));
  for (let at = 0; at < numbers.length; at++) numbers[at] = at * 2_654_435_761;
  return new Uint8Array(numbers.buffer, 0, size);
}

/**
 * Puts a file and gives what its row would say.
 * @param folder where it is staged
 */
export async function put(
  store: FileStore,
  folder: string,
  size: number,
  place = 'tracks',
  name = `${newName()}.mp3`,
): Promise<Known> {
  const path = join(folder, newName());
  await Bun.write(path, pattern(size));
  const file = { place, name, size, type: 'audio/mpeg' };
  await store.put({ path, size }, place, file.name, file.type);
  return file;
}

/** The bytes that an answer would have. */
export async function sent(opened: ReturnType<FileStore['open']>, start: number, end: number) {
  const { bytes, from } = (await opened) as Opened;
  return bytes.slice(start - from, end - from).bytes();
}
