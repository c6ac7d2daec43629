import type {SourceProgress} from '../domain/ports/deal-source.js'
import {count, counted} from './amounts.js'

/** `12,345 of 27,400 open deals`, `12,345 deals` where nobody knows how many there are, `262,367 rows` of a file; empty before the first. */
export function readText(progress: SourceProgress): string {
  const {part} = progress
  if (!part && progress.rowsRead === 0) return ''
  if (!part) return rowsText(progress, progress.rowsRead)
  const what = part.of === 'all' ? 'deal' : `${part.of} deal`
  return `${count(part.rowsRead)} of ${counted(part.rowsTotal, what)}`
}

/** A file has rows, a CRM deals. */
export function rowsText({bytesTotal}: Pick<SourceProgress, 'bytesTotal'>, rows: number): string {
  return counted(rows, bytesTotal === null ? 'deal' : 'row')
}
