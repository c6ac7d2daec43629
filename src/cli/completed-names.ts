/** What a word of a command line may name, where the program can tell which there are. */
export type NameKind =
  | 'review'
  | 'connection'
  | 'channel'
  | 'user'
  | 'run'
  | 'rule'
  | 'ruleset'
  | 'zone'
  | 'schema'
  | 'setting'

/** Names that are asked of the database. */
export type StoredKind = Extract<NameKind, 'review' | 'connection' | 'channel' | 'user' | 'run'>

const byFlag: Readonly<Record<string, NameKind | 'file'>> = {
  '--connection': 'connection',
  '--channel': 'channel',
  '--owner-digests': 'channel',
  '--user': 'user',
  '--baseline': 'run',
  '--timezone': 'zone',
  '--rules': 'ruleset',
  '--output': 'file',
  '--path': 'file',
  '--folder': 'file',
  '--database': 'file',
  '--owner-map': 'file',
}

const byArgument: Readonly<Record<string, NameKind | 'file'>> = {
  run: 'run',
  from: 'run',
  to: 'run',
  rule: 'rule',
  file: 'file',
  key: 'setting',
  command: 'schema',
}

/** Null where a person makes up the value. */
export function nameOfFlag(flag: string): NameKind | 'file' | null {
  return byFlag[flag] ?? null
}

/** `syntax` is that of the argument, as `<ref>`; what it names may depend on the command. */
export function nameOfArgument(command: string, syntax: string): NameKind | 'file' | null {
  const name = syntax.replace(/[<>[\].]/g, '')
  const [group] = command.split(' ')
  if (name === 'ref') return group === 'connection' || group === 'channel' ? group : 'review'
  if (name === 'name') return command === 'user remove' || command === 'user set-tier' ? 'user' : null
  return byArgument[name] ?? null
}
