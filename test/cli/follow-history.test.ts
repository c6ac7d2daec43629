import {spawn} from 'node:child_process'
import {describe, expect, it} from 'vitest'
import {daemonFolder, until} from '../support/daemon-folder.js'
import {program} from '../support/program.js'

// The built program: what a fake cannot tell is whether the system tells of writes, and how the process ends.

const place = daemonFolder()

function following(...args: string[]) {
  const child = spawn(process.execPath, [program, 'history', '--follow', ...args], {
    env: {PATH: process.env.PATH, HOME: place.home, REVSCHED_HOME: place.home},
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const printed = {out: '', err: ''}
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed.out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    printed.err += text
  })
  const ended = new Promise<number | null>(resolve => child.on('close', resolve))
  return {child, printed, ended}
}

const queue = () => place.done('run-now', 'weekly', '--queue')

async function withReview(): Promise<void> {
  await place.connect('emea')
  await place.done('add', 'weekly', '--connection', 'emea', '--schedule', '0 6 * * 1')
}

describe('revsched history --follow', () => {
  it('prints what other processes do, and ends well at Ctrl-C', async () => {
    await withReview()
    const {child, printed, ended} = following()
    await until('the head', () => printed.out.includes('STATUS'))
    await queue()
    await until('the run that waits', () => printed.out.includes('queued'))
    place.start()
    await until('its end', () => printed.out.includes('completed'))
    child.kill('SIGINT')
    expect(await ended).toBe(0)
    expect(printed.out.split('\n')).toMatchObject([
      expect.stringMatching(/^RUN +REVIEW/),
      expect.stringMatching(/ queued$/),
      expect.stringMatching(/ completed +\d+/),
      '',
    ])
    expect(printed.err).toBe('')
  })

  it('ends quietly when nobody reads any more', async () => {
    await withReview()
    await queue()
    const {child, printed, ended} = following('--json')
    await until('the run that waits', () => printed.out.includes('queued'))
    child.stdout.destroy()
    await queue()
    expect(await ended).toBe(0)
    expect(printed.err).toBe('')
  })
})
