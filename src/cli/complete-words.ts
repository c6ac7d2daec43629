import type {AnyCommand, FlagSpec} from './command.js'
import {type NameKind, nameOfArgument, nameOfFlag} from './completed-names.js'
import {commands, globalFlags, groups} from './program.js'

export type Candidate = {value: string; about?: string}

/** `files`: the shell knows them better. */
export type Completion = {values: readonly Candidate[]} | 'files'

type LookUp = (kind: NameKind) => Promise<readonly Candidate[]>

/**
 * What the last of these words, which is being typed, may become. Of all commands only the one that is meant is loaded: a person
 * waits for this at each press of the key.
 */
export async function completeWords(words: readonly string[], lookUp: LookUp): Promise<Completion> {
  const before = words.slice(0, -1)
  const current = words.at(-1) ?? ''
  const name = commandIn(before)
  if (name === null) return completeCommand(before, current, lookUp)
  const command = await commands[name]!()
  const flags = [...(command.flags ?? []), ...globalFlags]
  const [, inOne] = /^(--[\w-]+)=/.exec(current) ?? []
  if (inOne !== undefined) return withFlag(inOne, await valuesOf(flags, inOne, lookUp))
  const previous = before.at(-1) ?? ''
  if (takesValue(flags, previous)) return valuesOf(flags, previous, lookUp)
  if (current.startsWith('-')) return {values: flagNames(flags)}
  return valuesOfArgument(command, positionalsIn(before, flags).length - name.split(' ').length, lookUp)
}

async function completeCommand(
  before: readonly string[],
  current: string,
  lookUp: LookUp,
): Promise<Completion> {
  const previous = before.at(-1) ?? ''
  if (takesValue(globalFlags, previous)) return valuesOf(globalFlags, previous, lookUp)
  if (current.startsWith('-')) return {values: flagNames(globalFlags)}
  const plain = positionalsIn(before, globalFlags)
  const [first, second] = plain[0] === 'help' ? plain.slice(1) : plain
  const all = Object.keys(commands)
  if (second !== undefined) return {values: []}
  if (first !== undefined) return {values: all.filter(name => name.startsWith(`${first} `)).map(secondWord)}
  const names = [...new Set(all.map(name => name.split(' ')[0]!))]
  const values = names.map(value => (groups[value] ? {value, about: groups[value]} : {value}))
  return {values: plain.length === 0 ? [...values, {value: 'help'}] : values}
}

function secondWord(name: string): Candidate {
  return {value: name.split(' ')[1]!}
}

function commandIn(before: readonly string[]): string | null {
  const [first = '', second = ''] = positionalsIn(before, globalFlags)
  return [`${first} ${second}`, first].find(name => Object.hasOwn(commands, name)) ?? null
}

/** Words that are neither flags nor their values. */
function positionalsIn(words: readonly string[], flags: readonly FlagSpec[]): string[] {
  return words.filter(
    (word, index) => !word.startsWith('-') && !(index > 0 && takesValue(flags, words[index - 1]!)),
  )
}

function takesValue(flags: readonly FlagSpec[], name: string): boolean {
  return flags.some(({syntax}) => syntax.startsWith(`${name} `) && syntax.includes('<'))
}

function flagNames(flags: readonly FlagSpec[]): Candidate[] {
  const own = flags.map(({syntax, describe}) => ({value: syntax.split(' ')[0]!, about: describe}))
  return [...own, {value: '--help', about: 'Show the help of the command'}]
}

async function valuesOf(flags: readonly FlagSpec[], name: string, lookUp: LookUp): Promise<Completion> {
  const choices = flags.find(({syntax}) => syntax.startsWith(`${name} `))?.choices
  return choices ? {values: choices.map(value => ({value}))} : named(nameOfFlag(name), lookUp)
}

/** A variadic argument takes all that follows. */
async function valuesOfArgument(command: AnyCommand, place: number, lookUp: LookUp): Promise<Completion> {
  const known = command.arguments ?? []
  const last = known.at(-1)
  const argument = known[place] ?? (last?.syntax.includes('...') ? last : undefined)
  if (!argument) return {values: flagNames(command.flags ?? [])}
  if (argument.choices) return {values: argument.choices.map(value => ({value}))}
  return named(nameOfArgument(command.name, argument.syntax), lookUp)
}

async function named(kind: NameKind | 'file' | null, lookUp: LookUp): Promise<Completion> {
  if (kind === 'file') return 'files'
  return {values: kind === null ? [] : await lookUp(kind)}
}

function withFlag(flag: string, completion: Completion): Completion {
  if (completion === 'files') return completion
  return {values: completion.values.map(({value, ...rest}) => ({...rest, value: `${flag}=${value}`}))}
}
