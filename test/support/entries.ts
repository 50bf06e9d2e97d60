import type { House } from './house.ts';

/** An album of a new artist in the catalogue. @returns its id */
export async function newAlbum(house: House, token: string): Promise<string> {
  const { body: artist } = await house.call('POST', '/artists', { token, body: { name: 'x' } });
  return (await house.call('POST', '/albums', { token, body: { name: 'x', artist: artist._id } })).body._id;
}
