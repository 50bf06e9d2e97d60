import { accessSync, constants, existsSync, readdirSync, type Stats, statfsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Config } from '../../config.ts';
import { OWN } from '../../db/data-folder.ts';
import { PLACES } from '../../domain/media/model.ts';
import { type Finding, green, named, red, yellow } from './finding.ts';

const MEBIBYTE = 1024 * 1024;
const WRITABLE_BY_OTHERS = 0o022;
const OPEN_TO_OTHERS = 0o077;

/** Kinds of file systems by the numbers of `statfs` (Linux): those of other machines, and what is to be known of some. */
const REMOTE: Record<number, string> = { 26985: 'NFS', 4283649346: 'CIFS', 4266872130: 'SMB' };
const LOCAL: Record<number, string> = {
  61267: 'ext4',
  1481003842: 'XFS',
  2435016766: 'btrfs',
  801189825: 'ZFS',
  2035054128: 'overlay: in a container it is lost with the container, unless a volume is mounted there',
  16914836: 'tmpfs: it is lost when this machine restarts',
  1702057286: 'FUSE: whatever stands behind it must keep locks and flushes',
  16914839: '9p: whatever stands behind it must keep locks and flushes',
};

/** The owner and the rights of the data folder, and of what tonearm has made in it. */
export function checkFolder({ dataDir, databaseUrl }: Pick<Config, 'dataDir' | 'databaseUrl'>): Finding {
  if (!existsSync(dataDir)) {
    const missing = `DATA_DIR ${dataDir} does not exist`;
    return databaseUrl === undefined
      ? red(`${missing}: name the folder of the server with --data-dir, or start the server, which makes it`)
      : yellow(`${missing} yet: the server makes it when it starts`);
  }
  const folder = statSync(dataDir);
  if (!folder.isDirectory()) return red(`DATA_DIR ${dataDir} is not a folder: name one with --data-dir`);
  const uid = process.getuid?.() ?? folder.uid;
  try {
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    return red(
      `DATA_DIR ${dataDir} belongs to user ${folder.uid}, and user ${uid} may not write to it: run this as its owner`,
    );
  }
  const open = [dataDir, ...ownIn(dataDir)].flatMap((path) => {
    const stat = statSync(path, { throwIfNoEntry: false });
    return stat && (stat.mode & OPEN_TO_OTHERS) !== 0 ? [{ path, stat }] : [];
  });
  const writable = open.filter(({ stat }) => (stat.mode & WRITABLE_BY_OTHERS) !== 0);
  if (writable.length > 0)
    return red(
      `others on this machine can change ${listed(writable)}: chmod go= them, and chown them to the server's user`,
    );
  if (open.length > 0) return yellow(`others on this machine can read ${listed(open)}: chmod go= them`);
  if (uid !== 0 && folder.uid !== uid)
    return yellow(`DATA_DIR ${dataDir} belongs to user ${folder.uid}, and this is user ${uid}: run both as one user`);
  return green(`${dataDir} belongs to user ${folder.uid}, mode ${modeOf(folder)}`);
}

/** What tonearm has made in the folder, and nothing else that may lie there. */
function ownIn(dataDir: string): string[] {
  const isOwn = (name: string) => OWN.test(name) || PLACES.some((place) => place === name);
  return readdirSync(dataDir).flatMap((name) => (isOwn(name) ? [join(dataDir, name)] : []));
}

const modeOf = ({ mode }: Stats) => `0${(mode & 0o7777).toString(8)}`;
const listed = (open: { path: string; stat: Stats }[]) =>
  named(open.map(({ path, stat }) => `${path} (mode ${modeOf(stat)})`));

/** Whether the kind of the file system is one that a database may be trusted to. */
export function checkFilesystem({ dataDir }: Pick<Config, 'dataDir'>): Finding {
  const place = existing(dataDir);
  const { type } = statfsSync(place);
  const kind = type >>> 0;
  const remote = REMOTE[kind];
  if (remote !== undefined)
    return yellow(
      `${place} is on ${remote}, whose locks and flushes are not to be relied on: keep it on a disk of this machine`,
    );
  return green(`${place} is on ${LOCAL[kind] ?? `a file system of number 0x${kind.toString(16)}`}`);
}

/** Whether the disk has the room that uploads leave free, and something for them. */
export function checkSpace({ dataDir, minFreeBytes }: Pick<Config, 'dataDir' | 'minFreeBytes'>): Finding {
  const place = existing(dataDir);
  const { bavail, bsize, ffree, files } = statfsSync(place);
  const free = bavail * bsize;
  const [room, least] = [free, minFreeBytes].map((bytes) => Math.floor(bytes / MEBIBYTE)) as [number, number];
  if (free < minFreeBytes)
    return red(
      `${room} MB are free at ${place}, less than MIN_FREE_MB (${least}): uploads are refused; make room or lower it`,
    );
  if (files > 0 && ffree === 0) return red(`there are no inodes left at ${place}: delete files there`);
  if (free < 2 * minFreeBytes)
    return yellow(
      `${room} MB are free at ${place}, and uploads are refused below MIN_FREE_MB (${least}): make room soon`,
    );
  return green(`${room} MB are free at ${place}; uploads leave ${least} free`);
}

/** The folder, or the nearest around it that there is. */
function existing(path: string): string {
  for (let place = path; ; place = dirname(place)) if (existsSync(place) || place === dirname(place)) return place;
}
