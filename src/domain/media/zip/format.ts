/** A file in an archive, as PKWARE's APPNOTE describes it: stored, not compressed, named in UTF-8. */
export interface Member {
  readonly name: Buffer;
  /** Bytes. */
  readonly size: number;
  readonly crc: number;
  /** Milliseconds since the epoch. */
  readonly modified: number;
  /** Where its header stands. */
  readonly offset: number;
}

/** What fields of four and two bytes hold; from these on the true value stands elsewhere (section 4.5.3). */
const [WIDE, MANY] = [0xffffffff, 0xffff];
/** Version 4.5, which knows of that. */
const VERSION = 45;
/** Names are in UTF-8. */
const FLAGS = 0x800;
/** A plain file that all may read, as Unix says it. */
const [UNIX, MODE] = [3, 0o100644];
/** MS-DOS time begins here. */
const EARLIEST = Date.UTC(1980, 0, 1);

/** Section 4.3.7: what stands before a file's bytes. Its sum and size are there, for those who unpack while they read. */
export function memberHeader(member: Member): Buffer {
  const wide = member.size >= WIDE ? wideFields([member.size, member.size]) : Buffer.alloc(0);
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(VERSION, 4);
  common(header, 6, member, wide.length);
  return Buffer.concat([header, member.name, wide]);
}

/**
 * Sections 4.3.12 to 4.3.16: the list of all files, which ends an archive.
 * @param offset where it begins
 */
export function directory(members: readonly Member[], offset: number): Buffer {
  const list = Buffer.concat(members.map(listed));
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Math.min(members.length, MANY), 8);
  end.writeUInt16LE(Math.min(members.length, MANY), 10);
  end.writeUInt32LE(Math.min(list.length, WIDE), 12);
  end.writeUInt32LE(Math.min(offset, WIDE), 16);
  const isWide = members.length >= MANY || list.length >= WIDE || offset >= WIDE;
  return Buffer.concat([list, isWide ? wideEnd(members.length, list.length, offset) : Buffer.alloc(0), end]);
}

function listed(member: Member): Buffer {
  const { name, size, offset } = member;
  const wide = wideFields([...(size >= WIDE ? [size, size] : []), ...(offset >= WIDE ? [offset] : [])]);
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE((UNIX << 8) | VERSION, 4);
  header.writeUInt16LE(VERSION, 6);
  common(header, 8, member, wide.length);
  header.writeUInt32LE(MODE * 2 ** 16, 38);
  header.writeUInt32LE(Math.min(offset, WIDE), 42);
  return Buffer.concat([header, name, wide]);
}

/** What both headers have. */
function common(header: Buffer, at: number, { name, size, crc, modified }: Member, extra: number): void {
  const time = new Date(Math.max(modified, EARLIEST));
  header.writeUInt16LE(FLAGS, at);
  header.writeUInt16LE((time.getUTCHours() << 11) | (time.getUTCMinutes() << 5) | (time.getUTCSeconds() >> 1), at + 4);
  const year = Math.min(time.getUTCFullYear() - 1980, 127);
  header.writeUInt16LE((year << 9) | ((time.getUTCMonth() + 1) << 5) | time.getUTCDate(), at + 6);
  header.writeUInt32LE(crc, at + 8);
  header.writeUInt32LE(Math.min(size, WIDE), at + 12);
  header.writeUInt32LE(Math.min(size, WIDE), at + 16);
  header.writeUInt16LE(name.length, at + 20);
  header.writeUInt16LE(extra, at + 22);
}

/** Section 4.5.3: the values that do not fit into their fields, in eight bytes each; no bytes when there are none. */
function wideFields(values: readonly number[]): Buffer {
  if (values.length === 0) return Buffer.alloc(0);
  const field = Buffer.alloc(4 + 8 * values.length);
  field.writeUInt16LE(1, 0);
  field.writeUInt16LE(8 * values.length, 2);
  for (const [index, value] of values.entries()) field.writeBigUInt64LE(BigInt(value), 4 + 8 * index);
  return field;
}

/** Sections 4.3.14 and 4.3.15: the end again in eight bytes, and where that is. */
function wideEnd(count: number, length: number, offset: number): Buffer {
  const end = Buffer.alloc(76);
  end.writeUInt32LE(0x06064b50, 0);
  end.writeBigUInt64LE(44n, 4);
  end.writeUInt16LE((UNIX << 8) | VERSION, 12);
  end.writeUInt16LE(VERSION, 14);
  end.writeBigUInt64LE(BigInt(count), 24);
  end.writeBigUInt64LE(BigInt(count), 32);
  end.writeBigUInt64LE(BigInt(length), 40);
  end.writeBigUInt64LE(BigInt(offset), 48);
  end.writeUInt32LE(0x07064b50, 56);
  end.writeBigUInt64LE(BigInt(offset + length), 64);
  end.writeUInt32LE(1, 72);
  return end;
}
