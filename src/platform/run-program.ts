import {type ChildProcess, spawn} from 'node:child_process'
import {basename} from 'node:path'
import {RevschedError} from '../domain/errors.js'
import type {RunProgram} from '../domain/ports/crm-access.js'

/** More than any program prints that is asked for a token. */
const maxBytes = 1024 * 1024

/** On Windows, a group of its own would be a window of its own. */
const hasGroups = process.platform !== 'win32'

/**
 * Runs a program without a shell and without an input, with the environment of this process but its own
 * variables: a master key or a secret is for nobody else. What it starts ends with it, at the time
 * limit, at the limit of bytes, and when the signal is aborted: it runs in a group of its own, which no key in the terminal reaches.
 */
export const runProgram: RunProgram = (file, args, {timeoutMs, signal}) => {
  if (signal.aborted) return Promise.reject(signal.reason)
  const name = basename(file)
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: foreignEnvironment(),
      detached: hasGroups,
      windowsHide: true,
    })
    const settle = (settled: () => void) => {
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
      settled()
    }
    const end = (reason: unknown) => {
      killAll(child)
      child.stdout.destroy()
      settle(() => reject(reason))
    }
    const abort = () => end(signal.reason)
    const timer = setTimeout(() => end(tooSlow(name, timeoutMs)), timeoutMs)
    signal.addEventListener('abort', abort, {once: true})
    const pieces: Buffer[] = []
    let bytes = 0
    child.stdout.on('data', (piece: Buffer) => {
      pieces.push(piece)
      bytes += piece.length
      if (bytes > maxBytes) end(tooMuch(name))
    })
    child.on('error', error => settle(() => reject(error)))
    child.on('close', code => settle(() => resolve({code, stdout: Buffer.concat(pieces).toString()})))
  })
}

/** On Windows, names of variables have no case. */
export function foreignEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^REVSCHED_/i.test(name)))
}

/** The group has the id of the program that was started first. */
function killAll(child: ChildProcess): void {
  if (child.pid === undefined) return
  if (!hasGroups) child.kill('SIGKILL')
  else
    try {
      process.kill(-child.pid, 'SIGKILL')
    } catch (error) {
      // It has ended by itself.
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
    }
}

function tooSlow(name: string, timeoutMs: number): RevschedError {
  return new RevschedError('timeout', `the program "${name}" did not end within ${timeoutMs / 1000} s`, {
    hint: 'it may wait for an answer: run it once by hand',
    canPass: true,
  })
}

function tooMuch(name: string): RevschedError {
  return new RevschedError('source-failed', `the program "${name}" printed more than 1 MB`, {
    hint: 'check that it is the program that was meant',
  })
}
