import {RevschedError} from '../domain/errors.js'
import {inputsKept, type RunStore} from '../domain/ports/store.js'
import type {Analysis} from '../domain/review/analysis.js'
import {decodeInput, type ReviewInput, reviewAgain} from '../domain/review/review-input.js'
import {ownRules} from '../domain/rules/custom/own-rules.js'
import {type RulesetDefinition, resolveRuleset} from '../domain/rules/ruleset.js'
import type {Run} from '../domain/run/run.js'
import {decodedPrevious} from './decoded-previous.js'

type Ports = {runs: Pick<RunStore, 'readInput' | 'readAnalysis'>}

/** What the run would have found under other rules; nothing is fetched or stored. */
export async function reviewRunAgain(
  {runs}: Ports,
  {run, analysis}: {run: Run; analysis: Analysis},
  {name, file}: RulesetDefinition,
): Promise<Analysis> {
  const ruleset = resolveRuleset(name, file, await ownRules(file))
  const input = await inputOf(runs, run)
  const {last, warnings} = await previousOf(runs, analysis)
  return reviewAgain(input, ruleset, {previous: last, warnings})
}

async function inputOf(runs: Ports['runs'], run: Run): Promise<ReviewInput> {
  const stored = await runs.readInput(run)
  if (stored.kind === 'kept') return decodeInput(stored.document)
  const reasons = {
    'too-large': 'they are too many to be kept',
    'too-old': `they are kept of the last ${inputsKept} runs`,
    'never-kept': 'an earlier version of revsched made it',
  }
  const again = stored.kind === 'too-large' ? 'a filter makes the next one smaller' : 'try a newer run'
  throw new RevschedError(
    'conflict',
    `run ${run.id.slice(0, 8)} of "${run.reviewName}" has no deals to score again: ${reasons[stored.kind]}`,
    {hint: `${again}, or make one with the other rules: revsched run-now --rules`},
  )
}

/** The review that this one was compared with, where it is still there. */
async function previousOf(runs: Ports['runs'], {summary}: Analysis) {
  const runId = summary.changes?.since.runId ?? null
  if (runId === null) return {last: null, warnings: []}
  try {
    const document = await runs.readAnalysis(runId)
    return await decodedPrevious(async () => ({runId, document}), new Date(summary.asOf))
  } catch (error) {
    if (!(error instanceof RevschedError) || error.code !== 'not-found') throw error
    const gone = `scored again without run ${runId.slice(0, 8)}, which it was compared with: that is gone`
    return {last: null, warnings: [gone]}
  }
}
