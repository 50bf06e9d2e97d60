import { afterAll, setDefaultTimeout } from 'bun:test';
import { releasePostgres } from './postgres.ts';

// Elysia says more of what is wrong when it is not in production, and other things go wrong in that.
process.env.NODE_ENV = 'production';

/** Bun's 5 s are short for the first start of PostgreSQL or of a browser on a busy machine. */
setDefaultTimeout(30_000);

afterAll(releasePostgres);
