/** Which rows of a list are seen: `size` of them from `start` on. */
type VisibleWindow = {start: number; size: number}

/** The window over `count` rows in which the selected one is, moved as little as possible from where it began. */
export function visibleWindow({
  count,
  height,
  selected,
  start,
}: {
  count: number
  height: number
  selected: number
  start: number
}): VisibleWindow {
  const size = Math.max(0, Math.min(height, count))
  const latest = Math.max(0, Math.min(start, selected))
  const earliest = selected - size + 1
  return {start: Math.min(Math.max(latest, earliest, 0), count - size), size}
}
