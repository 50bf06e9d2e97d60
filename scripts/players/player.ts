/** One player at a server, known by its key. */
export interface Player {
  /** Reads an answer whole, packed as it comes. @returns how many bytes that is. @throws when it is refused */
  whole(endpoint: string): Promise<number>;
  /** Reads the first bytes only. */
  begun(endpoint: string): Promise<number>;
  /** Reads what it is told in JSON. @throws when it is refused */
  told<Answer>(endpoint: string): Promise<Answer>;
  /** The same with a form. */
  sent<Answer>(endpoint: string, parameters: string[][]): Promise<Answer>;
}

export function player(origin: string, key: string): Player {
  const url = (endpoint: string) =>
    `${origin}/rest/${endpoint}${endpoint.includes('?') ? '&' : '?'}apiKey=${key}${endpoint.includes('f=xml') ? '' : '&f=json'}`;

  async function read<Answer>(endpoint: string, pending: Promise<Response>): Promise<Answer> {
    const { 'subsonic-response': told } = (await (await pending).json()) as {
      'subsonic-response': Answer & { status: string };
    };
    if (told.status !== 'ok') throw new Error(`${endpoint}: ${JSON.stringify(told)}`);
    return told;
  }

  return {
    whole: async (endpoint) => {
      // Unpacking it here would cost processor time that the server needs. Refusals are too short to be packed.
      const answer = await fetch(url(endpoint), { decompress: false, headers: { 'accept-encoding': 'gzip, zstd' } });
      const bytes = await answer.bytes();
      const head = answer.headers.has('content-encoding') ? '' : new TextDecoder().decode(bytes.subarray(0, 200));
      if (!answer.ok || /failed/.test(head)) throw new Error(`${endpoint}: ${answer.status} ${head}`);
      return bytes.length;
    },
    begun: async (endpoint) => {
      const reader = (await fetch(url(endpoint))).body?.getReader();
      const first = await reader?.read();
      void reader?.cancel();
      return first?.value?.length ?? 0;
    },
    told: (endpoint) => read(endpoint, fetch(url(endpoint))),
    sent: (endpoint, parameters) => {
      const body = new URLSearchParams(parameters as [string, string][]);
      return read(endpoint, fetch(url(endpoint), { method: 'POST', body }));
    },
  };
}
