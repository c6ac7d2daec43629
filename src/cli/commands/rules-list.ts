import * as z from 'zod/mini'
import {allRules} from '../../domain/rules/all-rules.js'
import {defineCommand} from '../command.js'
import {rowFlags, rowInput} from '../inputs.js'
import {dataPrinter, rowsOf} from '../render/data.js'
import {table} from '../render/table.js'

export const rulesListCommand = defineCommand({
  name: 'rules list',
  summary: 'Show the rules',
  flags: rowFlags,
  examples: ['revsched rules list', 'revsched rules list --json | jq -r ".[].id"'],
  input: z.strictObject(rowInput),
  async run({io}, choice) {
    const print = await dataPrinter('rules list', choice, {hasRows: true})
    const rules = allRules.map(({id, title, category, severity, isRecommended, needs, explain}) => ({
      id,
      title,
      category,
      severity,
      isRecommended,
      needs,
      what: explain.what,
    }))
    if (print) return print(io.out, rowsOf(rules))
    const rows = rules.map(rule => [
      rule.id,
      rule.severity,
      rule.isRecommended ? 'on' : 'off',
      rule.title,
      rule.what,
    ])
    await io.out.write(await table(columns, rows, io.out))
    await io.err.write(
      io.err.paint.dim('revsched rules explain <rule> tells why it matters and what to do\n'),
    )
  },
})

const columns = [
  {title: 'RULE'},
  {title: 'SEVERITY', dropRank: 3},
  {title: 'DEFAULT', dropRank: 2},
  {title: 'TITLE'},
  {title: 'WHAT IT FINDS', canShrink: true, least: 50, dropRank: 1},
]
