import type {Command} from '../../src/cli/command.js'
import {aCommandContext, type FakeContext} from './a-command-context.js'

export type Ran = {
  out: string
  err: string
  /** Null where the command did what it was asked to. */
  error: unknown
  stored: FakeContext['stored']
  files: Map<string, string>
}

/** Runs a command with fakes of all ports; `given` is what they hold, or a context that an earlier command has changed. */
export async function runCommand<Input>(
  command: Command<Input>,
  input: Input,
  given: Parameters<typeof aCommandContext>[0] | FakeContext = {},
): Promise<Ran> {
  const context = 'io' in given ? given : aCommandContext(given)
  const [out, err] = [context.io.out.text().length, context.io.err.text().length]
  const error: unknown = await command.run(context, input).then(
    () => null,
    thrown => thrown,
  )
  return {
    out: context.io.out.text().slice(out),
    err: context.io.err.text().slice(err),
    error,
    stored: context.stored,
    files: context.host.files,
  }
}

/** One JSON document and nothing else on stdout. */
export function jsonOf({out, error}: Ran) {
  if (error) throw error
  return JSON.parse(out)
}
