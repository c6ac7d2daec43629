import {describe, expect, it} from 'vitest'
import {rulesLintCommand} from '../../../src/cli/commands/rules-lint.js'
import {runCommand} from '../../support/run-command.js'

const lint = (text: string, json = false) =>
  runCommand(rulesLintCommand, {file: 'r.yaml', json}, {host: {readText: async () => text}})

describe('rules lint', () => {
  it.each<{name: string; text: string; output: string; error: string | null}>([
    {
      name: 'a warning',
      text: 'rules: {close-date-pushed: {fail: 1}}',
      output:
        'r.yaml:1:29: warning: rule "close-date-pushed": warn = 2 (the default) is more than fail = 1\n' +
        '  set warn as well, e.g. warn: 1\nr.yaml can be used, with 1 warning\n',
      error: null,
    },
    {
      name: 'that rules about the pipeline as a whole make no score',
      text: 'rules: {concentration: on, coverage-below-target: {quota: 1000}}',
      output:
        'r.yaml is fine\nno rule about single deals is on, so nothing would be scored: ' +
        'add "extends: [revsched:recommended]", or put rules on\n',
      error: null,
    },
    {
      name: 'nothing where one about deals is on as well',
      text: 'rules: {concentration: on, late-arrival: on}',
      output: 'r.yaml is fine\n',
      error: null,
    },
    {
      name: 'tests that cannot run',
      text:
        'custom:\n  - id: acme/x\n    category: progress\n    severity: low\n    violation: deal.amount > 1.0\n    message: m\n' +
        '    tests:\n      - {deal: {amount: 7}, expect: violation}\n      - {deal: {amoutn: 5}, expect: skip}\n' +
        '      - {deal: {amount: "7"}, expect: pass, asOf: yesterday}\n',
      output:
        'r.yaml:9:17: warning: rule "acme/x", test 2: unknown key "amoutn" at "deal"\n' +
        '  did you mean "amount"?\n' +
        'r.yaml:10:17: warning: rule "acme/x", test 3: "deal.amount" = "7": it takes a number\n' +
        '  the test cannot run until then; reviews go on without it\n' +
        'r.yaml:10:45: warning: rule "acme/x", test 3: "asOf" = "yesterday": it takes an instant as 2026-12-31T09:00:00Z\n' +
        '  the test cannot run until then; reviews go on without it\n' +
        'r.yaml can be used, with 3 warnings, 1 of its rules your own\n',
      error: null,
    },
    {
      name: 'how a rule is put off, where severity says so',
      text: 'rules: {missing-owner: {severity: off}, missing-amount: {severity: hihg}}',
      output:
        'r.yaml:1:25: rule "missing-owner": severity "off" is not allowed: it takes on, critical, high, medium, low, info\n' +
        '  write missing-owner: off\n' +
        'r.yaml:1:58: rule "missing-amount": severity "hihg" is not allowed: it takes on, critical, high, medium, low, info\n' +
        '  did you mean "high"?\n',
      error: '"r.yaml" has 2 problems',
    },
    {
      name: 'errors of shape and of meaning, in the order of lines',
      text: 'rules:\n  stage-stalled: {days: x}\n  zzz: off\nrulez: {}\nextends: strict',
      output:
        'r.yaml:2:19: rule "stage-stalled": option "days" = "x": it takes a whole number from 0 to 36525 (days)\n' +
        '  revsched rules explain stage-stalled shows its options\n' +
        'r.yaml:3:3: there is no rule "zzz"\n  revsched rules list shows them all\n' +
        'r.yaml:4:1: unknown key "rulez"\n  did you mean "rules"?\n' +
        'r.yaml:5:1: "extends" = "strict": it takes a list, each text\n  as [revsched:recommended]\n',
      error: '"r.yaml" has 4 problems',
    },
  ])('tells $name', async ({text, output, error}) => {
    const result = await lint(text)
    expect(result.out).toBe(output)
    expect(result.error).toEqual(
      error === null ? null : expect.objectContaining({code: 'config', message: error}),
    )
  })

  it('tells the first hundred, and how many more there are', async () => {
    const text = `rules:\n${Array.from({length: 102}, (_, index) => `  r${index}: off\n`).join('')}`
    expect((await lint(text)).out).toMatch(/r99"\n.*\nand 2 more\n$/)
    expect(JSON.parse((await lint(text, true)).out)).toMatchObject({more: 2, problems: {length: 100}})
  })

  it.each([
    ['that is no YAML', 'a: "x', 1, 6, 'error'],
    ['of shape', 'rules: 3', 1, 1, 'error'],
    ['of meaning', 'rules:\n  zzz: off', 2, 3, 'error'],
    ['that may be meant', 'rules:\n  close-date-pushed: {fail: 1}', 2, 23, 'warning'],
  ])('has one JSON for what is wrong: %s', async (_, text, line, column, severity) => {
    const {problems} = JSON.parse((await lint(text, true)).out)
    const words = {message: expect.any(String), hint: expect.any(String)}
    expect(problems).toEqual([
      {place: `r.yaml:${line}:${column}`, file: 'r.yaml', line, column, severity, ...words},
    ])
  })
})
