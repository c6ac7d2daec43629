import {spawn} from 'node:child_process'
import {join, resolve} from 'node:path'

export const root = resolve(import.meta.dirname, '../..')
export const program = join(root, 'bin/revsched.js')
export const sampleFile = join(root, 'examples/data/pipeline.csv')

export type Ended = {code: number | null; signal: NodeJS.Signals | null; stdout: string; stderr: string}

/** Runs a program to its end. The environment is PATH and what is given, nothing of this process. */
export function run(
  command: string,
  args: readonly string[],
  options: {env?: NodeJS.ProcessEnv; cwd?: string} = {},
): Promise<Ended> {
  return new Promise((done, fail) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: {PATH: process.env.PATH, ...options.env},
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    child.on('error', fail)
    child.on('close', (code, signal) => done({code, signal, stdout, stderr}))
  })
}

/** Runs the built program with everything it stores in `home`; `before` is a command that runs it, as strace does. */
export function revsched(
  home: string,
  args: readonly string[],
  before: readonly string[] = [],
): Promise<Ended> {
  const [command, ...rest] = [...before, process.execPath, program, ...args]
  return run(command!, rest, {env: {HOME: home, REVSCHED_HOME: home, TZ: 'America/New_York'}})
}

/** Exit code and error text in one value, for tables. */
export async function refusal(ended: Promise<Ended>): Promise<{code: number | null; error: string}> {
  const {code, stderr} = await ended
  return {code, error: stderr}
}
