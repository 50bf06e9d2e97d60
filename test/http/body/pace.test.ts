import { describe, expect, test } from 'bun:test';
import { inPace, wholeInPace } from '../../../src/http/body/pace.ts';

const PACE = { grace: 80, least: 10_000 };
const tooSlow = 'body arrives too slowly: at least 4096 bytes a second are expected';

/** A body that brings so many bytes every so many milliseconds, and then stays open or ends. */
function body(pieces: number, size: number, pause: number, ends: boolean): ReadableStream<Uint8Array> {
  let left = pieces;
  return new ReadableStream({
    async pull(controller) {
      if (left-- > 0) {
        await Bun.sleep(pause);
        controller.enqueue(new Uint8Array(size));
      } else if (ends) controller.close();
      else await new Promise(() => {});
    },
  });
}

describe('inPace, wholeInPace, a body', () => {
  test.each([
    ['that is whole at once', body(3, 1000, 0, true), 3000],
    ['that pauses within its grace', body(3, 1, 20, true), 3],
    ['that outlasts its grace at a fair pace', body(20, 400, 10, true), 8000],
  ])('%s is read', async (_, stream, size) => {
    let received = 0;
    for await (const piece of inPace(stream, PACE)) received += piece.length;
    expect(received).toBe(size);
  });

  test.each([
    ['of which nothing comes', body(0, 0, 0, false)],
    ['that stops in the middle', body(2, 100, 0, false)],
    ['that drips', body(1000, 1, 15, true)],
  ])('%s is refused', async (_, stream) => {
    const begun = performance.now();
    const read = async () => {
      for await (const _piece of inPace(stream, PACE));
    };
    expect(read()).rejects.toThrow(tooSlow);
    await read().catch(() => {});
    expect(performance.now() - begun).toBeLessThan(1000);
  });

  test('of a known length is refused when it does not come', () => {
    const request = new Request('http://localhost/', { method: 'POST', body: body(1, 5, 0, false) });
    expect(wholeInPace(request, 10, PACE)).rejects.toThrow(tooSlow);
  });
});
