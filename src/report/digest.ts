import type {DigestSection, DigestTemplate} from '../domain/delivery/digest-template.js'
import type {RunTrends} from '../domain/ports/store.js'
import type {Analysis, Band, ReviewedDeal, ReviewSummary} from '../domain/review/analysis.js'
import type {Run} from '../domain/run/run.js'
import {bandOf} from '../domain/score/health-score.js'
import {shellWord} from '../domain/shell-word.js'
import {count, counted, dealAmount, fullAmount} from './amounts.js'
import {changeKindsOf, changeSum, changeWords, findingsText, itemsOf, itemText} from './changes-text.js'
import {capital} from './escape.js'
import {fieldRows} from './fields-text.js'
import {firstOf} from './first-of.js'
import {
  asOfText,
  basisTexts,
  confidenceText,
  lastReviewText,
  mixedText,
  portfolioTexts,
  scoreText,
  sinceText,
  sizeText,
  sourceNotes,
} from './headline.js'
import type {Locale} from './intl-text.js'
import {reasonTexts} from './reason-texts.js'
import {shownLosses} from './shown-losses.js'
import {foundRules, groupRows} from './shown-numbers.js'
import {quarterText, stepAmount, waterfallRows} from './waterfall-text.js'

// What is told of a run in a message, before it is Slack's, a mail or a card. Every text is as it came: each format escapes it.

/** `url` is the record in the CRM; `value` what the text says, where a locale has it in other signs than a program reads. */
export type DigestCell = {text: string; url?: string | null; value?: number}

export type DigestPart =
  | {
      section: DigestSection
      kind: 'table'
      heading: string
      columns: readonly {name: string; isNumber: boolean}[]
      rows: readonly (readonly DigestCell[])[]
      /** What the table leaves out; null for nothing. */
      more: string | null
    }
  | {section: DigestSection; kind: 'list'; heading: string; items: readonly string[]}

export type Digest = {
  title: string
  /** `49 red`. */
  score: string
  /** 0-100 of the score and of the runs before it, oldest first, this one last; null where one has none. */
  scores: readonly (number | null)[]
  band: Band | null
  /** What belongs to the score: how it changed, how many deals, what is in doubt. */
  lines: readonly string[]
  /** The user's own words. */
  intro: string | null
  parts: readonly DigestPart[]
  /** How to see all of it. */
  footer: string
  /** What its dates and numbers were written by. */
  locale: Locale
}

export type DigestInput = {
  run: Run
  analysis: Analysis
  trends: RunTrends
  template: DigestTemplate
  /** Whose deals alone are told; null for all. */
  owner: string | null
  locale: Locale
  isSample: boolean
}

type PartMaker = (input: DigestInput) => DigestPart | null

const makers: Readonly<Record<DigestSection, PartMaker>> = {
  changes: changesPart,
  'worst-deals': dealsPart,
  rules: rulesPart,
  portfolio: ({analysis: {summary}, locale}) =>
    list('portfolio', 'The pipeline as a whole', portfolioTexts(summary, locale)),
  owners: input => groupsPart(input, 'owners'),
  stages: input => groupsPart(input, 'stages'),
  waterfall: waterfallPart,
  fields: fieldsPart,
  checks: ({analysis: {summary}, locale}) =>
    list('checks', 'Checks', [...basisTexts(summary, locale), ...sourceNotes(summary, locale)]),
}

/** What a single owner is told: nothing in it is about the deals of others. */
const ownSections: readonly DigestSection[] = ['worst-deals']

export function digestOf(input: DigestInput): Digest {
  const {run, analysis, trends, template, owner, locale, isSample} = input
  const {summary} = analysis
  const title = template.title ?? run.reviewName
  const sections = owner === null ? template.sections : ownSections
  const common = {
    intro: isSample ? sampleText : template.intro,
    parts: sections.flatMap(section => makers[section](input) ?? []),
    footer: isSample
      ? sampleFooter
      : `revsched report ${shellWord(run.id.slice(0, 8))} --open shows all of it`,
    locale,
  }
  if (owner !== null) return {title: `${title}: deals of ${owner}`, ...ownHead(input, owner), ...common}
  return {
    title,
    score: scoreText(summary, locale),
    scores: trends.map(({healthScore}) => healthScore),
    band: summary.band,
    lines: linesOf(input),
    ...common,
  }
}

const sampleText = 'A sample, sent by revsched channel test: the deals are made up.'
/** There is no run of it that could be shown. */
const sampleFooter = 'revsched edit <review> --channel <name> has the real ones sent here'

function linesOf({analysis: {summary}, locale}: DigestInput): string[] {
  const texts = [
    sinceText(summary, locale),
    sizeText(summary, locale),
    confidenceText(summary, locale),
    mixedText(summary, locale),
    asOf(summary, locale),
  ]
  return texts.filter(text => text !== null).map(capital)
}

function asOf(summary: ReviewSummary, locale: Locale): string {
  return `as of ${asOfText(summary, locale)}`
}

function ownHead(
  {analysis: {summary}, locale}: DigestInput,
  owner: string,
): Pick<Digest, 'score' | 'scores' | 'band' | 'lines'> {
  const own = summary.totals.byOwner.find(({key}) => key === owner)
  const score = own?.score ?? null
  const band = score === null ? null : bandOf(score)
  const size = `${counted(own?.deals ?? 0, 'open deal', locale)}, ${fullAmount(own?.amount ?? 0, locale)}`
  const lines = [size, capital(asOf(summary, locale))]
  return {score: scoreText({score, band}, locale), scores: [], band, lines}
}

