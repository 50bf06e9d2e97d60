import type { Platform } from '../build/compile.ts';

/** A package of npm's registry, with the digest that its archive must have. */
export interface Pinned {
  name: string;
  version: string;
  /** As npm writes it: `sha512-…`. */
  integrity: string;
}

/** One of the executables of a release. */
export interface Target {
  /** The end of its file's name. */
  name: string;
  target: Platform['target'];
  bun: Pinned;
  /** As sharp's packages name the platform. */
  sharp: string;
}

/** The Bun that releases are made with and of: `packageManager` of package.json names the same, and a test says so. */
export const BUN = '1.4.5';

const bun = (platform: string, integrity: string): Pinned => ({
  ...{ name: `@oven/bun-${platform}`, version: BUN, integrity },
});

/** With another `BUN` come other digests: `npm view @oven/bun-linux-x64@<version> dist.integrity`. */
export const TARGETS: readonly Target[] = [
  {
    ...{ name: 'linux-x64', target: 'bun-linux-x64', sharp: 'linux-x64' },
    bun: bun(
      'linux-x64',
      'sha512-IWX9BELoGHAUtMonkeSaNaZwXzRk+oDw6Mk+HBFXd3KHYIBNBsIGRupMZPcgNoDbJpLu6gAJjIoIVPZtt1aJ1g==',
    ),
  },
  {
    ...{ name: 'linux-x64-baseline', target: 'bun-linux-x64-baseline', sharp: 'linux-x64' },
    bun: bun(
      'linux-x64-baseline',
      'sha512-s8yMwYcFnnrA178gji0gZbkE2WVDej/Ti1x770oPfihxyRxSMNhGhiAQNXV53aDeraZxksdvKV/RAdQBCd0qPA==',
    ),
  },
  {
    ...{ name: 'linux-arm64', target: 'bun-linux-arm64', sharp: 'linux-arm64' },
    bun: bun(
      'linux-aarch64',
      'sha512-4BXmsSKnjOrlGWqZV4x/oWa7AVoR+B6lCXddMzOAXBIm3t50eslg9wb66gmtW1AamEQ1l1CDvmmruysEhqOWMg==',
    ),
  },
  {
    ...{ name: 'linux-x64-musl', target: 'bun-linux-x64-musl', sharp: 'linuxmusl-x64' },
    bun: bun(
      'linux-x64-musl',
      'sha512-10QoW/YfTgnURaGEaHpJCiXjLI2e5iTtfVDaA5JKcyUzaa1cq6cVUY9/Uq5XkYzvtRjHLRe9Oj/lTDIQcxy8HQ==',
    ),
  },
];
