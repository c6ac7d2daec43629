import {ruleFileSchema} from '../src/config/rule-schema.js'
import {fieldsOfKind} from '../src/connectors/all-connectors.js'
import {describedOptions} from '../src/domain/rules/described-options.js'
import type {Rule} from '../src/domain/rules/rule.js'
import {
  fieldsOfRule,
  type OriginsByKind,
  originText,
  ruleFieldText,
  sourceKinds,
} from '../src/report/rule-fields.js'

/** The pages of docs/rules by file name, made from the rules themselves; a test compares and, when asked, writes them. */
export async function rulePages(rules: readonly Rule[]): Promise<Map<string, string>> {
  const origins = {
    file: await fieldsOfKind('file'),
    salesforce: await fieldsOfKind('salesforce'),
    hubspot: await fieldsOfKind('hubspot'),
  }
  const pages = new Map(rules.map(rule => [`${rule.id}.md`, rulePage(rule, origins)]))
  pages.set('README.md', indexPage(rules))
  pages.set('rules.schema.json', `${JSON.stringify(ruleFileSchema(), null, 2)}\n`)
  return pages
}

function indexPage(rules: readonly Rule[]): string {
  const rows = rules.map(
    rule =>
      `| [${rule.id}](${rule.id}.md) | ${rule.severity} | ${rule.isRecommended ? 'on' : 'off'} | ${rule.explain.what} |`,
  )
  return `# Rules

A rule judges each open deal as fine, as a violation, or as not checked (the deal lacks what the rule compares). A rule whose
fields the source does not have is skipped as a whole, and so is one about activities or contacts when more than 90 % of the open
deals, if they are ten or more, carry no value: then the team keeps them elsewhere. A rule that could judge none of the open deals is
skipped, too: it is none of the checks that ran, although scores with and without it are compared. Reports say which rules were
skipped and why.

deal-too-old, stage-stalled, close-date-unrealistic and amount-outlier compare a deal with the won deals of its own pipeline: with
the median of what they took, from creation to close, in the same stage, or from it to the win, and of what they were worth. All won
deals that the source delivers count (of a CRM, those of the last twelve months) but for those whose dates are out of order. With
fewer than minSample of them (10) there is no median: the first rule and the last do not check deals of that pipeline, the others have
fixed limits for them. How long stages take is known where the source has their history, as Salesforce and HubSpot do.

duplicate-deal compares the open deals of an account with each other when all are read, by the settings of both deals.

Rules about changes compare a deal with the last review of it, and are skipped in the first. The second review has them for the first
time: its score is compared with that of the first by the other rules alone. close-date-clustering, coverage-below-target,
concentration and disappeared-since-review look at the pipeline as a whole: what they find belongs to no deal, stands in a part of
its own, costs no points unless a rule file says so (\`score: {portfolio: true}\`), and is not among the findings that are counted.

| rule | severity | by default | finds |
| --- | --- | --- | --- |
${rows.join('\n')}
`
}

function rulePage(rule: Rule, origins: OriginsByKind): string {
  const {what, why, fix, source} = rule.explain
  return `# ${rule.id}

${rule.title}: ${rule.severity}, ${rule.category}, ${rule.isRecommended ? 'on' : 'off'} by default.

**What.** ${what}

**Why.** ${why}

**What to do.** ${fix}

**Where the threshold comes from.** ${source}

${needsText(rule, origins)}
${optionsTable(rule)}`
}

function optionsTable(rule: Rule): string {
  const rows = describedOptions(rule).map(({name, type, value}) => `| \`${name}\` | ${type} | \`${value}\` |`)
  return rows.length === 0 ? '' : `\n| option | type | default |\n| --- | --- | --- |\n${rows.join('\n')}\n`
}

function needsText(rule: Rule, origins: OriginsByKind): string {
  const fields = fieldsOfRule(rule, origins)
  if (fields.length === 0) return '**Needs** no field of the source.'
  const quoted = (name: string) => `\`${name}\``
  const rows = fields.map(field => {
    const cells = sourceKinds.map(([kind]) => originText(field[kind], quoted))
    return `| ${[ruleFieldText(field, quoted), ...cells].join(' | ')} |`
  })
  const mappable = fields.find(({file}) => file.names.length > 0)
  const how = mappable
    ? `\nCase, spaces and punctuation of columns do not matter; another one is named with \`--map ${mappable.field}="<column>"\`.\n`
    : ''
  return `**Needs** of the source, or it is skipped:

| field | ${sourceKinds.map(([, title]) => title).join(' | ')} |
| --- | --- | --- | --- |
${rows.join('\n')}
${how}`.trimEnd()
}
