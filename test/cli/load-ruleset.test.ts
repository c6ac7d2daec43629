import {describe, expect, it} from 'vitest'
import {loadRuleset, rulesetName} from '../../src/cli/load-ruleset.js'
import {aHost} from '../support/a-command-context.js'

const failing = (code: string) =>
  aHost({readText: () => Promise.reject(Object.assign(new Error(`${code}: no`), {code}))})

describe('the name of rules', () => {
  it.each([
    ['recommended', 'recommended'],
    ['strict', 'strict'],
    ['rules.yaml', '/data/rules.yaml'],
    ['../team/rules.yaml', '/team/rules.yaml'],
    ['/etc/rules.yaml', '/etc/rules.yaml'],
  ])('%s becomes %s', (given, expected) => expect(rulesetName(given, '/data')).toBe(expected))
})

describe('rules by their name', () => {
  it.each(['recommended', 'strict'])('%s', async name => {
    expect((await loadRuleset(name, aHost())).name).toBe(name)
  })

  it('from a file', async () => {
    const host = aHost({
      readText: async () => 'extends: [revsched:recommended]\nrules:\n  missing-owner: off\n',
    })
    expect(await loadRuleset('/data/rules.yaml', host)).toEqual({
      name: '/data/rules.yaml',
      file: {extends: ['revsched:recommended'], rules: {'missing-owner': 'off'}},
    })
  })

  it('from a file that is well formed but wrong', async () => {
    const host = aHost({readText: async () => 'rules:\n  missing-ownr: off\n'})
    await expect(loadRuleset('/data/rules.yaml', host)).rejects.toMatchObject({
      code: 'config',
      message: 'the rule file "/data/rules.yaml:2:3": there is no rule "missing-ownr"',
    })
  })

  it('from a file with several problems, as many as lint counts', async () => {
    const text =
      'rules:\n  close-date-pushed: {fail: 1}\n  missing-ownr: off\n  missing-amount: {severity: off}\n'
    await expect(loadRuleset('r.yaml', aHost({readText: async () => text}))).rejects.toMatchObject({
      message:
        'the rule file "r.yaml:3:3": there is no rule "missing-ownr"; 2 more: revsched rules lint r.yaml',
    })
  })

  it.each([
    ['is not there', 'ENOENT', '/data/nope.yaml', 'there is no rule file "/data/nope.yaml"', 'give the path'],
    [
      'is a mistyped preset',
      'ENOENT',
      '/data/stict',
      'there is no rule file "/data/stict"',
      'did you mean "strict"?',
    ],
    [
      'is called as a preset',
      'ENOENT',
      './strict',
      'there is no rule file "./strict"',
      '"strict" is a preset, which has no file: give the path of a rule file',
    ],
    [
      'cannot be read',
      'EACCES',
      '/data/x',
      'cannot read the rule file "/data/x": EACCES: no',
      'give the path',
    ],
    ['is no file', 'a pipe', '/data/x', 'cannot read the rule file "/data/x": a pipe: no', 'give the path'],
  ])('from a file that %s', async (_, code, path, message, hint) => {
    await expect(loadRuleset(path, failing(code))).rejects.toMatchObject({
      code: 'config',
      message,
      hint: expect.stringContaining(hint),
    })
  })
})
