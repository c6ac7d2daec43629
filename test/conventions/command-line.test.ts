import {readFileSync} from 'node:fs'
import {join, resolve} from 'node:path'
import {describe, expect, it} from 'vitest'
import {commands, groups} from '../../src/cli/program.js'
import {isSupportedNode} from '../../src/start.js'

const root = resolve(import.meta.dirname, '../..')
const readme = readFileSync(join(root, 'README.md'), 'utf8')

describe('every command', () => {
  it.each(Object.keys(commands))('%s knows its name, has examples and takes --json', async name => {
    const command = await commands[name]!()
    expect(command.name).toBe(name)
    expect(command.summary).toMatch(/^[A-Z].*[^.]$/)
    expect(command.examples.length).toBeGreaterThan(0)
    for (const example of command.examples) expect(example).toContain(`revsched ${name}`)
    if (name !== 'completion') expect((command.flags ?? []).map(flag => flag.syntax)).toContain('--json')
  })

  it('stands in the table of the README, and nothing else does', () => {
    expect(readmeCommands()).toEqual(Object.keys(commands).sort())
  })

  it('of two words belongs to a described group', () => {
    const used = Object.keys(commands)
      .filter(name => name.includes(' '))
      .map(name => name.split(' ')[0]!)
    expect(Object.keys(groups).sort()).toEqual([...new Set(used)].sort())
  })
})

/** The names between backticks in the first column of the table below "Commands". */
function readmeCommands(): string[] {
  const [, section = ''] = /\n## Commands\n([\s\S]*?)\n## /.exec(readme) ?? []
  const cells = section.split('\n').flatMap(line => /^\| ([^|]*) \|/.exec(line)?.[1] ?? [])
  return cells.flatMap(cell => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name!)).sort()
}

describe('supported Node versions', () => {
  const {engines} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

  it.each([
    ['0.12.18', false],
    ['18.20.8', false],
    ['19.9.0', false],
    ['20.0.0', false],
    ['20.18.3', false],
    ['20.19.0', true],
    ['20.20.2', true],
    ['20.100.0', true],
    ['21.0.0', false],
    ['21.7.3', false],
    ['21.19.0', false],
    ['22.0.0', false],
    ['22.13.1', false],
    ['22.14.0', true],
    ['22.20.0', true],
    ['23.0.0', true],
    ['24.0.0', true],
    ['26.10.0', true],
    ['100.0.0', true],
  ])('%s: %s, as engines in package.json says', (version, expected) => {
    expect([isSupportedNode(version), isInRange(version, engines.node)]).toEqual([expected, expected])
  })
})

/** Whether a version is in a range of npm, of which `^a.b.c`, `>=a.b.c` and `||` are read. */
function isInRange(version: string, range: string): boolean {
  return range.split(' || ').some(part => {
    const [, kind, least] = /^(\^|>=)(\d+\.\d+\.\d+)$/.exec(part) ?? []
    if (!kind || !least) throw new Error(`this test does not read "${part}"`)
    const isSameMajor = Number.parseInt(version, 10) === Number.parseInt(least, 10)
    return isAtLeast(version, least) && (kind === '>=' || isSameMajor)
  })
}

function isAtLeast(version: string, least: string): boolean {
  return version.localeCompare(least, 'en', {numeric: true}) >= 0
}
