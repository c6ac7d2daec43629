import {RevschedError} from '../../domain/errors.js'
import {didYouMean} from '../../domain/ref.js'
import {plainStage} from '../../domain/review/plain-stage.js'
import type {FileSettings} from './settings.js'

const stagesShown = 12

type Given = {flag: string; stage: string}

function outcomesGiven({wonStages = [], lostStages = [], openStages = []}: FileSettings): Given[] {
  return [
    ...wonStages.map(stage => ({flag: '--won-stage', stage})),
    ...lostStages.map(stage => ({flag: '--lost-stage', stage})),
    ...openStages.map(stage => ({flag: '--open-stage', stage})),
  ]
}

/** Throws `usage` for a stage that is given two outcomes, or two places in the order of open stages. */
export function refuseContradiction(settings: FileSettings): void {
  const [first] = contradictions(settings)
  if (first !== undefined)
    throw new RevschedError('usage', first, {
      hint: 'give each stage once; case, spaces and punctuation make no other stage',
    })
}

/** The same of stored settings, which an earlier version or a backup of its database may hold: they are read as ever. */
export function contradictionWarnings(settings: FileSettings): string[] {
  return contradictions(settings).map(
    text =>
      `${text}; to change it: revsched connection edit with --won-stage, --lost-stage, --open-stage or --stage-order`,
  )
}

function contradictions(settings: FileSettings): string[] {
  const found: string[] = []
  const outcomes = new Map<string, Given>()
  for (const {flag, stage} of outcomesGiven(settings)) {
    const other = outcomes.get(plainStage(stage))
    if (other && other.flag !== flag) found.push(`the stage "${stage}" is of ${other.flag} and of ${flag}`)
    outcomes.set(plainStage(stage), {flag, stage})
  }
  const ordered = new Set<string>()
  for (const stage of settings.stageOrder ?? []) {
    const other = outcomes.get(plainStage(stage))
    if (other && other.flag !== '--open-stage')
      found.push(`the stage "${stage}" is of ${other.flag} and of --stage-order, which holds open stages`)
    if (ordered.has(plainStage(stage))) found.push(`the stage "${stage}" is in --stage-order twice`)
    ordered.add(plainStage(stage))
  }
  return found
}

/**
 * Stages of the settings that no row of the file has: it may be a slip, or one that no deal is in at the moment. Each is told once,
 * as it is written first, with every flag that names it.
 */
export function unknownStageWarnings(
  settings: FileSettings,
  stages: readonly {stage: string | null}[],
): string[] {
  const names = [...new Set(stages.flatMap(({stage}) => stage ?? []))]
  if (names.length === 0) return []
  const known = new Set(names.map(plainStage))
  const ordered = (settings.stageOrder ?? []).map(stage => ({flag: '--stage-order', stage}))
  const unknown = new Map<string, {stage: string; flags: Set<string>}>()
  for (const {flag, stage} of [...outcomesGiven(settings), ...ordered]) {
    const plain = plainStage(stage)
    if (known.has(plain)) continue
    const told = unknown.get(plain) ?? {stage, flags: new Set()}
    told.flags.add(flag)
    unknown.set(plain, told)
  }
  return [...unknown.values()].map(({stage, flags}) => {
    const near = didYouMean(stage, names)
    return `no row has the stage "${stage}" of ${[...flags].join(' and ')}: ${near ?? `the file has ${listed(names)}`}`
  })
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, stagesShown).map(name => `"${name}"`)
  const more = names.length - shown.length
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}
