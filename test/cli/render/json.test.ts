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

  it.each([false, true])('is an object a line with --ndjson, on a terminal: %s', async isTerminal => {
    const output = recordedOutput({isTerminal})
    await printNdjson(output, [{a: 1}, {a: '\n'}])
    expect(output.text()).toBe('{"a":1}\n{"a":"\\n"}\n')
  })
})
