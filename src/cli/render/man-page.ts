import type {AnyCommand, FlagSpec} from '../command.js'
import {exitCodeMeanings, exitCodes} from '../exit-codes.js'
import {exitCodesOf} from '../exit-codes-of.js'

/** Each with what it is for; a test looks for those that the program reads. */
export const environment: Readonly<Record<string, string>> = {
  REVSCHED_HOME: 'One folder for settings, database and key',
  REVSCHED_DATABASE: 'The SQLite file, as --database',
  REVSCHED_USER: 'The user to act as, as --user',
  REVSCHED_TIMEZONE: 'The time zone where none is given',
  REVSCHED_RULESET: 'The rules where none are given',
  REVSCHED_COLOR: 'auto, always or never, as --color',
  REVSCHED_CONCURRENCY: 'Reviews that the daemon runs at a time',
  REVSCHED_LOGLEVEL: 'What the daemon logs',
  REVSCHED_BACKUPFOLDER: 'Where the daemon puts a backup each day',
  REVSCHED_BACKUPSKEPT: 'How many of these backups stay',
  REVSCHED_MASTER_KEY: 'The key that secrets are sealed with, instead of the key file',
  REVSCHED_CRM_SECRET: 'A token or password for connection add and login',
  REVSCHED_CHANNEL_SECRET: 'A webhook URL, token or password for channel add',
  REVSCHED_PING_URL: 'A ping URL for add and edit',
  CREDENTIALS_DIRECTORY: 'Where systemd puts the master key',
  STATE_DIRECTORY: 'Where systemd keeps the database',
  CONFIGURATION_DIRECTORY: 'Where systemd keeps the settings',
  XDG_CONFIG_HOME: 'Folder of the settings (default ~/.config)',
  XDG_DATA_HOME: 'Folder of the database (default ~/.local/share)',
  NO_COLOR: 'Not empty: no colours, whatever flag and setting say',
  FORCE_COLOR: 'Colours also in a pipe',
  COLUMNS: 'The width of tables and texts',
  HTTPS_PROXY: 'The proxy to the CRM and to channels',
  NO_PROXY: 'Hosts that are reached without it',
  NODE_EXTRA_CA_CERTS: 'More certificates to trust',
}

const files: readonly (readonly [string, string])[] = [
  ['~/.config/revsched/config.yaml', 'Settings; "revsched config path" tells where'],
  ['~/.local/share/revsched/revsched.db', 'The database'],
  ['~/.local/share/revsched/revsched.key', 'The master key'],
]

type Pages = {commands: readonly AnyCommand[]; globalFlags: readonly FlagSpec[]; version: string}

/** revsched(1), in roff, made of what the commands say of themselves. */
export function manPage({commands, globalFlags, version}: Pages): string {
  const lines = [
    `.TH REVSCHED 1 "" "revsched ${version}" "User Commands"`,
    '.SH NAME',
    'revsched \\- cron for sales\\-pipeline reviews',
    '.SH SYNOPSIS',
    '.B revsched',
    '.I command',
    '.RI [ flags ]',
    '.SH DESCRIPTION',
    text(
      'revsched runs reviews of a sales pipeline at the times of their schedules, and tells how healthy it is, why, and what changed.',
    ),
    text('Results go to standard output, everything else to standard error.'),
    '.SH COMMANDS',
    ...commands.flatMap(commandLines),
    '.SH GLOBAL FLAGS',
    ...globalFlags.flatMap(flagLines),
    '.SH EXIT STATUS',
    ...tagged('0', 'Done; also nothing to show'),
    ...tagged('1', 'A bug in revsched'),
    ...Object.entries(meaningsByStatus()).flatMap(([status, meaning]) => tagged(status, meaning)),
    '.SH FILES',
    ...files.flatMap(([path, what]) => tagged(path, what)),
    '.SH ENVIRONMENT',
    ...Object.entries(environment).flatMap(([name, what]) => tagged(name, what)),
    '.SH SEE ALSO',
    text('The folder docs of the package, and "revsched <command> --help".'),
  ]
  return `${lines.join('\n')}\n`
}

function commandLines({
  name,
  summary,
  description,
  arguments: args = [],
  flags = [],
  examples,
}: AnyCommand): string[] {
  const usage = [name, ...args.map(({syntax}) => syntax), '[flags]'].join(' ')
  const codes = exitCodesOf(name).map(({status, words}) => `${status} ${words}`)
  return [
    `.SS "revsched ${roff(usage)}"`,
    text(`${description ?? summary}.`.replace(/\.\.$/, '.')),
    ...args.flatMap(({syntax, describe}) => tagged(syntax, describe)),
    ...flags.flatMap(flagLines),
    '.PP',
    text(`Exit status: ${codes.join(', ')}.`),
    '.PP',
    '.nf',
    ...examples.map(example => text(`$ ${example}`)),
    '.fi',
  ]
}

function flagLines({syntax, describe, choices}: FlagSpec): string[] {
  return tagged(syntax, choices ? `${describe} (${choices.join(', ')})` : describe)
}

/** Several codes have one exit status. */
function meaningsByStatus(): Record<number, string> {
  const told: Record<number, string> = {}
  for (const [code, status] of Object.entries(exitCodes)) {
    const meaning = `${code}: ${exitCodeMeanings[code as keyof typeof exitCodes]}`
    told[status] = told[status] === undefined ? meaning : `${told[status]}; ${meaning}`
  }
  return told
}

function tagged(tag: string, words: string): string[] {
  return ['.TP', `\\fB${text(tag)}\\fR`, text(words)]
}

/** A line that is no request. */
function text(words: string): string {
  const line = roff(words)
  return /^[.']/.test(line) ? `\\&${line}` : line
}

/** Only plain characters are the same for every formatter. */
function roff(words: string): string {
  return words
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('~', '\\(ti')
    .replaceAll('^', '\\(ha')
    .replaceAll("'", '\\(aq')
    .replaceAll('`', '\\(ga')
    .replaceAll('"', '\\(dq')
}
