import type {BrowsedRun} from '../app/browsed-run.js'
import type {ReviewedDeal} from '../domain/review/analysis.js'
import type {Severity} from '../domain/rules/severity.js'
import {bandOf} from '../domain/score/health-score.js'
import {count, dealAmount, fullAmount} from '../report/amounts.js'
import {dateText} from '../report/dates.js'
import {terminalText} from '../report/escape.js'
import type {Locale} from '../report/intl-text.js'
import type {Paint} from '../report/paint.js'
import {shownLosses} from '../report/shown-losses.js'
import {foundRules, groupRows} from '../report/shown-numbers.js'
import type {ColumnSpec} from './columns.js'
import type {Only, Tab} from './review-state.js'

type Cell = {text: string; paint?: (text: string) => string}

/** A row; its cells are made when it is seen: there may be thousands. */
export type TableRow = {key: string | null; name: string; cells(): Readonly<Record<string, Cell>>}

export type ReviewTable = {columns: readonly ColumnSpec<string>[]; rows: readonly TableRow[]}

/** Colours, and how numbers are written: as in the reports of the review. */
type Style = {paint: Paint; locale: Locale}

/** What a tab shows of a run, the most expensive first. */
export function reviewTable(
  browsed: BrowsedRun,
  {tab, only, ...style}: {tab: Tab; only: Only | null} & Style,
): ReviewTable {
  switch (tab) {
    case 'rules':
      return {columns: ruleColumns, rows: ruleRows(browsed, style)}
    case 'owners':
      return {columns: ownerColumns, rows: ownerRows(browsed, style)}
    case 'deals':
      return {columns: dealColumns, rows: dealRows(browsed, {only, ...style})}
  }
}

const ruleColumns: readonly ColumnSpec<string>[] = [
  {key: 'name', title: 'RULE', least: 20, most: 44},
  {key: 'lost', title: 'POINTS LOST', align: 'right', least: 11, most: 11},
  {key: 'deals', title: 'DEALS', align: 'right', least: 14, most: 18, dropRank: 3},
  {key: 'severity', title: 'SEVERITY', least: 8, most: 8, dropRank: 2},
  {key: 'id', title: 'ID', least: 16, most: 40, dropRank: 1},
]

function ruleRows({analysis}: BrowsedRun, {paint, locale}: Style): TableRow[] {
  return foundRules(analysis.summary, locale).map(({rule, points, deals}) => {
    const name = terminalText(rule.title)
    return {
      key: rule.ruleId,
      name,
      cells: () => ({
        name: {text: name},
        lost: {text: points},
        deals: {text: deals},
        severity: severityCell(rule.severity, paint),
        id: {text: terminalText(rule.ruleId), paint: paint.dim},
      }),
    }
  })
}

function severityCell(severity: Severity, paint: Paint): Cell {
  if (severity === 'critical' || severity === 'high') return {text: severity, paint: paint.red}
  return severity === 'medium' ? {text: severity, paint: paint.yellow} : {text: severity}
}

const ownerColumns: readonly ColumnSpec<string>[] = [
  {key: 'name', title: 'OWNER', least: 16, most: 40},
  {key: 'lost', title: 'POINTS LOST', align: 'right', least: 11, most: 11},
  {key: 'score', title: 'SCORE', align: 'right', least: 5, most: 5},
  {key: 'deals', title: 'DEALS', align: 'right', least: 7, most: 9, dropRank: 2},
  {key: 'amount', title: 'AMOUNT', align: 'right', least: 14, most: 18, dropRank: 1},
]

function ownerRows({analysis}: BrowsedRun, {paint, locale}: Style): TableRow[] {
  const {byOwner} = analysis.summary.totals
  return groupRows(byOwner, byOwner.length, locale).map(({name: owner, points, score, deals, amount}) => {
    const name = terminalText(owner)
    const total = byOwner.find(({key}) => key === owner)
    const health = total?.score ?? null
    return {
      key: total ? owner : null,
      name,
      cells: () => ({
        name: {text: name},
        lost: {text: points},
        score: {text: score, ...(health !== null && {paint: paint[bandOf(health)]})},
        deals: {text: count(deals, locale)},
        amount: {text: fullAmount(amount, locale)},
      }),
    }
  })
}

const dealColumns: readonly ColumnSpec<string>[] = [
  {key: 'name', title: 'DEAL', least: 20, most: 44},
  {key: 'lost', title: 'LOST', align: 'right', least: 6, wanted: 9, most: 9},
  {key: 'risk', title: 'RISK', least: 6, most: 6},
  {key: 'health', title: 'HEALTH', align: 'right', least: 6, most: 6, dropRank: 5},
  {key: 'findings', title: 'FINDINGS', align: 'right', least: 8, most: 8, dropRank: 4},
  {key: 'amount', title: 'AMOUNT', align: 'right', least: 14, most: 18, dropRank: 3},
  {key: 'stage', title: 'STAGE', least: 12, most: 24, dropRank: 6},
  {key: 'owner', title: 'OWNER', least: 12, most: 24, dropRank: 2},
  {key: 'closes', title: 'CLOSES', least: 10, most: 10, dropRank: 1},
]

function dealRows(
  {analysis, deals}: BrowsedRun,
  {only, paint, locale}: {only: Only | null} & Style,
): TableRow[] {
  const losses = shownLosses(analysis, locale)
  return deals.flatMap((deal, place) => {
    if (only && !isOf(deal, only)) return []
    const name = terminalText(deal.name ?? deal.id)
    const cells = () => dealCells(deal, {name, lost: losses.of(deal, place).total, paint, locale})
    return [{key: deal.id, name, cells}]
  })
}

function isOf({owner, findings}: ReviewedDeal, {kind, key}: Only): boolean {
  return kind === 'owner' ? owner === key : findings.some(({ruleId}) => ruleId === key)
}

function dealCells(
  deal: ReviewedDeal,
  {name, lost, paint, locale}: {name: string; lost: string} & Style,
): Record<string, Cell> {
  const {risk, health, findings, stage, owner, closeDate} = deal
  return {
    name: {text: name},
    lost: {text: lost},
    risk: {
      text: risk,
      ...(risk === 'high' && {paint: paint.red}),
      ...(risk === 'medium' && {paint: paint.yellow}),
    },
    health: {text: String(Math.round(health))},
    findings: {text: count(findings.length)},
    amount: {text: terminalText(dealAmount(deal, locale))},
    stage: {text: terminalText(stage ?? '')},
    owner: {text: terminalText(owner ?? '')},
    closes: {text: closeDate === null ? '' : dateText(closeDate, locale)},
  }
}
