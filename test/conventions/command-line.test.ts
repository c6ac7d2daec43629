import {readFileSync} from 'node:fs'
import {join, resolve} from 'node:path'
import {describe, expect, it} from 'vitest'
import {commands, groups} from '../../src/cli/program.js'
import {isSupportedNode} from '../../src/start.js'

const root = resolve(import.meta.dirname, '../..')
const readme = readFileSync(join(root, 'README.md'), 'utf8')

describe('every command', () => {
  it.each(Object.keys(commands))(
    '%s knows its name, has examples, takes --json and stands in the README',
    async name => {
      const command = await commands[name]!()
      expect(command.name).toBe(name)
      expect(command.summary).toMatch(/^[A-Z].*[^.]$/)
      expect(command.examples.length).toBeGreaterThan(0)
      for (const example of command.examples) expect(example).toContain(`revsched ${name}`)
      if (name !== 'completion') expect((command.flags ?? []).map(flag => flag.syntax)).toContain('--json')
      expect(readme).toContain(
        name.startsWith('db ') || name.startsWith('config ') ? name.split(' ')[1] : name,
      )
    },
  )

  it('of two words belongs to a described group', () => {
    const used = Object.keys(commands)
      .filter(name => name.includes(' '))
      .map(name => name.split(' ')[0]!)
    expect(Object.keys(groups).sort()).toEqual([...new Set(used)].sort())
  })
})

describe('supported Node versions', () => {
  it.each([
    ['18.20.8', false],
    ['20.18.3', false],
    ['20.19.0', true],
    ['20.20.2', true],
    ['21.7.3', false],
    ['22.13.1', false],
    ['22.14.0', true],
    ['23.0.0', true],
    ['26.10.0', true],
  ])('%s: %s, as engines in package.json says', (version, expected) => {
    expect(isSupportedNode(version)).toBe(expected)
  })

  it('are written the same in package.json', () => {
    expect(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).engines.node).toBe(
      '^20.19.0 || >=22.14.0',
    )
  })
})
