/** `1 day`, `34 days`. */
export function days(count: number): string {
  return count === 1 ? '1 day' : `${count} days`
}

/** `today`, `1 day ago`, `34 days ago`. */
export function daysAgo(count: number): string {
  return count === 0 ? 'today' : `${days(count)} ago`
}
