import type {Severity} from '../src/domain/rules/severity.js'
import {severities} from '../src/domain/rules/severity.js'
import {charge} from '../src/domain/score/charge.js'
import {lowConfidenceShare} from '../src/domain/score/confidence.js'
import {dealWeight} from '../src/domain/score/deal-weight.js'
import {
  bandOf,
  bands,
  contributionOf,
  dealHealth,
  portfolioCap,
  portfolioLoss,
  riskLimits,
  riskOf,
  scoreDeals,
} from '../src/domain/score/health-score.js'
import {defaultScoring} from '../src/domain/score/scoring.js'

const {points: severityPoints} = defaultScoring

type ExampleDeal = {
  name: string
  amount: number | null
  findings: readonly {rule: string; severity: Severity}[]
}

const found = (severity: Severity, ...rules: readonly string[]) => rules.map(rule => ({rule, severity}))

const example: readonly ExampleDeal[] = [
  {
    name: 'A',
    amount: 100_000,
    findings: [...found('critical', 'close date past'), ...found('medium', 'no next step')],
  },
  {name: 'B', amount: 50_000, findings: []},
  {
    name: 'C',
    amount: 30_000,
    findings: [
      ...found('high', 'stalled in stage', 'no recent activity', 'no owner'),
      ...found('medium', 'no contact', 'no next step'),
    ],
  },
  {name: 'D', amount: null, findings: found('high', 'no amount')},
]

/** docs/health-score.md: every number in it is computed by the code that computes scores. */
export function healthScorePage(): string {
  const {green, yellow} = bands
  return `# The health score

What the number at the top of a report means, for those who are measured by it. This page is generated from the code that computes
scores.

## What it is, and what it is not

A score of 0 to 100 says how well a pipeline is kept: whether close dates lie ahead, deals move, somebody acts, and what a forecast needs
is filled in. 100 means that no rule that is on found anything. **It is no win probability**, for the pipeline or for a deal: a deal that
is kept perfectly may be lost, and a neglected one may be won. It says how far the pipeline can be relied upon.

Every point short of 100 belongs to a finding. \`revsched report <run> --deal <id or name>\` says which of a deal's.

## What a finding costs its deal

| severity | points |
| --- | --- |
${severities.map(severity => `| ${severity} | ${severityPoints[severity]} |`).join('\n')}

A deal begins with a health of 100 and loses the points of its findings, one finding per rule. It cannot lose more than 100.
A rule file may set other points: [What findings cost](rule-files.md#what-findings-cost).

## What a deal weighs

Half of a deal's weight is its share of the total amount, half is its share of the number of deals. By amount alone, one huge deal that is
kept well would hide two hundred rotten ones; by number alone, the deal that decides the quarter would count as much as any other.

A deal without an amount, or with one of zero or less, weighs by the last amount that an earlier review knew, else by the median of the
amounts that are known; so a deal whose amount is deleted weighs what it weighed. Where no deal has one, all weigh the same.

The score is 100 less what every deal loses: its weight times what its health is short of 100. Of that, each finding is charged in
proportion to its points. Reports round so that the parts add up: findings to their deal, deals to 100 less the score.
A deal or an owner has lost the same in every format; \`<0.1\` stands for points too few to be seen, \`0\` for none.

Amounts are added deal by deal, each to the cent. The waterfall of a report leads from what was open at the last review to what is open
now: deals that were won, lost or are no longer there take away the amount that they had at the last review. Where they left with another
one, the list of changes tells both: \`2 won (57,000, was 50,000)\`.

## An example

${exampleTable()}

## The pipeline as a whole

Findings about the pipeline as a whole (coverage, concentration, close dates that cluster) are listed and cost nothing, unless the rule file says
\`score: {portfolio: true}\`. Then each takes as many hundredths of what the deals left as its severity has points, and together they take
${portfolioCap} at most: ${portfolioExample()}
They belong to no deal, owner or stage, whose numbers stay as they are.

## One cause, counted once

A deal in commit whose close date is past is found by two rules. With \`score: {supersede: [commit-at-risk]}\`, ${supersedeExample()}
More is told in [What findings cost](rule-files.md#what-findings-cost).

## Colours and risk

Green from ${green}, yellow from ${yellow}, red below. The colour follows the exact score: ${shownJustBelow()}.

| risk of a deal | when |
| --- | --- |
| high | a critical finding, or a health under ${riskLimits.high} |
| medium | a health under ${riskLimits.medium} |
| low | any finding |
| none | no finding |

## When not to trust it

- **Low confidence.** Reports mark a score when fewer than ${lowConfidenceShare * 100} % of the rules that are on could run, and say which did not, and why.
- **Skipped is not passed.** A rule whose fields the source does not have, or that has too little history, is skipped: it neither costs points
  nor counts as fine. A score of few checks is high because few looked.
- **Nothing judged, no score.** No score is given where no deal is open, or no rule about single deals could run: rules about the pipeline
  as a whole (coverage, concentration, close dates that cluster, deals that disappeared) look at no deal, so that by themselves they make none.
- **Other rules, other score.** After a change of the rules, or when other rules could run than the time before, the two scores are not
  compared, and the report says why. Rules about changes run from the second review on; it is compared with the first without them.
- **An incomplete read gives no score.** A review that could not read all deals fails.
- It cannot tell a true next step from an invented one, and compares teams fairly only where their sales cycles are alike: give pipelines
  limits of their own by [overrides](rule-files.md).
`
}

