/** A time in milliseconds since the epoch as every dialect shows it: ISO 8601 in UTC. */
export const instant = (moment: number): string => new Date(moment).toISOString();
