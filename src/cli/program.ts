import {Argument, Command as Commander, CommanderError, Option} from 'commander'
import type {RevschedError} from '../domain/errors.js'
import type {AnyCommand, FlagSpec} from './command.js'
import {afterHelp, overview} from './help.js'
import type {Io} from './io.js'
import type {ColorChoice} from './paint.js'
import {badChoice, unknownCommand, usageError} from './usage-error.js'

/** What every command takes, before or after its name. */
export type GlobalFlags = {database?: string; user?: string; color?: ColorChoice; debug?: boolean}

export const globalFlags: readonly FlagSpec[] = [
  {syntax: '--database <path>', describe: 'SQLite file to work on (REVSCHED_DATABASE)'},
  {syntax: '--user <name>', describe: 'Act as another user (REVSCHED_USER)'},
  {
    syntax: '--color <when>',
    describe: 'Colour the output; never with NO_COLOR',
    choices: ['auto', 'always', 'never'],
  },
  {syntax: '--debug', describe: 'Print the stack of an unexpected error'},
]

/** Every command, loaded only when it is called or listed: a line here and a file in commands/. */
export const commands: Readonly<Record<string, () => Promise<AnyCommand>>> = {
  demo: async () => (await import('./commands/demo.js')).demoCommand,
  init: async () => (await import('./commands/init.js')).initCommand,
  'connection add': async () => (await import('./commands/connection-add.js')).connectionAddCommand,
  'connection edit': async () => (await import('./commands/connection-edit.js')).connectionEditCommand,
  'connection login': async () => (await import('./commands/connection-login.js')).connectionLoginCommand,
  'connection list': async () => (await import('./commands/connection-list.js')).connectionListCommand,
  'connection show': async () => (await import('./commands/connection-show.js')).connectionShowCommand,
  'connection test': async () => (await import('./commands/connection-test.js')).connectionTestCommand,
  'connection rotate-key': async () =>
    (await import('./commands/connection-rotate-key.js')).connectionRotateKeyCommand,
  'connection remove': async () => (await import('./commands/connection-remove.js')).connectionRemoveCommand,
  'channel add': async () => (await import('./commands/channel-add.js')).channelAddCommand,
  'channel edit': async () => (await import('./commands/channel-edit.js')).channelEditCommand,
  'channel list': async () => (await import('./commands/channel-list.js')).channelListCommand,
  'channel test': async () => (await import('./commands/channel-test.js')).channelTestCommand,
  'channel verify': async () => (await import('./commands/channel-verify.js')).channelVerifyCommand,
  'channel remove': async () => (await import('./commands/channel-remove.js')).channelRemoveCommand,
  add: async () => (await import('./commands/add.js')).addCommand,
  list: async () => (await import('./commands/list.js')).listCommand,
  show: async () => (await import('./commands/show.js')).showCommand,
  edit: async () => (await import('./commands/edit.js')).editCommand,
  pause: async () => (await import('./commands/pause.js')).pauseCommand,
  resume: async () => (await import('./commands/resume.js')).resumeCommand,
  remove: async () => (await import('./commands/remove.js')).removeCommand,
  'run-now': async () => (await import('./commands/run-now.js')).runNowCommand,
  history: async () => (await import('./commands/history.js')).historyCommand,
  cancel: async () => (await import('./commands/cancel.js')).cancelCommand,
  retry: async () => (await import('./commands/retry.js')).retryCommand,
  report: async () => (await import('./commands/report.js')).reportCommand,
  deliver: async () => (await import('./commands/deliver.js')).deliverCommand,
  diff: async () => (await import('./commands/diff.js')).diffCommand,
  next: async () => (await import('./commands/next.js')).nextCommand,
  daemon: async () => (await import('./commands/daemon.js')).daemonCommand,
  status: async () => (await import('./commands/status.js')).statusCommand,
  top: async () => (await import('./commands/top.js')).topCommand,
  'service install': async () => (await import('./commands/service-install.js')).serviceInstallCommand,
  'service uninstall': async () => (await import('./commands/service-uninstall.js')).serviceUninstallCommand,
  'service print': async () => (await import('./commands/service-print.js')).servicePrintCommand,
  apply: async () => (await import('./commands/apply.js')).applyCommand,
  export: async () => (await import('./commands/export.js')).exportCommand,
  'rules list': async () => (await import('./commands/rules-list.js')).rulesListCommand,
  'rules explain': async () => (await import('./commands/rules-explain.js')).rulesExplainCommand,
  'rules lint': async () => (await import('./commands/rules-lint.js')).rulesLintCommand,
  'rules test': async () => (await import('./commands/rules-test.js')).rulesTestCommand,
  'rules init': async () => (await import('./commands/rules-init.js')).rulesInitCommand,
  'rules schema': async () => (await import('./commands/rules-schema.js')).rulesSchemaCommand,
  'import crontab': async () => (await import('./commands/import-crontab.js')).importCrontabCommand,
  'import apscheduler': async () =>
    (await import('./commands/import-apscheduler.js')).importApschedulerCommand,
  'user add': async () => (await import('./commands/user-add.js')).userAddCommand,
  'user list': async () => (await import('./commands/user-list.js')).userListCommand,
  'user set-tier': async () => (await import('./commands/user-set-tier.js')).userSetTierCommand,
  'user remove': async () => (await import('./commands/user-remove.js')).userRemoveCommand,
  'db backup': async () => (await import('./commands/db-backup.js')).dbBackupCommand,
  'db restore': async () => (await import('./commands/db-restore.js')).dbRestoreCommand,
  'db check': async () => (await import('./commands/db-check.js')).dbCheckCommand,
  'db migrate': async () => (await import('./commands/db-migrate.js')).dbMigrateCommand,
  'db prune': async () => (await import('./commands/db-prune.js')).dbPruneCommand,
  'config get': async () => (await import('./commands/config-get.js')).configGetCommand,
  'config path': async () => (await import('./commands/config-path.js')).configPathCommand,
  doctor: async () => (await import('./commands/doctor.js')).doctorCommand,
  schema: async () => (await import('./commands/schema.js')).schemaCommand,
  man: async () => (await import('./commands/man.js')).manCommand,
  completion: async () => (await import('./commands/completion.js')).completionCommand,
}

