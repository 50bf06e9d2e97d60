import { afterAll, setDefaultTimeout } from 'bun:test';
import { releasePostgres } from './postgres.ts';

/** Bun's 5 s are short for the first start of PostgreSQL or of a browser on a busy machine. */
setDefaultTimeout(30_000);

afterAll(releasePostgres);
