import {readdirSync, readFileSync} from 'node:fs'
import {join, resolve} from 'node:path'
import {describe, expect, it} from 'vitest'
import {exitCodesOf, ofCommand} from '../../src/cli/exit-codes-of.js'
import {commands} from '../../src/cli/program.js'
import {parseScenario} from '../support/scenario.js'

const folder = resolve(import.meta.dirname, '../scenarios')
const statuses = (name: string) => exitCodesOf(name).map(({status}) => status)

/** The last command of a line of a shell, whose exit code the line has. */
function lastCommand(line: string): string | null {
  const words = line
    .split(/revsched (?:--user \S+ )?/)
    .at(-1)!
    .split(' ')
  return [words.slice(0, 2).join(' '), words[0]!].find(name => Object.hasOwn(commands, name)) ?? null
}

describe('the exit codes in the help of a command', () => {
  it.each(readdirSync(folder))('have those that %s sees', name => {
    const seen = parseScenario(readFileSync(join(folder, name), 'utf8')).flatMap(({command, exitCode}) => {
      const last = lastCommand(command)
      return last === null || exitCode === 1 ? [] : [{last, exitCode}]
    })
    expect(seen.filter(({last, exitCode}) => !statuses(last).includes(exitCode))).toEqual([])
  })

  it.each([
    ['list', [0, 2, 3, 5, 10, 130, 143]],
    ['run-now', [0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 130, 143]],
    ['rules list', [0, 2, 5, 10, 130, 143]],
  ])('of %s are few, and in order', (name, expected) => expect(statuses(name)).toEqual(expected))

  it('are told of every command', () =>
    expect(Object.keys(ofCommand).sort()).toEqual(Object.keys(commands).sort()))
})