/** The groups, with what `revsched --help` says of them. */
export const groups: Readonly<Record<string, string>> = {
  connection: 'CRM connections: where deals come from',
  channel: 'Channels: where digests go',
  service: 'Running the daemon for good',
  rules: 'The checks that a review makes',
  import: 'Schedules of cron and APScheduler',
  user: 'Users, each with reviews of their own',
  db: 'The database file',
  config: 'Settings and where they come from',
}

type ParsedCommandLine = {command: AnyCommand; input: unknown; flags: GlobalFlags}

/** What a command line asks for; null when it asked for help or the version, which are printed here. Throws `usage`. */
export async function parseCommandLine(
  argv: readonly string[],
  version: string,
  io: Io,
): Promise<ParsedCommandLine | null> {
  const words = commandWords(argv)
  if (await showHelp(argv, words, io)) return null
  const name = nameOf(words)
  const printed: string[] = []
  const program = programFor(version, io, printed)
  if (name === null) {
    if (words.length > 0 && !Object.hasOwn(groups, words[0]!)) throw unknown(words)
    // Only global flags: the version, or one that does not exist.
    await parse(program, program, argv)
    await io.out.write(printed)
    return null
  }
  const command = await commands[name]!()
  addCommand(program, name, command)
  const target = commandOf(program, name)
  let parsed: ParsedCommandLine | null = null
  target.action((...values: unknown[]) => {
    parsed = {command, input: inputOf(command, values), flags: program.opts<GlobalFlags>()}
  })
  await parse(program, target, argv)
  // Only then: the first use of the output settles its colours, and the configuration is not read yet.
  if (printed.length > 0) await io.out.write(printed)
  return parsed
}

/** The command that a line starts with; null where there is none. */
function nameOf(words: readonly string[]): string | null {
  const pair = words.slice(0, 2).join(' ')
  if (Object.hasOwn(commands, pair)) return pair
  const [first = '', second] = words
  if (second !== undefined && Object.hasOwn(groups, first)) throw unknown(words)
  return Object.hasOwn(commands, first) ? first : null
}

function unknown(words: readonly string[]): RevschedError {
  const [first = '', second] = words
  const group = second !== undefined && Object.hasOwn(groups, first) ? first : ''
  const all = Object.keys(commands)
  const names = group ? all.filter(name => name.startsWith(`${group} `)) : all
  return unknownCommand(group ? second! : first, {group, names})
}

/** The overview for a bare `revsched`, `--help`, `help` and a bare group; false when a command's own help is meant. */
async function showHelp(argv: readonly string[], words: readonly string[], io: Io): Promise<boolean> {
  const isAskedFor = words[0] === 'help' || ['--help', '-h'].includes(argv[0] ?? '')
  const topic = words[0] === 'help' ? words.slice(1) : words
  const target = topic.join(' ')
  const isOverview = topic.length === 0 || (topic.length === 1 && Object.hasOwn(groups, target))
  if (!isAskedFor && !isOverview) return false
  const isPlain = argv.every(word => !word.startsWith('-') || word === '--help' || word === '-h')
  if (!isPlain) return false
  if (isOverview || target === 'exit-codes') await io.out.write(await overview(target, io.out))
  else {
    const name = nameOf(topic)
    if (name === null) throw unknown(topic)
    await io.out.write(await helpOf(name, io))
  }
  return true
}

async function helpOf(name: string, io: Io): Promise<string> {
  const program = programFor('', io, [])
  addCommand(program, name, await commands[name]!())
  return commandOf(program, name).helpInformation() + afterHelp(await commands[name]!(), io.out)
}

