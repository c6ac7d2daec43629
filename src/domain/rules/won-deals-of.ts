/** Whom an open deal is measured by, for a message. */
export function wonDealsOf(pipeline: string | null): string {
  return pipeline === null ? 'won deals' : `won deals of ${pipeline}`
}
