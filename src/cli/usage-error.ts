import type {CommanderError} from 'commander'
import {RevschedError} from '../domain/errors.js'
import {didYouMean} from '../domain/ref.js'
import {terminalText} from '../report/escape.js'

/** `revsched pause [options] <ref>`, and what follows it in the hint of a usage error. */
type Usage = {line: string; help: string}

/** What commander refuses, in the words of all other errors: the bad value, what is allowed, and the command's usage. */
export function usageError({code, message}: CommanderError, usage: Usage): RevschedError {
  const [, given = ''] = /'([^']*)'/.exec(message) ?? []
  const hint = `usage: ${usage.line}; ${usage.help} tells more`
  const suggestion = /\(Did you mean (.*)\?\)/.exec(message)?.[1]
  switch (code) {
    case 'commander.unknownOption':
      // What stands behind the flag may be a secret that somebody believed to belong here.
      return refusal(
        `unknown flag "${given.split('=')[0]}"`,
        suggestion ? `did you mean ${suggestion}?` : hint,
      )
    case 'commander.missingArgument':
      return refusal(`the argument <${given}> is missing`, hint)
    case 'commander.optionMissingArgument':
      return refusal(`the flag ${given} needs a value`, hint)
    case 'commander.excessArguments': {
      const [, most, count] = /Expected (\d+) .*got (\d+)/.exec(message) ?? []
      return refusal(
        `too many arguments: ${most === '0' ? 'none is' : `${most} can be`} given here, not ${count}`,
        `text with spaces goes in quotes; ${hint}`,
      )
    }
    default:
      return refusal(message.replace(/^error: /, ''), hint)
  }
}

/** `names` are those that could stand there: all commands, or those of the group before it. */
export function unknownCommand(
  given: string,
  {group, names}: {group: string; names: readonly string[]},
): RevschedError {
  const near = didYouMean(
    given,
    names.map(name => (group ? name.slice(group.length + 1) : name.split(' ')[0]!)).filter(isFirst),
  )
  const help = `revsched ${group ? `${group} ` : ''}--help lists the commands`
  return refusal(`there is no command "${group ? `${group} ` : ''}${given}"`, near ?? help)
}

/** A value that is none of the choices of a flag or argument; `hint` is for one that is near none of them. */
export function badChoice(
  name: string,
  value: string,
  {choices, hint}: {choices: readonly string[]; hint: string},
): RevschedError {
  return refusal(
    `"${value}" is not a valid ${name}: it takes ${choices.join(', ')}`,
    didYouMean(value, choices) ?? hint,
  )
}

function refusal(message: string, hint: string): RevschedError {
  return new RevschedError('usage', terminalText(message), {hint})
}

function isFirst(name: string, index: number, names: readonly string[]): boolean {
  return names.indexOf(name) === index
}