/** The words of a command line that are not flags or the values of global flags. */
function commandWords(argv: readonly string[]): string[] {
  const valued = new Set(
    globalFlags.filter(spec => spec.syntax.includes('<')).map(spec => spec.syntax.split(' ')[0]),
  )
  const words: string[] = []
  for (let index = 0; index < argv.length && argv[index] !== '--'; index++) {
    const word = argv[index]!
    if (valued.has(word)) index++
    else if (!word.startsWith('-')) words.push(word)
    // `help` and the two words of a command.
    if (words.length === 3) break
  }
  return words
}

/** Commander waits for no write, and whoever reads may be gone: its help and version are put into `printed` for us to write. */
function programFor(version: string, io: Io, printed: string[]): Commander {
  const program = new Commander('revsched')
    .version(version, '-V, --version', 'Print the version')
    .helpOption('-h, --help', 'Show this help')
    .helpCommand(false)
    .showSuggestionAfterError(true)
    .exitOverride()
    .configureOutput({
      writeOut: text => void printed.push(text),
      writeErr: () => undefined,
      getOutHelpWidth: () => Math.min(io.out.width, 110),
    })
    .configureHelp({
      showGlobalOptions: true,
      minWidthToWrap: 20,
      styleTitle: title => title.replace('Options', 'Flags'),
      styleUsage: usage => usage.replace('[options]', '[flags]'),
    })
  for (const spec of globalFlags) program.addOption(optionOf(spec))
  return program
}

function addCommand(program: Commander, name: string, command: AnyCommand): void {
  const [first = '', second] = name.split(' ')
  let parent = program
  if (second) {
    parent = program.command(first).copyInheritedSettings(program).helpCommand(false)
  }
  const added = parent.command(second ?? first).copyInheritedSettings(program)
  added
    .description(command.description ?? command.summary)
    .addHelpText('after', () => afterHelp(command, {width: program.configureOutput().getOutHelpWidth!()}))
  for (const {syntax, describe, choices} of command.arguments ?? []) {
    const argument = new Argument(syntax, describe)
    if (choices)
      argument
        .choices(choices)
        .argParser(choiceOf(syntax, {choices, hint: `for example: ${command.examples[0]}`}))
    added.addArgument(argument)
  }
  for (const spec of command.flags ?? []) added.addOption(optionOf(spec))
}

function optionOf({syntax, short, describe, choices, isRepeatable, takesAway}: FlagSpec): Option {
  const option = new Option(short === undefined ? syntax : `${short}, ${syntax}`, describe)
  if (takesAway !== undefined) return takingAway(option, takesAway)
  const name = syntax.split(' ')[0]!
  const read = choices
    ? choiceOf(name, {choices, hint: `for example: ${name} ${choices[0]}`})
    : (value: string) => value
  if (choices) option.choices(choices)
  if (isRepeatable)
    option.argParser((value: string, previous: string[] | undefined) => [...(previous ?? []), read(value)])
  else if (choices) option.argParser(read)
  return option
}

/** Both may be given, the value anew: commander would keep one of them, under one name. */
function takingAway(option: Option, what: string): Option {
  option.attributeName = () => 'without'
  return option
    .preset(what)
    .argParser((value: string, previous: string[] | undefined) => [...(previous ?? []), value])
}

/** Our own words instead of commander's for a value that is none of the choices. */
function choiceOf(name: string, {choices, hint}: {choices: readonly string[]; hint: string}) {
  return (value: string): string => {
    if (choices.includes(value)) return value
    throw badChoice(name, value, {choices, hint})
  }
}

function commandOf(program: Commander, name: string): Commander {
  return name
    .split(' ')
    .reduce((parent, word) => parent.commands.find(command => command.name() === word)!, program)
}

/** Commander passes the arguments, the flags and the command itself; the schema gets one object of them. */
function inputOf(command: AnyCommand, parsed: unknown[]): unknown {
  const flags = parsed[parsed.length - 2] as Record<string, unknown>
  const names = (command.arguments ?? []).map(({syntax}) => camelCase(syntax.replace(/[<>[\].]/g, '')))
  const entries = names
    .map((name, index) => [name, parsed[index]] as const)
    .filter(([, value]) => value !== undefined)
  return command.input.parse({...flags, ...Object.fromEntries(entries)})
}

function camelCase(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
}

async function parse(program: Commander, target: Commander, argv: readonly string[]): Promise<void> {
  try {
    await program.parseAsync([...argv], {from: 'user'})
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return
    const words = target === program ? 'revsched' : `revsched ${fullName(target)}`
    throw usageError(error, {
      line: `${words} ${target.usage()}`.replace('[options]', '[flags]'),
      help: `${words} --help`,
    })
  }
}

/** `connection add`: the names from below the program down to a command. */
function fullName(command: Commander): string {
  const {parent} = command
  return parent?.parent ? `${fullName(parent)} ${command.name()}` : command.name()
}
