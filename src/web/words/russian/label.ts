import { books } from './books.ts';
import { desk } from './desk.ts';
import { releases } from './releases.ts';
import { shares } from './shares.ts';

/** What the rooms of the desk say. */
export const label = { ...desk, ...releases, ...books, ...shares };
