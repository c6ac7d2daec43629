import {remembered} from '../../domain/remembered.js'
import type {Outcome} from '../../domain/review/deal.js'
import {plainStage} from '../../domain/review/plain-stage.js'
import type {FileSettings} from './settings.js'

const won = ['closedwon', 'won', 'closewon', 'gewonnen', 'dealwon']
const lost = ['closedlost', 'lost', 'closelost', 'verloren', 'deallost', 'disqualified']

/** There are few stages, however many deals there are. */
const stagesKept = 10_000

/** Whether a stage means open, won or lost: by the connection's settings first, then by its name. */
function stageOutcomes({
  wonStages = [],
  lostStages = [],
  openStages = [],
}: FileSettings): (stage: string | null) => Outcome {
  const known = new Map<string, Outcome>()
  for (const stage of won) known.set(stage, 'won')
  for (const stage of lost) known.set(stage, 'lost')
  for (const stage of wonStages) known.set(plainStage(stage), 'won')
  for (const stage of lostStages) known.set(plainStage(stage), 'lost')
  for (const stage of openStages) known.set(plainStage(stage), 'open')
  const outcome = remembered(stage => known.get(plainStage(stage)) ?? 'open', stagesKept)
  return stage => (stage === null ? 'open' : outcome(stage))
}

/** Tells a deal's outcome by its stage where the settings name that, then by the two columns, then by the stage's name. */
export function outcomeOf(
  settings: FileSettings,
): (stage: string | null, closed: string | null, won: string | null) => Outcome {
  const byStage = stageOutcomes(settings)
  const {wonStages = [], lostStages = [], openStages = []} = settings
  const given = new Set([...wonStages, ...lostStages, ...openStages].map(plainStage))
  const isGiven = remembered(stage => given.has(plainStage(stage)), stagesKept)
  return (stage, closed, won) => {
    if (closed === null && won === null) return byStage(stage)
    if (stage !== null && given.size > 0 && isGiven(stage)) return byStage(stage)
    const isWon = won === null ? null : readFlag(won)
    if (isWon) return 'won'
    const isClosed = closed === null ? null : readFlag(closed)
    if (isClosed === null) return byStage(stage)
    if (!isClosed) return 'open'
    return isWon === null && byStage(stage) === 'won' ? 'won' : 'lost'
  }
}

const trues = ['true', '1', 'yes', 'y', 't', 'x', 'wahr', 'ja', 'oui', 'si', 'sí']
const falses = ['false', '0', 'no', 'n', 'f', 'nein', 'non']

const flags: ReadonlyMap<string, boolean> = new Map([
  ...trues.map((text): [string, boolean] => [text, true]),
  ...falses.map((text): [string, boolean] => [text, false]),
])

/** Null for what is neither yes nor no, as the dates in a column that is called `closed`. */
export function readFlag(text: string): boolean | null {
  return flags.get(text.normalize('NFC').toLowerCase()) ?? null
}
