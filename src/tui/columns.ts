/** A column of a table that fills the width of a terminal. */
export type ColumnSpec<Key extends string> = {
  key: Key
  title: string
  align?: 'left' | 'right'
  /** Columns of the terminal that it takes at least. */
  least: number
  /** It grows up to so many. */
  most: number
  /** Left out where there is no room: 1 goes first. A column without it always stays. */
  dropRank?: number
}

export type PlacedColumn<Key extends string> = ColumnSpec<Key> & {width: number}

/** Between two columns. */
export const gap = 2

/** The columns that fit into `width`, as wide as they may be: what is left over goes to the first that can grow. */
export function placeColumns<Key extends string>(
  specs: readonly ColumnSpec<Key>[],
  width: number,
): readonly PlacedColumn<Key>[] {
  let shown = specs
  const leftOver = () => width - shown.reduce((sum, {least}) => sum + least + gap, -gap)
  while (leftOver() < 0) {
    const ranks = shown.flatMap(({dropRank}) => dropRank ?? [])
    if (ranks.length === 0) break
    const first = Math.min(...ranks)
    shown = shown.filter(({dropRank}) => dropRank !== first)
  }
  let spare = Math.max(0, leftOver())
  return shown.map(spec => {
    const grown = Math.min(spare, spec.most - spec.least)
    spare -= grown
    return {...spec, width: spec.least + grown}
  })
}
