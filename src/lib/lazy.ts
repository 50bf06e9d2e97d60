/** @returns what `make` makes, once, when it is first asked for: so what costs milliseconds is not paid by each start */
export function lazy<Value extends object>(make: () => Value): () => Value {
  let made: Value | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
