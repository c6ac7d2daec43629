import type {ConnectionTest} from '../../domain/ports/connector.js'
import {formatCalendarDate} from '../../domain/review/calendar-date.js'
import type {Deal} from '../../domain/review/deal.js'
import {terminalText} from '../../report/escape.js'
import type {Output} from '../io.js'
import {table} from './table.js'

/** What `connection add` and `connection test` show: columns, stages, a sample, and what was refused. */
export async function connectionTestText(test: ConnectionTest, output: Output): Promise<string> {
  const parts = [
    `${output.paint.bold(terminalText(test.description))}\n`,
    countsLine(test),
    `\n${await columnsTable(test, output)}`,
    missingLine(test),
    `\n${await stagesTable(test, output)}`,
    test.sample.length > 0 ? `\nSample\n${await sampleTable(test.sample, output)}` : '',
    await refusedText(test, output),
    test.report.warnings.map(warning => output.paint.yellow(`warning: ${terminalText(warning)}\n`)).join(''),
  ]
  return parts.join('')
}

function countsLine({report, dealsOpen, dealsWon, dealsLost}: ConnectionTest): string {
  const refused = report.refusedCount > 0 ? `, ${report.refusedCount} refused` : ''
  return `${report.rowsRead} rows: ${dealsOpen} open, ${dealsWon} won, ${dealsLost} lost${refused}\n`
}

function columnsTable({columns}: ConnectionTest, output: Output): Promise<string> {
  const rows = columns.map(({column, field, reading, filled, ambiguity}) => [
    column,
    field ?? {text: '(custom)', paint: output.paint.dim},
    ambiguity ? {text: `${reading} (ambiguous)`, paint: output.paint.yellow} : reading,
    `${Math.round(filled * 100)}%`,
  ])
  const titles = [{title: 'COLUMN', canShrink: true}, {title: 'FIELD'}, {title: 'READ AS', canShrink: true}]
  return table([...titles, {title: 'FILLED', align: 'right'}], rows, output)
}

function missingLine({missingFields}: ConnectionTest): string {
  if (missingFields.length === 0) return ''
  return `no column for: ${missingFields.join(', ')}\n  rules that need these are skipped; name a column with --map <field>="<column>"\n`
}

function stagesTable({stages}: ConnectionTest, output: Output): Promise<string> {
  const rows = stages.map(({stage, outcome, deals}) => [stage ?? '(none)', outcome, String(deals)])
  return table(
    [{title: 'STAGE', canShrink: true}, {title: 'MEANS'}, {title: 'DEALS', align: 'right'}],
    rows,
    output,
  )
}

function sampleTable(sample: readonly Deal[], output: Output): Promise<string> {
  const rows = sample.map(deal => [
    deal.id,
    deal.name ?? '',
    deal.stage ?? '',
    deal.amount === null ? '' : String(deal.amount),
    deal.closeDate === null ? '' : formatCalendarDate(deal.closeDate),
    deal.owner ?? '',
  ])
  const columns = [
    {title: 'ID', canShrink: true},
    {title: 'NAME', canShrink: true},
    {title: 'STAGE', canShrink: true},
    {title: 'AMOUNT', align: 'right' as const},
    {title: 'CLOSE DATE'},
    {title: 'OWNER', canShrink: true},
  ]
  return table(columns, rows, output)
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
    {title: 'COLUMN', canShrink: true},
    {title: 'VALUE', canShrink: true},
    {title: 'REASON', canShrink: true},
  ]
  const more = report.refusedCount - report.refusals.length
  const rest = more > 0 ? `and ${more} more\n` : ''
  return `\n${output.paint.yellow(`Refused rows (${report.refusedCount})`)}\n${await table(columns, rows, output)}${rest}`
}
