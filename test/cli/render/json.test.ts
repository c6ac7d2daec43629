import {describe, expect, it} from 'vitest'
import {printJson, printNdjson} from '../../../src/cli/render/json.js'
import {recordedOutput} from '../../support/fake-output.js'

describe('JSON', () => {
  it.each([
    ['one line in a pipe', false, '{"name":"weekly","score":79.6}\n'],
    ['indented for a reader', true, '{\n  "name": "weekly",\n  "score": 79.6\n}\n'],
  ])('is %s', async (_, isTerminal, expected) => {
    const output = recordedOutput({isTerminal})
    await printJson(output, {name: 'weekly', score: 79.6})
    expect(output.text()).toBe(expected)
  })

  it.each([
    ['as it is in a pipe', false, '\u009b\u202e'],
    ['escaped for a terminal, which would obey', true, '\\u009b\\u202e'],
  ])('holds what a terminal obeys %s', async (_, isTerminal, shown) => {
    for (const print of [printJson, printNdjson]) {
      const output = recordedOutput({isTerminal})
      await print(output, ['\u009b\u202e'])
      expect(output.text()).toContain(`"${shown}"`)
    }
  })

  it.each([false, true])('is an object a line with --ndjson, on a terminal: %s', async isTerminal => {
    const output = recordedOutput({isTerminal})
    await printNdjson(output, [{a: 1}, {a: '\n'}])
    expect(output.text()).toBe('{"a":1}\n{"a":"\\n"}\n')
  })
})
