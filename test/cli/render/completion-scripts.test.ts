import {spawnSync} from 'node:child_process'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {
  bashCompletion,
  type CompletionTree,
  fishCompletion,
  zshCompletion,
} from '../../../src/cli/render/completion-scripts.js'

const flag = (name: string, ...choices: string[]) => ({
  name,
  takesValue: true,
  describe: `the ${name}`,
  choices,
})
const tree: CompletionTree = [
  {name: 'list', summary: 'Show them', flags: [{...flag('--json'), takesValue: false}], choices: []},
  {name: 'run-now', summary: "Run it, don't wait", flags: [flag('--format', 'text', 'csv')], choices: []},
  {name: 'connection add', summary: 'Add one', flags: [flag('--format', 'csv', 'ndjson')], choices: ['file']},
  {name: 'connection list', summary: 'Show them', flags: [], choices: []},
]

/** What bash offers for the words of a line, the last of which is being typed. */
function offered(...words: string[]): string[] {
  const line = ['revsched', ...words].map(word => `'${word}'`).join(' ')
  const script = `${bashCompletion(tree)}
function_name=$(complete -p revsched | sed 's/.*-F \\([^ ]*\\).*/\\1/')
COMP_WORDS=(${line}); COMP_CWORD=${words.length}; $function_name; printf '%s\\n' "\${COMPREPLY[@]}"`
  const {stdout, stderr} = spawnSync('bash', ['-c', script], {encoding: 'utf8'})
  expect(stderr).toBe('')
  return stdout.split('\n').filter(word => word !== '')
}

describe('completion in bash', () => {
  it.each([
    [[''], ['list', 'run-now', 'connection']],
    [['l'], ['list']],
    [
      ['connection', ''],
      ['add', 'list'],
    ],
    [['connection', 'add', 'f'], ['file']],
    [['run-now', '--f'], ['--format']],
    [
      ['run-now', '--format', ''],
      ['text', 'csv', 'ndjson'],
    ],
    [['run-now', 'weekly', '--h'], ['--help']],
    [['unknown', ''], []],
  ])('%j offers %j', (words, expected) => expect(offered(...words)).toEqual(expected))
})

describe.each([
  ['bash', bashCompletion],
  ['zsh', zshCompletion],
  ['fish', fishCompletion],
])('the script for %s', (shell, script) => {
  const isInstalled = spawnSync(shell, ['--version']).status === 0

  it.skipIf(!isInstalled)('is understood by it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'revsched-completion-'))
    writeFileSync(join(folder, 'script'), script(tree))
    const {status, stderr} = spawnSync(shell, ['-n', join(folder, 'script')], {encoding: 'utf8'})
    rmSync(folder, {recursive: true})
    expect(stderr).toBe('')
    expect(status).toBe(0)
  })

  it('has every command', () => {
    for (const word of ['list', 'run-now', 'connection', 'add']) expect(script(tree)).toContain(word)
  })
})