function list(section: DigestSection, heading: string, items: readonly string[]): DigestPart | null {
  return items.length === 0 ? null : {section, kind: 'list', heading, items}
}

type Table = Omit<Extract<DigestPart, {kind: 'table'}>, 'kind' | 'columns'> & {columns: readonly string[]}

/** Columns whose name begins with `#` hold numbers. */
function table({columns, ...part}: Table): DigestPart | null {
  if (part.rows.length === 0) return null
  return {
    ...part,
    kind: 'table',
    columns: columns.map(name => ({name: name.replace('#', ''), isNumber: name.startsWith('#')})),
  }
}

function numberCell(text: string, value: number, locale: Locale): DigestCell {
  return locale === null ? {text} : {text, value}
}

function changesPart({analysis: {summary}, locale}: DigestInput): DigestPart | null {
  const {changes} = summary
  if (!changes) return null
  const lines = changeKindsOf(changes).map(kind => {
    const [largest] = [...firstOf(itemsOf(changes, kind), 1)]
    const {deals} = changes.counts[kind]
    const words = `${counted(deals, 'deal', locale)} ${changeWords[kind]} (${changeSum(changes, kind, locale)})`
    return largest ? `${words}: ${itemText(largest, locale)}${deals > 1 ? ', ...' : ''}` : words
  })
  const heading = `Changes since ${lastReviewText(summary, changes, locale)}`
  return list('changes', heading, [...lines, findingsText(changes, locale)])
}

function dealsPart({analysis, owner, template, locale}: DigestInput): DigestPart | null {
  const {summary} = analysis
  const worst = [...firstOf(lossesOf(analysis, owner), template.length)]
  const losses = shownLosses(analysis, locale)
  const left = (owner === null ? summary.dealsAnalyzed : dealsOf(summary, owner)) - worst.length
  return table({
    section: 'worst-deals',
    heading: 'Deals that cost most points',
    columns: ['#Points', 'Deal', '#Amount', ...(owner === null ? ['Owner'] : []), 'Why'],
    rows: worst.map(({deal, place}) => {
      const {total, lost, parts} = losses.of(deal, place)
      return [
        numberCell(total, lost, locale),
        {text: deal.name ?? deal.id, url: deal.url},
        {text: dealAmount(deal, locale)},
        ...(owner === null ? [{text: deal.owner ?? ''}] : []),
        {text: reasonTexts(deal, parts, locale).join('; ')},
      ]
    }),
    more: left > 0 ? counted(left, 'other deal', locale) : null,
  })
}

/** With their places in the order of the whole review. */
function* lossesOf(analysis: Analysis, owner: string | null): Iterable<{deal: ReviewedDeal; place: number}> {
  let place = 0
  for (const deal of analysis.deals()) {
    // The most expensive come first.
    if (deal.pointsLost <= 0) return
    if (owner === null || deal.owner === owner) yield {deal, place}
    place++
  }
}

function dealsOf({totals}: ReviewSummary, owner: string): number {
  return totals.byOwner.find(({key}) => key === owner)?.deals ?? 0
}

function rulesPart({analysis: {summary}, template, locale}: DigestInput): DigestPart | null {
  const found = foundRules(summary, locale)
  const left = found.length - template.length
  return table({
    section: 'rules',
    heading: 'Findings by rule',
    columns: ['#Points', '#Deals', 'Rule', 'Severity', 'What to do'],
    rows: found
      .slice(0, template.length)
      .map(({rule, points, lost, deals}) => [
        numberCell(points, lost, locale),
        {text: deals},
        {text: rule.title},
        {text: rule.severity},
        {text: rule.fix},
      ]),
    more: left > 0 ? counted(left, 'other rule', locale) : null,
  })
}

function groupsPart(
  {analysis: {summary}, template, locale}: DigestInput,
  section: 'owners' | 'stages',
): DigestPart | null {
  const totals = section === 'owners' ? summary.totals.byOwner : summary.totals.byStage
  if (totals.length < 2) return null
  const one = section === 'owners' ? 'Owner' : 'Stage'
  return table({
    section,
    heading: `By ${one.toLowerCase()}`,
    columns: ['#Health', '#Points', one, '#Deals', '#Amount'],
    rows: groupRows(totals, template.length, locale).map(({name, deals, amount, points, lost, score}) => [
      {text: score},
      numberCell(points, lost, locale),
      {text: name},
      numberCell(count(deals, locale), deals, locale),
      {text: fullAmount(amount, locale)},
    ]),
    more: null,
  })
}

function waterfallPart({analysis: {summary}, locale}: DigestInput): DigestPart | null {
  const {changes} = summary
  if (!changes?.waterfalls) return null
  return table({
    section: 'waterfall',
    heading: `The pipeline since ${lastReviewText(summary, changes, locale)}`,
    columns: ['Amount', '#All open', `#${capital(quarterText(changes.waterfalls.quarter, locale))}`],
    rows: waterfallRows(changes).map(row => [
      {text: row.words},
      {text: stepAmount(row.all, row, locale)},
      {text: stepAmount(row.quarter, row, locale)},
    ]),
    more: null,
  })
}

function fieldsPart({analysis: {summary}, template, locale}: DigestInput): DigestPart | null {
  const rows = fieldRows(summary, locale)?.rows ?? []
  return table({
    section: 'fields',
    heading: 'Filled in',
    columns: ['Field', '#Deals', '#Share'],
    rows: rows
      .slice(0, template.length)
      .map(({name, filled, share}) => [{text: name}, {text: filled}, {text: share}]),
    more:
      rows.length > template.length ? counted(rows.length - template.length, 'other field', locale) : null,
  })
}
