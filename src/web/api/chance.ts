/** So many of these, each once at most, by chance and in a random order. */
export function drawn<Entry>(from: readonly Entry[], size: number = from.length): Entry[] {
  const left = [...from];
  const count = Math.min(size, left.length);
  for (let place = 0; place < count; place++) {
    const other = place + Math.floor(Math.random() * (left.length - place));
    [left[place], left[other]] = [left[other] as Entry, left[place] as Entry];
  }
  return left.slice(0, count);
}
