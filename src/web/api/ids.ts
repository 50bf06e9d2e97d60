const UUID = /^(.{8})-(.{4})-8(.{3})-8(.{3})-(.{6})000000$/;

/** Members and community spell ids as UUIDs, the catalogue the same bits as 24 digits. */
export const shortened = (id: string): string => id.replace(UUID, '$1$2$3$4$5');
