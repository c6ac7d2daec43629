/** A column of a table that fills the width of a terminal. */
export type ColumnSpec<Key extends string> = {
  key: Key
  title: string
  align?: 'left' | 'right'
  /** Columns of the terminal that it takes at least. */
  least: number
  /** It has so many before it is cut for an extra column; `least` where this is left out. */
  wanted?: number
  /** It grows up to so many. */
  most: number
  /** Left out where there is no room: 1 goes first. A column without it always stays. */
  dropRank?: number
  /** Shown only where all others have what they want. */
  isExtra?: boolean
}

export type PlacedColumn<Key extends string> = ColumnSpec<Key> & {width: number}

/** Between two columns. */
export const gap = 2

/** The columns that fit into `width`: what is left over goes to what they want, and then to the first that can grow. */
export function placeColumns<Key extends string>(
  specs: readonly ColumnSpec<Key>[],
  width: number,
): readonly PlacedColumn<Key>[] {
  const comfortable = withoutLeast(specs, {width, of: wantedOf, may: ({isExtra}) => isExtra === true})
  const shown = withoutLeast(comfortable, {width, of: ({least}) => least, may: () => true})
  const widths = shown.map(({least}) => least)
  let spare = Math.max(0, width - taken(widths))
  for (const limit of [wantedOf, ({most}: ColumnSpec<Key>) => most])
    shown.forEach((spec, index) => {
      const grown = Math.min(spare, Math.max(0, limit(spec) - widths[index]!))
      widths[index]! += grown
      spare -= grown
    })
  return shown.map((spec, index) => ({...spec, width: widths[index]!}))
}

function wantedOf({wanted, least}: ColumnSpec<string>): number {
  return wanted ?? least
}

function taken(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width + gap, -gap)
}

/** Without those that matter least, as long as the others do not fit. */
function withoutLeast<Key extends string>(
  specs: readonly ColumnSpec<Key>[],
  {
    width,
    of,
    may,
  }: {width: number; of: (spec: ColumnSpec<Key>) => number; may: (spec: ColumnSpec<Key>) => boolean},
): readonly ColumnSpec<Key>[] {
  let shown = specs
  while (taken(shown.map(of)) > width) {
    const ranks = shown.filter(may).flatMap(({dropRank}) => dropRank ?? [])
    if (ranks.length === 0) break
    const first = Math.min(...ranks)
    shown = shown.filter(({dropRank}) => dropRank !== first)
  }
  return shown
}
