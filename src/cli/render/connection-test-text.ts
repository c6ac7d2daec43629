import type {ConnectionKind} from '../../domain/crm-connection.js'
import type {ConnectionTest} from '../../domain/ports/connector.js'
import type {FieldOrigins} from '../../domain/ports/field-origins.js'
import {formatCalendarDate} from '../../domain/review/calendar-date.js'
import {type Deal, dealFields} from '../../domain/review/deal.js'
import {repeatedIdsText} from '../../domain/review/repeated-ids.js'
import {allRules} from '../../domain/rules/all-rules.js'
import {count, counted, exactAmount} from '../../report/amounts.js'
import {terminalText, wrapText} from '../../report/escape.js'
import type {Output} from '../io.js'
import {table} from './table.js'

/** `fields` are those of its kind of source. */
type Tested = {test: ConnectionTest; kind: ConnectionKind; fields: FieldOrigins}

/** What `connection add` and `connection test` show: columns, stages, a sample, and what was refused. */
export async function connectionTestText(tested: Tested, output: Output): Promise<string> {
  const {test} = tested
  const parts = [
    output.paint.bold(wrapped(terminalText(test.description), output)),
    countsLine(test),
    `\n${await columnsTable(test, output)}`,
    await missingText(tested, output),
    await stagesText(test, output),
    test.sample.length > 0 ? `\nSample\n${await sampleTable(test.sample, output)}` : '',
    await refusedText(test, output),
    warningsText(test, output),
  ]
  return parts.join('')
}

function countsLine({report, dealsOpen, dealsWon, dealsLost}: ConnectionTest): string {
  const refused = report.refusedCount > 0 ? `, ${count(report.refusedCount)} refused` : ''
  return `${counted(report.rowsRead, 'row')}: ${count(dealsOpen)} open, ${count(dealsWon)} won, ${count(dealsLost)} lost${refused}\n`
}

function columnsTable({columns}: ConnectionTest, output: Output): Promise<string> {
  const rows = columns.map(({column, field, reading, filled, ambiguity}) => [
    column,
    field ?? {text: '(custom)', paint: output.paint.dim},
    ambiguity ? {text: `${reading} (ambiguous)`, paint: output.paint.yellow} : reading,
    filledText(filled),
  ])
  const titles = [
    {title: 'COLUMN', canShrink: true},
    {title: 'FIELD', canShrink: true},
    {title: 'READ AS', canShrink: true},
  ]
  return table([...titles, {title: 'FILLED', align: 'right', dropRank: 1}], rows, output)
}

/** All and none are only said where it is so. */
function filledText(filled: number): string {
  const percent = Math.round(filled * 100)
  return `${filled === 0 || filled === 1 ? percent : Math.min(99, Math.max(1, percent))}%`
}

/** What a missing field costs: the recommended rules that a review has to skip. And how to get it, of this kind of source. */
async function missingText({test: {missingFields}, kind, fields}: Tested, output: Output): Promise<string> {
  const rows = missingFields.map(field => [field, rulesThatNeed(field).join(', ')] as const)
  const needed = rows.filter(([, rules]) => rules !== '')
  const rest = rows.filter(([, rules]) => rules === '').map(([field]) => field)
  const thing = kind === 'file' ? 'column' : 'field'
  const spare =
    rest.length > 0
      ? wrapped(
          `${needed.length > 0 ? 'nor is there one' : `no ${thing}`} for ${rest.join(', ')}: no rule needs ${rest.length === 1 ? 'it' : 'them'}`,
          output,
        )
      : ''
  if (needed.length === 0) return spare && `\n${spare}`
  const columns = [
    {title: `NO ${thing.toUpperCase()} FOR`},
    {title: 'SO THESE RULES ARE SKIPPED', canShrink: true},
    ...(kind === 'file' ? [] : [{title: 'IT COMES FROM', canShrink: true}]),
  ]
  const cells = kind === 'file' ? needed : needed.map(row => [...row, namesOf(row[0], fields)])
  const how =
    kind === 'file'
      ? `a column of another name is told to connection add or edit: --map ${needed[0]![0]}="<column>"`
      : 'the CRM does not have these, or the user of the connection may not see them'
  return `\n${await table(columns, cells, output)}${wrapped(how, output)}${spare}`
}

function namesOf(name: string, fields: FieldOrigins): string {
  const field = dealFields.find(known => known === name)
  return (field && fields.get(field)?.names.join(', ')) ?? ''
}

function rulesThatNeed(field: string): string[] {
  return allRules
    .filter(rule => rule.isRecommended && rule.needs.some(need => need === field))
    .map(({title}) => title)
}

/** Broken between words in a terminal; whole in a pipe. */
function wrapped(text: string, {isTerminal, width}: Output): string {
  return isTerminal ? `${wrapText(text, width, {first: '', next: '  '}).join('\n')}\n` : `${text}\n`
}

async function stagesText({stages}: ConnectionTest, output: Output): Promise<string> {
  if (stages.length === 0) return ''
  const rows = stages.map(({stage, outcome, deals}) => [stage ?? '(none)', outcome, count(deals)])
  const columns = [
    {title: 'STAGE', canShrink: true},
    {title: 'MEANS'},
    {title: 'DEALS', align: 'right' as const},
  ]
  return `\n${await table(columns, rows, output)}`
}

function sampleTable(sample: readonly Deal[], output: Output): Promise<string> {
  const rows = sample.map(deal => [
    deal.id,
    deal.name ?? '',
    deal.stage ?? '',
    deal.amount === null ? '' : exactAmount(deal.amount, 'en'),
    deal.closeDate === null ? '' : formatCalendarDate(deal.closeDate),
    deal.owner ?? '',
  ])
  const columns = [
    {title: 'ID', canShrink: true, dropRank: 3},
    {title: 'NAME', canShrink: true},
    {title: 'STAGE', canShrink: true, dropRank: 2},
    {title: 'AMOUNT', align: 'right' as const},
    {title: 'CLOSE DATE'},
    {title: 'OWNER', canShrink: true, dropRank: 1},
  ]
  return table(columns, rows, output)
}

/** What may be read otherwise than meant, a line each. */
export function warningsText({report, duplicateIds}: ConnectionTest, output: Output): string {
  const repeated = repeatedIdsText(duplicateIds)
  return [...report.warnings, ...(repeated ? [repeated] : [])]
    .map(warning => output.paint.yellow(wrapped(`warning: ${terminalText(warning)}`, output)))
    .join('')
}

async function refusedText({report}: ConnectionTest, output: Output): Promise<string> {
  if (report.refusedCount === 0) return ''
  const rows = report.refusals.map(({row, column, value, reason}) => [
    String(row),
    column ?? '',
    value,
    reason,
  ])
  const columns = [
    {title: 'ROW', align: 'right' as const},
    {title: 'COLUMN', canShrink: true, dropRank: 2},
    {title: 'VALUE', canShrink: true, dropRank: 1},
    {title: 'REASON', canShrink: true},
  ]
  const more = report.refusedCount - report.refusals.length
  const rest = more > 0 ? `and ${count(more)} more\n` : ''
  return `\n${output.paint.yellow(`Refused rows (${count(report.refusedCount)})`)}\n${await table(columns, rows, output)}${rest}`
}
