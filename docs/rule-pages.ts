import * as z from 'zod/mini'
import {ruleFileSchema} from '../src/config/rule-schema.js'
import type {Rule} from '../src/domain/rules/rule.js'

/** The pages of docs/rules by file name, made from the rules themselves; a test compares and, when asked, writes them. */
export function rulePages(rules: readonly Rule[]): Map<string, string> {
  const pages = new Map(rules.map(rule => [`${rule.id}.md`, rulePage(rule)]))
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

Every rule judges each open deal as fine, as a violation, or as not checked (the deal lacks what the rule compares). A rule whose
fields the source does not have is skipped as a whole, and so is one about activities or contacts when more than 90 % of the open
deals carry no value: then the team keeps them elsewhere. Reports say which rules were skipped and why.

| rule | severity | by default | finds |
| --- | --- | --- | --- |
${rows.join('\n')}
`
}

function rulePage(rule: Rule): string {
  const {what, why, fix, source} = rule.explain
  return `# ${rule.id}

${rule.title}: ${rule.severity}, ${rule.category}, ${rule.isRecommended ? 'on' : 'off'} by default.

**What.** ${what}

**Why.** ${why}

**What to do.** ${fix}

**Where the threshold comes from.** ${source}

**Needs** ${rule.needs.map(field => `\`${field}\``).join(', ')} from the source.
${optionsTable(rule)}`
}

function optionsTable(rule: Rule): string {
  const {properties = {}} = z.toJSONSchema(rule.options, {io: 'input', unrepresentable: 'any'})
  const rows = Object.entries(properties).map(([name, property]) => {
    const {type, default: value} = typeof property === 'object' ? property : {}
    return `| \`${name}\` | ${type ?? 'value'} | \`${JSON.stringify(value)}\` |`
  })
  return rows.length === 0 ? '' : `\n| option | type | default |\n| --- | --- | --- |\n${rows.join('\n')}\n`
}
