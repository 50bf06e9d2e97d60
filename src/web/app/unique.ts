/** A name that nothing else has. `crypto.randomUUID` is not there on pages that are read over plain http. */
export const unique = (): string =>
  [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(36)).join('-');
