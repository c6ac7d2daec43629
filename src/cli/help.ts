import type {Paint} from '../report/paint.js'
import type {AnyCommand} from './command.js'
import {exitCodeMeanings, exitCodes} from './exit-codes.js'

/** Examples and exit codes, below the flags in a command's help. */
export function afterHelp(command: AnyCommand): string {
  const examples = command.examples.map(example => `  $ ${example}`).join('\n')
  return `\nExamples:\n${examples}\n\nExit codes: 0 done, 2 usage, others in "revsched help exit-codes"\n`
}

/** `revsched --help`, `revsched help <group>` and `revsched help exit-codes`. */
export async function overview(topic: string, paint: Paint): Promise<string> {
  if (topic === 'exit-codes') return exitCodeTable()
  const {commands, groups} = await import('./program.js')
  const names = Object.keys(commands).filter(name => !topic || name.startsWith(`${topic} `))
  const loaded = await Promise.all(names.map(name => commands[name]!()))
  const lines = loaded.map(({name, summary}) => `  ${paint.bold(name.padEnd(18))} ${summary}`)
  const usage = `Usage: revsched ${topic ? `${topic} ` : ''}<command> [flags]`
  const intro = topic ? groups[topic] : 'cron for sales-pipeline reviews'
  return `${intro}\n\n${usage}\n\nCommands:\n${lines.join('\n')}\n\n${topic ? groupFooter(topic) : footer}`
}

const footer = `Start here:
  $ revsched demo                                        a review of a built-in sample pipeline
  $ revsched connection add file emea --path deals.csv   connect your own deals
  $ revsched add weekly --connection emea --schedule "every monday at 6am"

revsched <command> --help has the flags and examples of each; revsched help exit-codes lists the exit codes.
`

const groupFooter = (topic: string) =>
  `revsched ${topic} <command> --help has the flags and examples of each.\n`

function exitCodeTable(): string {
  const rows = Object.entries(exitCodes).map(([code, status]) => {
    const meaning = exitCodeMeanings[code as keyof typeof exitCodes]
    return `  ${String(status).padStart(3)}  ${code.padEnd(16)} ${meaning}`
  })
  return `Exit codes:\n    0  ${'done'.padEnd(16)} also "nothing to show"\n    1  ${'(none)'.padEnd(16)} a bug in revsched\n${rows.join('\n')}\n`
}
