import {describe, expect, it} from 'vitest'
import {exitCodeMeanings, exitCodes} from '../../src/cli/exit-codes.js'
import {overview} from '../../src/cli/help.js'
import {reportError} from '../../src/cli/report-error.js'
import {type ErrorCode, RevschedError} from '../../src/domain/errors.js'
import {displayWidth} from '../../src/report/escape.js'
import {recordedOutput} from '../support/fake-output.js'

async function reported(error: unknown, style: {isJson?: boolean; isDebug?: boolean; width?: number} = {}) {
  const {isJson = false, isDebug = false, width} = style
  const output = recordedOutput(width ? {isTerminal: true, width} : {})
  const exitCode = await reportError(error, output, {isJson, isDebug})
  return {exitCode, text: output.text()}
}

describe('exit codes', () => {
  it.each<[ErrorCode, number]>([
    ['usage', 2],
    ['not-found', 3],
    ['conflict', 4],
    ['config', 5],
    ['source-failed', 6],
    ['timeout', 6],
    ['crashed', 6],
    ['delivery-failed', 7],
    ['busy', 8],
    ['threshold', 9],
    ['storage', 10],
    ['unhealthy', 11],
    ['forbidden', 12],
    ['interrupted', 130],
    ['terminated', 143],
  ])('%s exits with %d', async (code, expected) => {
    expect((await reported(new RevschedError(code, 'no'))).exitCode).toBe(expected)
  })

  it('a bug exits with 1, and asks to be reported', async () => {
    const {exitCode, text} = await reported(new TypeError('x is not a function'))
    expect(exitCode).toBe(1)
    expect(text).toBe(
      'error: x is not a function\nhint: this is a bug in revsched: please report it with the output of --debug\n',
    )
  })

  it('are each explained by revsched help exit-codes', async () => {
    const text = await overview('exit-codes', recordedOutput({width: 200}))
    for (const [code, status] of Object.entries(exitCodes)) {
      expect(text).toMatch(new RegExp(`^ +${status}  ${code} `, 'm'))
      expect(text).toContain(exitCodeMeanings[code as ErrorCode])
    }
    // A run that has begun is kept, and an output that failed comes after what was stored.
    expect(text).not.toContain('nothing was changed')
  })
})

describe('an error', () => {
  const error = new RevschedError('conflict', 'there is "weekly" already', {hint: 'choose another name'})

  it('is a line with the next step below', async () => {
    expect((await reported(error)).text).toBe('error: there is "weekly" already\nhint: choose another name\n')
  })

  it.each([
    ['with a hint', error, {code: 'conflict', message: error.message, hint: 'choose another name'}],
    ['without one', new RevschedError('busy', 'it runs'), {code: 'busy', message: 'it runs', hint: null}],
    [
      'that is a bug',
      new Error('oops'),
      {
        code: 'internal',
        message: 'oops',
        hint: 'this is a bug in revsched: please report it with the output of --debug',
      },
    ],
    [
      'that is no error at all',
      'thrown',
      {
        code: 'internal',
        message: 'thrown',
        hint: 'this is a bug in revsched: please report it with the output of --debug',
      },
    ],
  ])('is one line of JSON with --json: %s', async (_, given, expected) => {
    const {text} = await reported(given, {isJson: true})
    expect(text.trimEnd().split('\n')).toHaveLength(1)
    expect(JSON.parse(text)).toEqual({error: expected})
  })

  it('cannot take over the terminal', async () => {
    const hostile = new RevschedError('not-found', 'no "\u001b[2J\u202e"', {hint: '\u0007'})
    expect((await reported(hostile)).text).toBe('error: no "\\u{1b}[2J\\u{202e}"\nhint: \\u{7}\n')
  })

  it('is broken between words in a terminal, and whole in a pipe', async () => {
    const long = new RevschedError('usage', 'word '.repeat(30).trim(), {hint: 'step '.repeat(30).trim()})
    const {text} = await reported(long, {width: 40})
    for (const line of text.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(40)
    expect(text).toMatch(/^error: word .*\n {7}word/)
    expect(text).toMatch(/\nhint: step .*\n {6}step/)
    expect((await reported(long)).text.split('\n')).toHaveLength(3)
  })

  it('tells its stack and its causes with --debug only', async () => {
    const caused = new RevschedError('storage', 'cannot write', {cause: new Error('disk full')})
    expect((await reported(caused)).text).not.toContain('disk full')
    const {text} = await reported(caused, {isDebug: true})
    expect(text).toContain('report-error.test.ts')
    expect(text).toContain('caused by Error: disk full')
  })
})
