/**
 * The log beside the database is emptied at half of this, unless somebody reads without a pause: then it grows with every write, until
 * the disk is full. Nobody but a person can end that.
 */
export const largestLogBytes = 64 * 1024 * 1024

export function grownLog(bytes: number): string {
  const size = `${Math.round(bytes / 1024 / 1024)} MB`
  return `the log beside the database has grown to ${size}, for something reads the database without a pause`
}
