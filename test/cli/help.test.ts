import {describe, expect, it} from 'vitest'
import {overview} from '../../src/cli/help.js'
import {commands, groups, parseCommandLine} from '../../src/cli/program.js'
import {displayWidth} from '../../src/report/escape.js'
import {recordedOutput} from '../support/fake-output.js'

const names = Object.keys(commands)

async function helpOf(name: string, width = 100): Promise<string> {
  const io = {out: recordedOutput({isTerminal: true, width}), err: recordedOutput()}
  expect(await parseCommandLine([...name.split(' '), '--help'], '1.2.3', io)).toBeNull()
  expect(io.err.text()).toBe('')
  return io.out.text()
}

describe.each(names)('revsched %s --help', name => {
  it('has usage, flags, runnable examples and the exit codes', async () => {
    const text = await helpOf(name)
    expect(text).toMatch(new RegExp(`^Usage: revsched ${name} \\[flags\\]`))
    const examples = text.split('Examples:\n')[1]!.split('\n\n')[0]!.split('\n')
    expect(examples.length).toBeGreaterThan(0)
    for (const example of examples) expect(example).toMatch(new RegExp(`^ {2}\\$ .*revsched ${name}`))
    expect(text).toContain('Exit codes:')
    expect(text).toContain('--database <path>')
  })

  it('names every flag and argument of the command, and says in a sentence what it is', async () => {
    const command = await commands[name]!()
    const text = await helpOf(name)
    for (const {syntax, describe: words} of [...(command.flags ?? []), ...(command.arguments ?? [])]) {
      expect(text).toContain(syntax.replace(/[<>[\]]/g, match => (syntax.startsWith('-') ? match : '')))
      expect(words).toMatch(/^[A-Z"]|^(recommended|bash|file)\b/)
      expect(words).not.toMatch(/\.$/)
    }
    expect(command.summary).toMatch(/^[A-Z].*[^.]$/)
  })

  it('takes --json', async () => {
    const {flags = []} = await commands[name]!()
    expect(flags.map(({syntax}) => syntax)).toContain('--json')
  })

  it.each([60, 80])('fits %d columns but for the examples', async width => {
    const text = (await helpOf(name, width)).split('Examples:')[0]!
    for (const line of text.split('\n').slice(1)) expect(displayWidth(line), line).toBeLessThanOrEqual(width)
  })
})

describe('the overview', () => {
  it.each([50, 80, 120])('fits %d columns', async width => {
    for (const topic of ['', 'exit-codes', ...Object.keys(groups)]) {
      const text = await overview(topic, recordedOutput({width}))
      const lines = text.split('\n').filter(line => !line.includes('$ '))
      for (const line of lines) expect(displayWidth(line), line).toBeLessThanOrEqual(width)
    }
  })

  it('names every command once', async () => {
    const text = await overview('', recordedOutput())
    for (const name of names) expect(text.match(new RegExp(`^ {2}${name} {2,}`, 'gm'))).toHaveLength(1)
  })

  it.each(Object.entries(groups))('of the group %s names its commands only', async (group, about) => {
    const text = await overview(group, recordedOutput())
    expect(text).toContain(about)
    const shown = names.filter(name => new RegExp(`^ {2}${name} {2,}`, 'm').test(text))
    expect(shown).toEqual(names.filter(name => name.startsWith(`${group} `)))
  })
})
