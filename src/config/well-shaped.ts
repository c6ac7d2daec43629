import {mostProblems} from '../domain/rules/rule-file-problems.js'
import {RuleProblem} from '../domain/rules/rule-problem.js'
import type {RulesetFile} from '../domain/rules/ruleset.js'
import {valueProblems} from '../domain/rules/value-problem.js'
import {ruleFileShape} from './rule-file-shape.js'

type Path = readonly PropertyKey[]

type WellShaped = {
  /** What is of the right shape; harmless values stand for what is not, so that all the rest can be looked at. */
  file: RulesetFile
  problems: readonly RuleProblem[]
  /** Ids of custom rules that lack what they need. */
  broken: ReadonlySet<string>
}

/** Sorts out what has another shape than a rule file, part by part: one that is wrong hides nothing of the others. */
export function wellShaped(content: Readonly<Record<string, unknown>>): WellShaped {
  const found = new Found()
  const sections = Object.entries(content).flatMap(([key, value]) => {
    const kept = found.isFull || value === null ? undefined : sectionOf(key, value, found)
    return kept === undefined ? [] : [[key, kept]]
  })
  return {file: Object.fromEntries(sections), problems: found.problems, broken: found.broken}
}

class Found {
  readonly problems: RuleProblem[] = []
  readonly broken = new Set<string>()

  get isFull(): boolean {
    return this.problems.length >= mostProblems
  }

  /** Notes what is wrong with a value of a section, which stands at `path`; gives where that is within the value. */
  look(key: string, value: unknown, path: Path): Path[] {
    return valueProblems(ruleFileShape, {[key]: value}).map(({path: at, messageAt, hint}) => {
      const within = at.slice(path.length)
      const whole = [...path, ...within]
      this.problems.push(new RuleProblem(whole, messageAt(whole), {hint: hint ?? hintFor(key)}))
      return within
    })
  }
}

/** What is kept of a section; undefined for nothing. */
function sectionOf(key: string, value: unknown, found: Found): unknown {
  if (key === 'rules' && isMap(value)) return keptSettings(value, found)
  const standIn = Object.hasOwn(standIns, key) ? standIns[key] : undefined
  if (standIn && Array.isArray(value))
    return value.map((entry, place) => {
      if (found.isFull) return standIn(place)
      const wrong = found.look(key, [entry], [key, place])
      if (wrong.length === 0) return entry
      const rest = mended(entry, standIn(place), wrong)
      if (key !== 'custom' || !isMap(entry) || !isMap(rest) || typeof entry.id !== 'string') return rest
      found.broken.add(entry.id)
      // What else is wrong is told of it by its name.
      return {...rest, id: entry.id}
    })
  const wrong = found.look(key, value, [key])
  if (wrong.length === 0) return value
  return isMap(value) && wrong.every(path => path.length > 0) ? without(value, wrong) : undefined
}

function keptSettings(settings: Readonly<Record<string, unknown>>, found: Found): unknown {
  return Object.fromEntries(
    Object.entries(settings).filter(
      ([id, setting]) => !found.isFull && found.look('rules', {[id]: setting}, ['rules', id]).length === 0,
    ),
  )
}

/** Entries that are well shaped and wrong in nothing, at a place in their list. */
const standIns: Readonly<Record<string, (place: number) => unknown>> = {
  extends: () => 'revsched:minimal',
  overrides: () => ({when: {stage: 'any'}, rules: {}}),
  custom: place => ({
    id: `stand-in/n${place}`,
    category: 'progress',
    severity: 'low',
    violation: 'true',
    message: 'none',
  }),
  waivers: place => ({
    rule: 'missing-owner',
    deal: `stand-in ${place}`,
    until: '2027-01-31',
    reason: 'none',
  }),
}

/** An entry without what is wrong, and with the stand-in for what it lacks then. */
function mended(entry: unknown, standIn: unknown, wrong: readonly Path[]): unknown {
  return isMap(entry) && isMap(standIn) ? {...standIn, ...without(entry, wrong)} : standIn
}

function without(entry: Readonly<Record<string, unknown>>, wrong: readonly Path[]): Record<string, unknown> {
  const byKey = new Map<string, Path[]>()
  for (const [key, ...within] of wrong) {
    const known = byKey.get(String(key))
    if (known) known.push(within)
    else byKey.set(String(key), [within])
  }
  const kept = Object.entries(entry).flatMap(([key, value]) => {
    const inner = byKey.get(key)
    if (!inner) return [[key, value]]
    if (!isMap(value) || inner.some(path => path.length === 0)) return []
    const rest = without(value, inner)
    return Object.keys(rest).length === 0 ? [] : [[key, rest]]
  })
  return Object.fromEntries(kept)
}

/** Not what YAML has for binary data. */
function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}

function hintFor(section: string): string {
  if (section === 'overrides')
    return 'as {when: {pipeline: Renewals}, rules: {single-threaded: off}}; when takes pipeline, stage, owner, minAmount, maxAmount'
  if (section === 'custom')
    return 'a custom rule takes id (as acme/no-champion), category, severity, when, violation, message, title, fix, needs, tests'
  if (section === 'waivers')
    return 'as {rule: close-date-past, deal: "0061x", until: 2027-01-31, reason: legal review}'
  if (section === 'score')
    return 'score takes points ({critical: 40, high: 25, medium: 10, low: 4, info: 0}; whole numbers of 0 to 100), portfolio (true or false) and supersede ([commit-at-risk])'
  if (section === 'extends') return 'as [revsched:recommended]'
  return 'a rule takes off, on, a severity, or options'
}
