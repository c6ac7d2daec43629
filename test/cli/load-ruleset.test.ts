import {describe, expect, it} from 'vitest'
import {loadRuleset, rulesetName} from '../../src/cli/load-ruleset.js'
import {aHost} from '../support/a-command-context.js'

const failing = (code: string) =>
  aHost({readText: () => Promise.reject(Object.assign(new Error(`${code}: no`), {code}))})

describe('the name of rules', () => {
  it.each([
    ['recommended', 'recommended'],
    ['strict', 'strict'],
    ['rules.yaml', '/work/rules.yaml'],
    ['../team/rules.yaml', '/team/rules.yaml'],
    ['/etc/rules.yaml', '/etc/rules.yaml'],
  ])('%s becomes %s', (given, expected) => expect(rulesetName(given, '/work')).toBe(expected))
})

describe('rules by their name', () => {
  it.each(['recommended', 'strict'])('%s', async name => {
    expect((await loadRuleset(name, aHost())).name).toBe(name)
  })

  it('from a file', async () => {
    const host = aHost({
      readText: async () => 'extends: [revsched:recommended]\nrules:\n  missing-owner: off\n',
    })
    const rules = (await loadRuleset('/work/rules.yaml', host)).rules.map(({rule}) => rule.id)
    expect(rules).toContain('missing-amount')
    expect(rules).not.toContain('missing-owner')
  })

  it.each([
    ['is not there', 'ENOENT', '/work/nope.yaml', 'there is no rule file "/work/nope.yaml"', 'give the path'],
    [
      'is a mistyped preset',
      'ENOENT',
      '/work/stict',
      'there is no rule file "/work/stict"',
      'did you mean "strict"?',
    ],
    [
      'is a folder',
      'EISDIR',
      '/work/x',
      'cannot read the rule file "/work/x": it is a folder',
      'give the path',
    ],
    [
      'cannot be read',
      'EACCES',
      '/work/x',
      'cannot read the rule file "/work/x": EACCES: no',
      'give the path',
    ],
  ])('from a file that %s', async (_, code, path, message, hint) => {
    await expect(loadRuleset(path, failing(code))).rejects.toMatchObject({
      code: 'config',
      message,
      hint: expect.stringContaining(hint),
    })
  })
})
