import {describe, expect, it} from 'vitest'
import type {AnyCommand} from '../../src/cli/command.js'
import {commands, globalFlags, groups} from '../../src/cli/program.js'
import {docPages} from '../support/doc-pages.js'

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
