import {spawn} from 'node:child_process'
import {chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join, resolve} from 'node:path'

/*
 * A scenario is a text file of command lines and what they print (stdout and stderr together), run one after the other by
 * bash in one empty folder with its own database:
 *
 *   # a comment
 *   $ revsched list
 *   no scheduled reviews yet
 *   ...
 *   [exit 0]
 *
 * `...` alone on a line stands for any number of lines, `<*>` within a line for any text. `[exit N]` may be left out for 0.
 */

export type Step = {line: number; command: string; expected: string[]; exitCode: number}

const root = resolve(import.meta.dirname, '../..')

export function parseScenario(text: string): Step[] {
  const steps: Step[] = []
  text.split('\n').forEach((content, index) => {
    const step = steps.at(-1)
    if (content.startsWith('$ '))
      steps.push({line: index + 1, command: content.slice(2), expected: [], exitCode: 0})
    else if (content.startsWith('  $ ') || content.startsWith('# ') || content === '#') return
    else if (!step) {
      if (content.trim() !== '')
        throw new Error(`line ${index + 1} stands before the first command: ${content}`)
    } else if (/^\[exit \d+\]$/.test(content)) step.exitCode = Number(/\d+/.exec(content)![0])
    else step.expected.push(content)
  })
  for (const step of steps) while (step.expected.at(-1) === '') step.expected.pop()
  return steps
}

/** A folder with `revsched` on the PATH and an environment of its own; the repository's examples are linked into it. */
export async function scenarioFolder(): Promise<{
  folder: string
  env: NodeJS.ProcessEnv
  /** Every command line with `--json` or `--ndjson` so far, and what it printed. */
  printed(): Promise<Printed[]>
  remove(): Promise<void>
}> {
  const folder = await mkdtemp(join(tmpdir(), 'revsched-scenario-'))
  const binaries = join(folder, '.bin')
  await mkdir(binaries)
  const printed = await mkdtemp(join(tmpdir(), 'revsched-printed-'))
  await writeFile(join(binaries, 'revsched'), recordingProgram(printed))
  await chmod(join(binaries, 'revsched'), 0o755)
  await symlink(join(root, 'examples'), join(folder, 'examples'))
  const env = {
    PATH: `${binaries}:${process.env.PATH}`,
    HOME: folder,
    REVSCHED_HOME: join(folder, 'home'),
    TZ: 'America/New_York',
    LANG: 'C.UTF-8',
  }
  const remove = async () => {
    for (const path of [folder, printed]) await rm(path, {recursive: true, force: true})
  }
  return {folder, env, printed: () => printedIn(printed), remove}
}

/** Keeps what `--json` prints, unless its reader goes away or it is one that goes on until it is stopped. */
function recordingProgram(folder: string): string {
  return `#!/bin/bash
program=("${process.execPath}" "${join(root, 'bin/revsched.js')}" "$@")
case " $* " in
  *" daemon "*|*" --follow "*|*" --output "*|*" --fields "*) exec "\${program[@]}" ;;
  *" --json "*|*" --ndjson "*) ;;
  *) exec "\${program[@]}" ;;
esac
file="${folder}/$BASHPID-$RANDOM"
"\${program[@]}" | tee "$file"
codes=("\${PIPESTATUS[@]}")
[ "\${codes[1]}" = 0 ] && printf '%s\\n' "$@" > "$file.args"
exit "\${codes[0]}"
`
}

export type Printed = {args: string[]; text: string}

async function printedIn(folder: string): Promise<Printed[]> {
  const names = (await readdir(folder)).filter(name => name.endsWith('.args'))
  return Promise.all(
    names.map(async name => {
      const [args, text] = await Promise.all(
        [name, name.replace('.args', '')].map(path => readFile(join(folder, path), 'utf8')),
      )
      return {args: args!.trimEnd().split('\n'), text: text!}
    }),
  )
}

export type Outcome = {output: string; exitCode: number}

export function runShell(command: string, folder: string, env: NodeJS.ProcessEnv): Promise<Outcome> {
  return new Promise((done, fail) => {
    const child = spawn('bash', ['-o', 'pipefail', '-c', `{ ${command}\n} 2>&1`], {
      cwd: folder,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const chunks: Buffer[] = []
    child.stdout.on('data', chunk => chunks.push(chunk))
    child.stderr.on('data', chunk => chunks.push(chunk))
    child.on('error', fail)
    child.on('close', code => done({output: Buffer.concat(chunks).toString('utf8'), exitCode: code ?? -1}))
  })
}

/** What a run tells of itself after five seconds, which it may take on a busy machine. */
const progress = /^(connecting|fetching(: .*)?|judging [\d,]+ (row|deal)s?|delivering: \d+ messages?, .*)$/

/** The first difference between what was expected and what was printed, in words; null when they match. */
export function mismatch(step: Step, outcome: Outcome): string | null {
  const actual = outcome.output
    .replace(/\n$/, '')
    .split('\n')
    .filter(line => !progress.test(line))
  if (actual.length === 1 && actual[0] === '') actual.pop()
  const printed = `\n--- printed ---\n${outcome.output}`
  if (outcome.exitCode !== step.exitCode)
    return `exit code ${outcome.exitCode} instead of ${step.exitCode}${printed}`
  return matches(step.expected, actual)
    ? null
    : `the output differs\n--- expected ---\n${step.expected.join('\n')}${printed}`
}

function matches(expected: readonly string[], actual: readonly string[]): boolean {
  const [first, ...rest] = expected
  if (first === undefined) return actual.length === 0
  if (first.trim() === '...') {
    for (let skipped = 0; skipped <= actual.length; skipped++)
      if (matches(rest, actual.slice(skipped))) return true
    return false
  }
  return actual.length > 0 && lineMatches(first, actual[0]!) && matches(rest, actual.slice(1))
}

function lineMatches(expected: string, actual: string): boolean {
  const pattern = expected
    .split('<*>')
    .map(part => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*')
  return new RegExp(`^${pattern}$`, 'u').test(actual.trimEnd())
}
