import type {ListRow} from './list-row.js'

/** What a list can be sorted by, in the order in which `s` goes through them. */
export const sortKeys = ['name', 'next due', 'score', 'last run'] as const

export type SortKey = (typeof sortKeys)[number]

/** The rows whose names hold `filter`, sorted; those without the value that is sorted by stand last. Equal ones stay as they are. */
export function shownRows(
  rows: readonly ListRow[],
  {filter, sort}: {filter: string; sort: SortKey},
): readonly ListRow[] {
  const wanted = filter.trim().toLowerCase()
  const found = wanted === '' ? rows : rows.filter(({name}) => name.toLowerCase().includes(wanted))
  if (sort === 'name') return found
  const value = sortedBy[sort]
  return [...found].sort((a, b) => value(a) - value(b))
}

/** Rows come sorted by name. The worst score and the newest run stand first. */
const sortedBy: Record<Exclude<SortKey, 'name'>, (row: ListRow) => number> = {
  'next due': ({nextRunAt}) => nextRunAt?.getTime() ?? Number.MAX_SAFE_INTEGER,
  score: ({score}) => score ?? Number.MAX_SAFE_INTEGER,
  'last run': ({lastRunAt}) => (lastRunAt ? -lastRunAt.getTime() : Number.MAX_SAFE_INTEGER),
}
