import type * as z from 'zod/mini'
import type {CommandContext} from './context.js'

/** A positional argument: `<ref>`, `[ref]`, `<name>`, `[words...]`. */
type ArgumentSpec = {syntax: string; describe: string; choices?: readonly string[]}

/** A flag in commander's syntax: `--limit <n>`, `--no-deliver`, `--map <field=column...>`. */
export type FlagSpec = {
  syntax: string
  /** A letter that stands for it, as `-f`. */
  short?: string
  describe: string
  choices?: readonly string[]
  isRepeatable?: boolean
  /** Of a `--no-` flag beside the one that gives a value: what it takes away, which reaches `input` in the array `without`. */
  takesAway?: string
}

/**
 * One command. Arguments and flags reach `input` as one object under their camelCase names, as strings, booleans or arrays
 * of strings; `input` checks them and turns them into what `run` takes.
 */
export type Command<Input> = {
  /** As typed, e.g. `connection add`. */
  name: string
  summary: string
  /** More than the summary, for the command's own help. */
  description?: string
  arguments?: readonly ArgumentSpec[]
  flags?: readonly FlagSpec[]
  /** Complete command lines, run by a test. */
  examples: readonly string[]
  input: z.ZodMiniType<Input>
  /** Runs with the defaults of settings that are wrong, which are `configProblems` in its context; others are not begun. */
  runsWithBadConfig?: boolean
  run(context: CommandContext, input: Input): Promise<void>
}

// The registry mixes input types; only `parseInput` looks inside, through the command's own schema.
// biome-ignore lint/suspicious/noExplicitAny: see above
export type AnyCommand = Command<any>

export function defineCommand<Input>(command: Command<Input>): Command<Input> {
  return command
}
