import { expect, test } from 'bun:test';
import { onEachEngine } from '../support/house.ts';

onEachEngine('addresses', (house) => {
  test.each([
    ['/users/username/%E0%A4%A', { success: false, error: 'path is not percent-encoded UTF-8' }],
    ['/users/%/public', { success: false, error: 'path is not percent-encoded UTF-8' }],
    ['/nowhere/%ff', { success: false, error: 'path is not percent-encoded UTF-8' }],
    ['/artists/%E0%A4%A', { error: 'path is not percent-encoded UTF-8' }],
  ])('%s is refused in the words of its dialect', async (path, body) => {
    expect(await house().call('GET', path)).toMatchObject({ status: 400, body });
  });

  test('what stands in the query does not make a path wrong', async () => {
    expect((await house().call('GET', '/users?x=100%')).status).toBe(200);
    expect((await house().call('GET', '/users/username/%72oot')).status).toBe(200);
  });
});
