import {type CalendarDate, parseCalendarDate} from '../../review/calendar-date.js'
import type {Deal} from '../../review/deal.js'
import {plannedAt} from '../../review/planned-activity.js'
import {zoneCalendar} from '../../schedule/zone-calendar.js'
import {pass, type Rule, skip} from '../rule.js'
import type {CustomRule} from './custom-rule.js'
import {type RuleTest, type RuleTestGiven, ruleTestGivenOf, ruleTestProblems} from './rule-test-given.js'

/** What a test of a custom rule came to; `problem` is null when the rule said what was expected. */
type RuleTestResult = {ruleId: string; test: number; expected: RuleTest['expect']; problem: string | null}

/** Runs the tests that stand beside custom rules. A test's deal has what it gives and nothing else; dates are judged in UTC. */
export function runRuleTests(rules: readonly Rule[], now: Date): RuleTestResult[] {
  return rules.flatMap(rule => {
    const custom = rule as CustomRule
    return (custom.entry.tests ?? []).map((test, place) => ({
      ruleId: rule.id,
      test: place + 1,
      expected: test.expect,
      problem: problemOf(custom, test, now),
    }))
  })
}

function problemOf(rule: CustomRule, test: RuleTest, now: Date): string | null {
  const [wrong] = ruleTestProblems(test)
  if (wrong) return `${wrong.message}; ${wrong.hint}`
  const {deal, asOf} = ruleTestGivenOf(test)
  const {expect} = test
  const at = asOf === undefined ? now : new Date(asOf)
  const {dateOf} = zoneCalendar('UTC')
  const today = dateOf(at.getTime())
  const verdict = rule.check(dealOf(deal), {
    asOf: at,
    today,
    daysSince: instant => today - dateOf(instant.getTime()),
    isPlanned: plannedAt(at, 'UTC'),
    stepsBetween: () => 0,
    fiscalYearStartMonth: 1,
    fields: new Set(),
    customFields: null,
    options: {},
    severity: rule.severity,
  })
  if (typeof verdict === 'object' && 'failed' in verdict)
    return `expected ${expect}, could not be evaluated: ${verdict.failed}`
  const came = verdict === pass ? 'pass' : verdict === skip ? 'skip' : 'violation'
  if (came === expect) return null
  const said = typeof verdict === 'object' ? ` ("${verdict.message}")` : ''
  return `expected ${expect}, came to ${came}${said}`
}

function dealOf(given: RuleTestGiven['deal']): Deal {
  return {
    ...given,
    closeDate: dateOf(given.closeDate),
    createdAt: instantOf(given.createdAt),
    lastStageChangeAt: instantOf(given.lastStageChangeAt),
    lastActivityAt: instantOf(given.lastActivityAt),
    nextActivityAt: instantOf(given.nextActivityAt),
    nextStepChangedAt: instantOf(given.nextStepChangedAt),
    stageHistory: given.stageHistory?.map(({stage, at}) => ({stage, at: new Date(at)})) ?? null,
    closeDateHistory:
      given.closeDateHistory?.map(({closeDate, at}) => ({closeDate: dateOf(closeDate), at: new Date(at)})) ??
      null,
    outcome: 'open',
    url: null,
  }
}

function dateOf(given: string | null): CalendarDate | null {
  return given === null ? null : parseCalendarDate(given)
}

function instantOf(given: string | null): Date | null {
  return given === null ? null : new Date(given)
}
