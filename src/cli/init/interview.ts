import {freeName} from '../../app/names.js'
import {RevschedError} from '../../domain/errors.js'
import type {Prompter} from '../../domain/ports/prompter.js'
import {shellWord} from '../../domain/shell-word.js'
import type {CommandContext} from '../context.js'
import {reportError} from '../report-error.js'

/** What `init` asks, does and remembers. */
export type Interview = {
  context: CommandContext
  /** Null where nobody is to be asked. */
  prompter: Prompter | null
  /** What was done, as it may be typed. */
  commands: string[]
}

type Question<Value> = {
  /** What answers it without being asked, as `--path`. */
  flag: string
  given: Value | undefined
  /** What holds where nobody is asked; undefined where only a person knows. */
  fallback: Value | undefined
  ask(prompter: Prompter): Promise<Value>
}

/** What a flag says, or a person, or what is usual. Throws `usage` where none of them does. */
export async function answerTo<Value>(
  {prompter}: Pick<Interview, 'prompter'>,
  {flag, given, fallback, ask}: Question<Value>,
): Promise<Value> {
  if (given !== undefined) return given
  if (prompter !== null) return ask(prompter)
  if (fallback !== undefined) return fallback
  throw new RevschedError('usage', `nobody can be asked, and the flag ${flag} is missing`, {
    hint: 'revsched init --help has a flag for each question',
  })
}

/** Runs a command as if its words had been typed, so that what `init` prints at the end does the same. */
export async function runCommand({context, commands}: Interview, words: readonly string[]): Promise<void> {
  const {parseCommandLine} = await import('../program.js')
  const parsed = await parseCommandLine(words, context.version, context.io)
  await parsed!.command.run(context, parsed!.input)
  commands.push(`revsched ${[...words, ...globalFlags(context)].map(typed).join(' ')}`)
}

/** Flags and paths stand as they are typed, without quotes that no shell needs. */
export function typed(word: string): string {
  return /^[\w./-][\w./@:-]*$/.test(word) ? word : shellWord(word)
}

/** What was said before all commands is said to each. */
function globalFlags({config}: CommandContext): string[] {
  const {database, user} = config
  return [
    ...(database.origin === 'flag' ? ['--database', database.value] : []),
    ...(user.origin === 'flag' ? ['--user', user.value] : []),
  ]
}

/**
 * Tries until it works or the person gives up: what went wrong is told and the questions come again, without the flags that led
 * there. Throws what went wrong where nobody can be asked.
 */
export async function untilItWorks<Result>(
  {prompter, context}: Interview,
  attempt: (isFirst: 'first' | 'again') => Promise<Result>,
): Promise<Result> {
  for (let turn: 'first' | 'again' = 'first'; ; turn = 'again') {
    try {
      return await attempt(turn)
    } catch (error) {
      if (prompter === null || !canBeMended(error)) throw error
      await reportError(error, context.io.err, {isJson: false, isDebug: false})
      if (!(await prompter.confirm('Answer again?', 'yes'))) throw error
    }
  }
}

function canBeMended(error: unknown): boolean {
  return (
    error instanceof RevschedError &&
    !['interrupted', 'terminated', 'storage', 'forbidden'].includes(error.code)
  )
}

/** For texts of which only nothing is wrong. */
export function filledIn(text: string): string | null {
  return text.trim() === '' ? 'an answer is needed' : null
}

/** Throws `conflict` for a name that something has. */
export function refuseTaken(name: string, {flag, taken}: Pick<NameQuestion, 'flag' | 'taken'>): void {
  if (taken.includes(name))
    throw new RevschedError('conflict', `"${name}" is there already`, {
      hint: `${flag} gives the new one another name`,
    })
}

type NameQuestion = {
  flag: string
  given: string | undefined
  /** What it is called unless somebody says otherwise. */
  suggestion: string
  taken: readonly string[]
  question: string
}

/**
 * A name that is free. Where nobody is asked, what is there already is never made a second time by another name: a script that runs twice
 * would schedule two reviews. Throws `conflict` then.
 */
export async function nameFor(
  interview: Interview,
  {flag, given, suggestion, taken, question}: NameQuestion,
): Promise<string> {
  if (given === undefined && interview.prompter === null) refuseTaken(suggestion, {flag, taken})
  return answerTo(interview, {
    flag,
    given,
    fallback: suggestion,
    ask: prompter =>
      prompter.ask(question, {initial: freeName(suggestion, new Set(taken)), check: nameCheck(taken)}),
  })
}

/** Says of a name what is wrong with it before a command is run by it. */
function nameCheck(taken: readonly string[]): (text: string) => string | null {
  return text => filledIn(text) ?? (taken.includes(text) ? `"${text}" is taken` : null)
}
