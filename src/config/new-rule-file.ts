import {allRules} from '../domain/rules/all-rules.js'
import type {Rule} from '../domain/rules/rule.js'
import {severities} from '../domain/rules/severity.js'
import {defaultScoring} from '../domain/score/scoring.js'

/** A rule file that changes nothing: all that could be changed stands in comments, with the defaults. */
export function newRuleFile(): string {
  const lines = allRules.map(rule => `  # ${rule.id}: ${settingOf(rule)}`)
  return `# yaml-language-server: $schema=https://unpkg.com/revsched/docs/rules/rules.schema.json
#
# Rules of your pipeline reviews. revsched rules explain <rule> tells what a rule finds;
# revsched rules lint checks this file, revsched rules test runs the tests of your own rules.

# Where to start from: revsched:recommended, revsched:strict (every rule) or revsched:minimal (the gravest alone).
extends: [revsched:recommended]

# off, on, a severity (critical, high, medium, low, info), or options. These are the defaults.
rules:
${lines.join('\n')}

# Other settings for some deals: pipeline, stage and owner take a name or a list, amounts minAmount and maxAmount.
overrides:
  # - when: {pipeline: Renewals}
  #   rules: {single-threaded: off}

# Rules of your own, in CEL (https://cel.dev). What a deal does not have is told by has(deal.amount); a rule that
# reads what is not there does not judge the deal. Custom fields of the CRM are in deal.custom, as text: double(deal.custom.Seats__c) > 5.
custom:
  # - id: acme/champion-missing
  #   category: completeness
  #   severity: high
  #   when: deal.probability >= 0.5 && deal.amount >= 50000.0
  #   violation: '!has(deal.custom.Champion__c)'
  #   message: '{{deal.name}} has no champion'
  #   tests:
  #     - {deal: {probability: 0.6, amount: 60000}, expect: violation}
  #     - {deal: {probability: 0.6, amount: 60000, custom: {Champion__c: Ada}}, expect: pass}

# What a finding costs its deal (0 to 100, a milder one never more than a worse one), whether findings about the pipeline as a
# whole cost points too, and which rule counts alone for what others find of the same deal as well.
score:
  # points: ${pointsText()}
  # portfolio: ${defaultScoring.portfolio}
  # supersede: []  # or [commit-at-risk]

# Findings that are not counted until the end of a day.
waivers:
  # - {rule: close-date-past, deal: "0061x00000AbCdE", until: 2027-01-31, reason: legal review}
`
}

function pointsText(): string {
  const points = severities.map(severity => `${severity}: ${defaultScoring.points[severity]}`)
  return `{${points.join(', ')}}`
}

function settingOf({options, severity, isRecommended}: Rule): string {
  const entries = Object.entries(options.parse({}) as Record<string, unknown>)
  const given = entries.map(([name, value]) => `, ${name}: ${JSON.stringify(value)}`).join('')
  const off = isRecommended ? '' : '  # off in revsched:recommended'
  return `{severity: ${severity}${given}}${off}`
}
