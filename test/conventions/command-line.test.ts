import {readFileSync} from 'node:fs'
import {join, resolve} from 'node:path'
import {describe, expect, it} from 'vitest'
import type {AnyCommand} from '../../src/cli/command.js'
import {commands, globalFlags, groups} from '../../src/cli/program.js'
import {isSupportedNode} from '../../src/start.js'
import {docPages} from '../support/doc-pages.js'

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

const loaded = new Map<string, AnyCommand>()
for (const [name, load] of Object.entries(commands)) loaded.set(name, await load())

/** `revsched ...` within a sentence, of which no test runs a line. */
function commandsIn(text: string): string[] {
  const prose = text.replace(/^ *```.*?^ *```/gms, '')
  return [...prose.matchAll(/`(revsched\s[^`]+)`/g)].map(([, span]) => span!.replaceAll(/\s+/g, ' '))
}

/** What is wrong with it; null where such a command is there and has these flags. */
function mistakeIn(line: string): string | null {
  const words = line
    .split(' ')
    .slice(1)
    .filter((word, place, all) => word !== '--user' && all[place - 1] !== '--user')
  const [first = '', second = ''] = words
  if (first === 'help' || first === '<command>' || first.startsWith('--')) return null
  if (first in groups && (second === '' || second === '...')) return null
  const command = loaded.get(`${first} ${second}`) ?? loaded.get(first)
  if (!command) return `no such command: ${line}`
  const known = [...(command.flags ?? []), ...globalFlags].map(({syntax}) => /--[\w-]+/.exec(syntax)?.[0])
  const wrong = words.find(word => /^--[a-z]/.test(word) && word !== '--help' && !known.includes(word))
  return wrong === undefined ? null : `${command.name} has no ${wrong}: ${line}`
}

describe('what a page says within a sentence', () => {
  it.each(docPages.map(({path, text}) => [path, text]))(
    '%s names commands and flags that there are',
    (_, text) => {
      expect(commandsIn(text).map(mistakeIn).filter(Boolean)).toEqual([])
    },
  )

  it.each([
    ['a command that there is', 'revsched list --json', null],
    ['one of two words, with a global flag', 'revsched --user bob connection test <name> --database x', null],
    ['a group', 'revsched connection ...', null],
    ['a command that is gone', 'revsched lst', 'no such command: revsched lst'],
    ['a flag that is gone', 'revsched list --all', 'list has no --all: revsched list --all'],
  ])('is read as meant: %s', (_, line, mistake) => expect(mistakeIn(line)).toBe(mistake))
})

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
