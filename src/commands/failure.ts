/** A failure that the owner can mend: `main` prints its message without a stack trace and ends with status 1. */
export class Failure extends Error {}
