import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export const fixturePath = (name: string): string => join(import.meta.dir, '../fixtures', name);

export const fixture = (name: string): Promise<Buffer<ArrayBuffer>> => readFile(fixturePath(name));
