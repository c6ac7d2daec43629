import type {Outcome} from '../../domain/review/deal.js'
import type {FileSettings} from './settings.js'

const won = ['closedwon', 'won', 'closewon', 'gewonnen', 'dealwon']
const lost = ['closedlost', 'lost', 'closelost', 'verloren', 'deallost', 'disqualified']

const plain = (stage: string) => stage.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')

/** Whether a stage means open, won or lost: by the connection's settings first, then by its name. */
export function stageOutcomes({
  wonStages = [],
  lostStages = [],
  openStages = [],
}: FileSettings): (stage: string | null) => Outcome {
  const known = new Map<string, Outcome>()
  for (const stage of won) known.set(stage, 'won')
  for (const stage of lost) known.set(stage, 'lost')
  for (const stage of wonStages) known.set(plain(stage), 'won')
  for (const stage of lostStages) known.set(plain(stage), 'lost')
  for (const stage of openStages) known.set(plain(stage), 'open')
  const cache = new Map<string, Outcome>()
  return stage => {
    if (stage === null) return 'open'
    const found = cache.get(stage) ?? known.get(plain(stage)) ?? 'open'
    if (cache.size < 10_000) cache.set(stage, found)
    return found
  }
}

/** `true`, `1`, `yes`, in any case; null for an empty value. */
export function readFlag(text: string): boolean | null {
  const value = text.trim().toLowerCase()
  return value === '' ? null : ['true', '1', 'yes', 'y', 'wahr', 'ja'].includes(value)
}
