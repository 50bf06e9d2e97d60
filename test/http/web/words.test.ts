import { expect, test } from 'bun:test';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

const FOLDER = join(import.meta.dir, '../../../src/web/words');

test.each(['english', 'russian'])(
  'the words in %s · no key stands in two files, where one would hide the other',
  async (language) => {
    const files = await readdir(join(FOLDER, language));
    // One puts others together.
    const parts = files.filter((file) => file !== 'label.ts');
    const words = await Promise.all(parts.map((file) => import(join(FOLDER, language, file))));
    const keys = words.flatMap((file) => Object.values<object>(file).flatMap((texts) => Object.keys(texts)));
    expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
    expect(keys.length).toBeGreaterThan(100);
  },
);
