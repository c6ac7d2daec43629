import {expect} from 'vitest'
import type {Command} from '../../src/cli/command.js'
import {exitCodes} from '../../src/cli/exit-codes.js'
import {exitCodesOf} from '../../src/cli/exit-codes-of.js'
import {RevschedError} from '../../src/domain/errors.js'
import {aCommandContext, type FakeContext} from './a-command-context.js'
import {expectDescribed} from './printed-json.js'

export type Ran = {
  out: string
  err: string
  /** Null where the command did what it was asked to. */
  error: unknown
  stored: FakeContext['stored']
  files: Map<string, string>
}

/** Of what is printed, where that is what a schema describes. */
function formOf(input: unknown): 'json' | 'ndjson' | null {
  const {json, ndjson, follow, fields, output} = Object(input) as Record<string, unknown>
  if (fields !== undefined || output !== undefined || !(json || ndjson)) return null
  return json && !follow ? 'json' : 'ndjson'
}

/**
 * Runs a command with fakes of all ports; `given` is what they hold, or a context that an earlier command has changed. What is printed
 * as JSON is checked against the command's schema, and an error against the exit codes in its help.
 */
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
  if (error instanceof RevschedError)
    expect(
      exitCodesOf(command.name).map(({status}) => status),
      error.message,
    ).toContain(exitCodes[error.code])
  const printed = context.io.out.text().slice(out)
  const form = formOf(input)
  if (form && printed !== '') await expectDescribed(command.name, printed, {isLines: form === 'ndjson'})
  return {
    out: printed,
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
