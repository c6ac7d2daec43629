import {confirm, isCancel, select, text} from '@clack/prompts'
import {RevschedError} from '../domain/errors.js'
import type {Prompter} from '../domain/ports/prompter.js'

type Streams = {stdin: NodeJS.ReadStream; stderr: NodeJS.WriteStream; env: NodeJS.ProcessEnv}

/** Questions on stderr, so that stdout stays for results; null where nobody can be asked, or where the cursor cannot move. */
export function terminalPrompter({stdin, stderr, env}: Streams): Prompter | null {
  if (!stdin.isTTY || !stderr.isTTY || env.TERM === 'dumb') return null
  const streams = {input: stdin, output: stderr}
  return {
    choose: async (message, choices) =>
      answered(await select<string>({message, options: [...choices], ...streams})) as never,
    ask: async (message, {initial, check}) =>
      answered(
        await text({
          message,
          initialValue: initial,
          validate: value => check(value ?? '') ?? undefined,
          ...streams,
        }),
      ),
    confirm: async (message, initial) =>
      answered(await confirm({message, initialValue: initial === 'yes', ...streams})),
  }
}

function answered<Value>(value: Value): Exclude<Value, symbol> {
  if (!isCancel(value)) return value as Exclude<Value, symbol>
  throw new RevschedError('interrupted', 'stopped before the last answer', {
    hint: 'what was done until then stays; revsched init goes on from there',
  })
}
