type Piece = string | Uint8Array;

/** A part of a form whose boundary is `b`. */
export const part = (head: string, content = ''): string =>
  `--b\r\nContent-Disposition: form-data; ${head}\r\n\r\n${content}\r\n`;

/** A form's request whose body arrives piece by piece, each when it is asked for. */
export class Arriving {
  readonly request: Request;
  /** Bytes that have been asked for. */
  read = 0;
  #controller: ReadableStreamDefaultController | undefined;

  /** @param isOpen whether the client waits for ever after the last piece, instead of ending the body */
  constructor(path: string, pieces: Iterable<Piece>, isOpen = false) {
    const coming = pieces[Symbol.iterator]();
    const body = new ReadableStream(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        pull: async (controller) => {
          const { done, value } = coming.next();
          if (done && isOpen) return new Promise<void>(() => {});
          if (done) return controller.close();
          // As from a network: others are served between two pieces.
          await new Promise((resolve) => setImmediate(resolve));
          const bytes = Buffer.from(value);
          this.read += bytes.length;
          controller.enqueue(bytes);
        },
      },
      { highWaterMark: 0 },
    );
    const headers = { 'content-type': 'multipart/form-data; boundary=b' };
    this.request = new Request(`http://localhost${path}`, { method: 'POST', headers, body });
  }

  /** Breaks the connection off. */
  hangUp(): void {
    this.#controller?.error(new Error('the client has gone'));
  }
}