function exampleTable(): string {
  const columns = exampleColumns()
  const {points} = columns
  const {score, pointsLost} = scoreDeals(columns)
  const rows = example.map(({name, amount, findings}, place) => {
    const deal = {pointsLost: pointsLost[place]!, points: points[place]!}
    const weight = dealWeight(columns, place)
    const worth = amount === null ? `none (median ${thousands(weight.amount ?? 0)})` : thousands(amount)
    const why = findings.map(
      ({rule, severity}) =>
        `${rule} (${severity}) ${contributionOf(severityPoints[severity], deal).toFixed(2)}`,
    )
    const risk = riskOf(
      findings.map(({severity}) => severity),
      deal.points,
    )
    return [
      name,
      worth,
      `${(100 * weight.weight).toFixed(2)} %`,
      String(Math.round(dealHealth(deal.points))),
      risk,
      deal.pointsLost.toFixed(2),
      why.join('; ') || '-',
    ]
  })
  const head = ['deal', 'amount', 'weight', 'health', 'risk', 'points lost', 'by what']
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const lost = 100 - score!
  const [first] = example
  const {byAmount, byCount, weight} = dealWeight(columns, 0)
  return `${[line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')}

The deals lose ${lost.toFixed(2)} points together, so the score is 100 - ${lost.toFixed(2)} = ${score!.toFixed(2)}, shown as ${Math.round(score!)} and ${bandOf(score!)}.

Deal ${first!.name} weighs half of ${(100 * byAmount).toFixed(2)} % (its share of the amount) and half of ${(100 * byCount).toFixed(0)} % (one deal of ${example.length}): ${(100 * weight).toFixed(2)} %. Its findings
take ${points[0]} of its 100 points of health, so it costs ${(100 * weight).toFixed(2)} x ${points[0]} % = ${pointsLost[0]!.toFixed(2)} points of the score.`
}

/** `with one that is high and one that is medium, ... 58.97 x 20 % = 11.79 points, ...`. */
function portfolioExample(): string {
  const {score} = scoreDeals(exampleColumns())
  const {high, medium, low} = severityPoints
  const both = portfolioLoss(score!, high + low)
  const one = portfolioLoss(score!, medium)
  const left = score!.toFixed(2)
  return (
    `in the example, a medium one alone takes ${left} x ${medium} % = ${one.toFixed(2)} points and leaves ${(score! - one).toFixed(2)}; a high and a low one, which have\n` +
    `${high + low} points, take ${left} x ${portfolioCap} % = ${both.toFixed(2)} and leave ${(score! - both).toFixed(2)}.`
  )
}

function supersedeExample(): string {
  const findings = [
    {ruleId: 'commit-at-risk', severity: 'high'},
    {ruleId: 'close-date-past', severity: 'critical'},
  ] as const
  const twice = charge(findings, defaultScoring)
  const charges: number[] = []
  const once = charge(findings, {...defaultScoring, supersede: ['commit-at-risk']}, charges)
  return `the two take ${once} points together
instead of ${twice}: commit-at-risk ${charges[0]}, which is the worse of the two, and the past close date ${charges[1]}.`
}

function exampleColumns() {
  const amounts = Float64Array.from(example, ({amount}) => amount ?? Number.NaN)
  const points = Float64Array.from(example, ({findings}) =>
    findings.reduce((sum, {severity}) => sum + severityPoints[severity], 0),
  )
  return {amounts, lastKnownAmounts: amounts, points}
}

function shownJustBelow(): string {
  const below = bands.green - 0.4
  return `${below} is ${bandOf(below)}, and shown as ${Math.floor(below)}`
}

function thousands(amount: number): string {
  return `${amount / 1000}k`
}
