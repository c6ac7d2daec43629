/** `████░░░░ 52%`, of a share of 0 to 1: the bar is `width` columns wide, and full only when all is done. */
export function barText(share: number, width: number): string {
  const full = share < 1 ? Math.min(width - 1, Math.round(share * width)) : width
  return `${'█'.repeat(full)}${'░'.repeat(width - full)} ${percentOf(share)}`
}

export function percentOf(share: number): string {
  return `${Math.round(share * 100)}%`
}
