import type {AnyCommand, FlagSpec} from '../src/cli/command.js'
import {exitCodeMeanings, exitCodes} from '../src/cli/exit-codes.js'
import {exitCodesOf} from '../src/cli/exit-codes-of.js'
import {commands, globalFlags, groups} from '../src/cli/program.js'
import {environment, folders, settings} from './settings-list.js'

/** The pages of docs/reference by file name, made from the program; a test compares and, when asked, writes them. */
export async function referencePages(): Promise<Map<string, string>> {
  const loaded = await Promise.all(Object.values(commands).map(load => load()))
  return new Map([
    ['commands.md', commandsPage(loaded)],
    ['settings.md', settingsPage()],
    ['exit-codes.md', exitCodesPage()],
  ])
}

const generated = 'This page is generated from the program.'

/** Commands of one word stand in a group without a name. */
const groupOf = ({name}: AnyCommand) => (name.includes(' ') ? name.split(' ')[0]! : '')

function commandsPage(loaded: readonly AnyCommand[]): string {
  const titles: Record<string, string> = {'': 'Reviews, runs and the daemon', ...groups}
  const parts = [...new Set(loaded.map(groupOf))].map(group => ({
    title: titles[group] ?? group,
    members: loaded.filter(command => groupOf(command) === group),
  }))
  const contents = parts.map(
    ({title, members}) => `| ${title} | ${members.map(({name}) => linkTo(name)).join(' · ')} |`,
  )
  return `# Commands

${generated} \`revsched <command> --help\` says the same. Before the name of a command or behind it, each takes these:

${flagTable(globalFlags)}

What is not given as a flag comes from the environment or the configuration file: [Settings](settings.md). A \`<ref>\` is a name, an id or the
start of an id; \`latest\` and \`<review>@latest\` name the newest run. What each code means is in [Exit codes](exit-codes.md), what
\`--json\` and \`--fields\` print in [Scripts](../scripting.md).

| group | commands |
| --- | --- |
${contents.join('\n')}

${loaded.map(commandPart).join('\n')}`
}

function linkTo(name: string): string {
  return `[${name}](#revsched-${name.replaceAll(' ', '-')})`
}

function commandPart(command: AnyCommand): string {
  const {name, summary, description, examples} = command
  const given = command.arguments ?? []
  const flags = command.flags ?? []
  const synopsis = ['revsched', name, ...given.map(({syntax}) => syntax), flags.length > 0 ? '[flags]' : '']
  return `## revsched ${name}

${text(description ?? `${summary}.`)}

\`${synopsis.join(' ').trim()}\`

${given.length > 0 ? `${table('argument', given)}\n\n` : ''}${flags.length > 0 ? `${flagTable(flags)}\n\n` : ''}\`\`\`sh
${examples.join('\n')}
\`\`\`

Exit codes: ${exitCodesOf(name)
    .map(({status, words}) => `${status} ${text(words)}`)
    .join(', ')}.
`
}

function flagTable(flags: readonly FlagSpec[]): string {
  return table('flag', flags)
}

function table(kind: string, specs: readonly Pick<FlagSpec, 'syntax' | 'describe' | 'choices'>[]): string {
  const rows = specs.map(spec => `| \`${spec.syntax.replaceAll('|', '\\|')}\` | ${meaning(spec)} |`)
  return [`| ${kind} | means |`, '| --- | --- |', ...rows].join('\n')
}

function meaning({describe, choices, isRepeatable}: Omit<FlagSpec, 'syntax'>): string {
  const allowed = choices ? `; one of ${choices.map(choice => `\`${choice}\``).join(', ')}` : ''
  return `${text(describe)}${allowed}${isRepeatable && !/repeat|several|once for each/i.test(describe) ? '; may be given several times' : ''}`
}

/** As Markdown shows it letter by letter, in a table as well. */
function text(words: string): string {
  return words.replace(/[\\`*_[\]<>|]/g, '\\$&').replaceAll('\n', ' ')
}

function settingsPage(): string {
  const rows = Object.entries(settings).map(
    ([key, {means, byDefault, example}]) =>
      `| \`${key}\` | \`REVSCHED_${key.toUpperCase()}\` | ${means} | ${byDefault} | \`${key}: ${example}\` |`,
  )
  const variables = environment.map(({name, means}) => `| \`${name}\` | ${means} |`)
  const places = folders.map(
    ({name, where, mode, means}) => `| \`${name}\` | ${where} | ${mode} | ${means} |`,
  )
  return `# Settings, environment and files

The keys and variables of this page are those that the program knows: a test compares them.

## Settings

A flag goes before an environment variable, that before the configuration file, that before the default. \`revsched config get\` shows each with where it
comes from, \`revsched config path\` the files.

| key | variable | means | default | in config.yaml |
| --- | --- | --- | --- | --- |
${rows.join('\n')}

\`config.yaml\` holds lines as in the last column and no others; a relative path in it is taken from the file's own folder. The daemon reads
\`concurrency\`, \`logLevel\`, \`backupFolder\` and \`backupsKept\` again when it gets SIGHUP; commands read all of it each time.

## Environment

| variable | means |
| --- | --- |
${variables.join('\n')}

An empty variable counts as one that is not set. No variable with \`REVSCHED_\` is passed on to programs that revsched starts (\`sf\`, the browser).

## Folders

\`REVSCHED_HOME\` holds everything where it is set. Else:

| system | settings | data |
| --- | --- | --- |
| Linux and others | \`$XDG_CONFIG_HOME/revsched\`, or \`~/.config/revsched\` | \`$XDG_DATA_HOME/revsched\`, or \`~/.local/share/revsched\` |
| macOS | \`~/Library/Application Support/revsched\` | the same |
| as a service of the machine | \`CONFIGURATION_DIRECTORY\` (\`/etc/revsched\`) | \`STATE_DIRECTORY\` (\`/var/lib/revsched\`) |

## Files

| file | folder | mode | holds |
| --- | --- | --- | --- |
${places.join('\n')}
`
}

function exitCodesPage(): string {
  const rows = Object.entries(exitCodes).map(([code, status]) => {
    const means = exitCodeMeanings[code as keyof typeof exitCodes]
    return `| ${status} | [\`${code}\`](../troubleshooting.md#${code}) | ${text(means)} |`
  })
  const [done, bug] = ['| 0 | | done, also "nothing to show" |', '| 1 | | a bug in revsched |']
  return `# Exit codes and error codes

${generated} \`revsched help exit-codes\` prints the table; each code links to what mends it.

| exit code | error code | means |
| --- | --- | --- |
${[done, bug, ...rows].join('\n')}

With \`--json\` an error is one object on standard error, \`{"error":{"code","message","hint"}}\`, and its \`code\` is one of these. A script goes by the exit
code, or by \`code\` where several share one; the words of \`message\` may change.

The \`errorCode\` of a run in \`history --json\` is one of these as well, or one of those that only runs have: [Troubleshooting](../troubleshooting.md#runs)
lists them, and the states of deliveries.
`
}
