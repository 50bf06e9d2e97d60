import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';

/** Stands before a server that tests cannot take away themselves. */
export interface Gate {
  port: number;
  /** Until `open`, connections break or, if it is silent, nothing comes through them any more. */
  shut(isSilent: boolean): void;
  /** Lets new connections through; those that were silent break. */
  open(): void;
  end(): void;
}

/** @param port of the server, on this machine */
export async function startGate(port: number): Promise<Gate> {
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    socket.on('error', () => {});
    return socket.on('close', () => sockets.delete(socket));
  };
  let state: 'open' | 'broken' | 'silent' = 'open';
  const server = createServer((near) => {
    if (state === 'broken') return void near.resetAndDestroy();
    if (state === 'silent') return void keep(near);
    const far = connect(port, '127.0.0.1');
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      keep(one).on('close', () => other.destroy());
      one.pipe(other);
    }
  });
  server.listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    shut: (isSilent) => {
      state = isSilent ? 'silent' : 'broken';
      if (!isSilent) return cut();
      for (const socket of sockets) socket.unpipe().pause();
    },
    open: () => {
      state = 'open';
      for (const socket of sockets) if (socket.isPaused()) socket.destroy();
    },
    end: () => {
      server.close();
      cut();
    },
  };
}
