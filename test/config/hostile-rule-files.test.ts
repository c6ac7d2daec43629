import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {bundled} from '../support/bundled.js'
import {run} from '../support/program.js'

// Files that would take the memory or the time of whoever reads them, read in one process with little memory. A daemon reads rule files
// as this does, so what gets an error here cannot stop one.

const custom = (part: string) =>
  `custom: [{id: a/b, category: progress, severity: low, message: m, violation: 'true', ${part}}]`

const expression = (text: string) =>
  `custom: [{id: a/b, category: progress, severity: low, message: m, violation: ${JSON.stringify(text)}}]`

const lines = (count: number, line: (index: number) => string) =>
  Array.from({length: count}, (_, index) => line(index)).join('\n')

const levels = lines(30, index => `  a${index + 1}: &a${index + 1} [${`*a${index}, `.repeat(10)}]`)

const files: readonly {name: string; text: string; error: RegExp}[] = [
  {
    name: 'an alias bomb',
    text: `rules:\n  a0: &a0 [boom]\n${levels}`,
    error: /"rules.a0" = \["boom"\]/,
  },
  {name: 'an alias of itself', text: 'rules: &a {b: *a}', error: /the alias "\*\w+" is not taken/},
  {
    name: 'many anchors',
    text: `rules:\n${lines(40_000, index => `  k${index}: &a${index} off`)}`,
    error: /40000 entries are more than/,
  },
  {name: 'many keys', text: `rules:\n${lines(70_000, index => `  k${index}: off`)}`, error: /70000 entries/},
  {
    name: 'keys as many as may be',
    text: `rules:\n${lines(10_000, index => `  k${index}: 1`)}`,
    error: /"rules.k0" = 1/,
  },
  {
    name: 'bad values of an option',
    text: `rules: {stage-stalled: {byStage: {${lines(10_001, index => `  k${index}: x,`)}}}}`,
    error: /10001 entries/,
  },
  {
    name: 'a key that many come before',
    text: `${lines(9_999, index => `k${index}: off`)}\nk0: off`,
    error: /:1:1": unknown key "k0"/,
  },
  {name: 'open brackets', text: `rules: ${'['.repeat(500_000)}`, error: /nested too deeply/},
  {name: 'open braces', text: `rules: ${'{a: '.repeat(200_000)}`, error: /nested too deeply/},
  {name: 'dashes on a line', text: `rules: ${'- '.repeat(400_000)}`, error: /nested too deeply/},
  {name: 'questions on a line', text: '? '.repeat(400_000), error: /nested too deeply/},
  {name: 'keys on a line', text: 'a: '.repeat(300_000), error: /nested too deeply/},
  {
    name: 'JSON of a hundred keys on a line, which is not deep',
    text: JSON.stringify({
      rules: Object.fromEntries(Array.from({length: 100}, (_, at) => [`k${at}`, 'off'])),
    }),
    error: /no rule "k0"/,
  },
  {
    name: 'ever deeper lines',
    text: lines(1000, index => `${' '.repeat(index)}a:`),
    error: /not valid YAML: Maximum call stack/,
  },
  {
    name: 'many custom rules',
    text: `custom:\n${lines(9000, index => `  - {id: a/r${index}, category: progress, severity: low, violation: 'true', message: m}`)}`,
    error: /more than 500 custom rules/,
  },
  {name: '10 MB of text', text: `rules: ${'x'.repeat(10 * 1024 * 1024)}`, error: /larger than 1 MB/},
  {
    name: 'binary data',
    text: `rules: !!binary ${'A'.repeat(1_000_000)}`,
    error: /"rules" = .*: it takes/,
  },
  {name: 'many documents', text: '---\n'.repeat(200_000), error: /multiple documents/},
  {
    name: 'a key of all objects',
    text: 'rules: {__proto__: {polluted: true}}',
    error: /:1:9": unknown key "__proto__"/,
  },
  {name: 'a name of all objects', text: 'rules: {constructor: off}', error: /no rule "constructor"/},
  {name: 'a merge', text: 'rules:\n  <<: {missing-owner: off}', error: /no rule "<<"/},
  {name: 'an unknown key', text: 'rulez: {}', error: /unknown key "rulez"/},
  {
    name: 'an unknown key of a custom rule',
    text: custom('code: x'),
    error: /unknown key "code" at "custom.0"/,
  },
  {name: 'a long expression', text: expression(`true${'&&true'.repeat(300)}`), error: /nodes/i},
  {name: 'an endless expression', text: expression(`${'!'.repeat(1900)}true`), error: /depth|nodes/i},
  {
    name: 'loops in loops',
    text: expression('deal.stageHistory.all(a, deal.stageHistory.all(b, a.stage == b.stage))'),
    error: /within another loop/,
  },
  {
    name: 'a regular expression',
    text: expression('deal.name.matches("(a+)+$")'),
    error: /regular expressions are not taken/,
  },
  {
    name: 'the prototype of a deal',
    text: expression('deal.__proto__.x == "y"'),
    error: /No such key: __proto__/,
  },
]

const devices: readonly {path: string; error: RegExp}[] = [
  {path: '/dev/zero', error: /"\/dev\/zero": it is a device or socket, not a file$/},
  {path: '/dev', error: /"\/dev": it is a folder$/},
]

/** Reads the files that are named, and says of each what the error was. */
const reader = `
import {loadRuleset} from '/src/cli/load-ruleset.js'
import {readText} from '/src/platform/read-text.js'
const host = {readText: async path => readText(path)}
async function errorOf(path) {
  try {
    await loadRuleset(path, host)
    return 'none'
  } catch (error) {
    return error.code + ': ' + error.message
  }
}
async function main() {
  const errors = []
  for (const path of process.argv.slice(2)) errors.push(await errorOf(path))
  console.log(JSON.stringify({errors, polluted: {}.polluted ?? null}))
}
main()
`

describe('a hostile rule file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'revsched-hostile-'))
  let read: {errors: string[]; polluted: unknown}

  beforeAll(async () => {
    const paths = files.map(({text}, place) => {
      const path = join(folder, `${place}.yaml`)
      writeFileSync(path, text)
      return path
    })
    const program = await bundled(reader, join(folder, 'reader.cjs'))
    // So that one that never ends is an error of this test and not its end.
    const limited = ['-s', 'KILL', '120', process.execPath, '--max-old-space-size=96', program, ...paths]
    limited.push(...devices.map(({path}) => path))
    const {code, stdout, stderr} = await run('timeout', limited)
    expect({code, stderr}).toEqual({code: 0, stderr: ''})
    read = JSON.parse(stdout)
  }, 150_000)

  afterAll(() => rmSync(folder, {recursive: true, force: true}))

  it.each(files.map((file, place) => ({...file, place})))('with $name gets an error', ({place, error}) => {
    expect(read.errors[place]).toMatch(/^config: /)
    expect(read.errors[place]).toMatch(error)
    expect(read.errors[place]!.length).toBeLessThan(500)
  })

  it.each(devices.map((device, place) => ({...device, place: files.length + place})))(
    'at $path gets an error',
    ({place, error}) => expect(read.errors[place]).toMatch(error),
  )

  it('changes nothing for others', () => expect(read.polluted).toBeNull())
})
