import {wrapText} from '../report/escape.js'
import type {AnyCommand} from './command.js'
import {exitCodeMeanings, exitCodes} from './exit-codes.js'
import {exitCodesOf} from './exit-codes-of.js'
import type {Output} from './io.js'

/** Examples and exit codes, below the flags in a command's help. */
export function afterHelp(command: AnyCommand, {width}: Pick<Output, 'width'>): string {
  const examples = command.examples.map(example => `  $ ${example}`).join('\n')
  const codes = exitCodesOf(command.name).map(({status, words}) => `${status} ${words}`)
  const told = `Exit codes: ${codes.join(', ')}; revsched help exit-codes tells more`
  const wrapped = wrapText(told, Math.min(width, 110), {first: '', next: '  '}).join('\n')
  return `\nExamples:\n${examples}\n\n${wrapped}\n`
}

/** `revsched --help`, `revsched help <group>` and `revsched help exit-codes`. */
export async function overview(topic: string, output: Output): Promise<string> {
  if (topic === 'exit-codes') return exitCodeTable(output)
  const {commands, groups} = await import('./program.js')
  const names = Object.keys(commands).filter(name => !topic || name.startsWith(`${topic} `))
  const loaded = await Promise.all(names.map(name => commands[name]!()))
  const {bold} = output.paint
  const lines = loaded.map(({name, summary}) =>
    described({name: name.padEnd(22), text: summary, paint: bold}, output),
  )
  const usage = `Usage: revsched ${topic ? `${topic} ` : ''}<command> [flags]`
  const intro = topic ? groups[topic] : 'cron for sales-pipeline reviews'
  return `${intro}\n\n${usage}\n\nCommands:\n${lines.join('')}\n${topic ? '' : start}${footer(topic, output)}`
}

const start = `Start here:
  $ revsched demo
  $ revsched connection add file emea --path deals.csv
  $ revsched add weekly --connection emea --schedule "every monday at 6am"

`

function footer(topic: string, {width}: Output): string {
  const own = `revsched ${topic ? `${topic} ` : ''}<command> --help has the flags and examples of each`
  const more = topic ? '.' : '; revsched help exit-codes lists the exit codes.'
  return `${wrapText(own + more, width, {first: '', next: ''}).join('\n')}\n`
}

function exitCodeTable(output: Output): string {
  const row = (status: number, code: string, meaning: string) =>
    described({name: `${String(status).padStart(3)}  ${code.padEnd(16)}`, text: meaning}, output)
  const rows = Object.entries(exitCodes).map(([code, status]) =>
    row(status, code, exitCodeMeanings[code as keyof typeof exitCodes]),
  )
  const [done, bug] = [row(0, 'done', 'also "nothing to show"'), row(1, '(none)', 'a bug in revsched')]
  return `Exit codes:\n${done}${bug}${rows.join('')}`
}

const same = (text: string) => text

/** A name and what it means, which goes on below itself where the terminal ends. */
function described(
  {name, text, paint = same}: {name: string; text: string; paint?: (shown: string) => string},
  {width}: Output,
): string {
  const margin = ' '.repeat(name.length + 3)
  const lines = wrapText(text, width, {first: margin, next: margin}).join('\n')
  return `  ${paint(name)} ${lines.slice(margin.length)}\n`
}
