import {readFileSync} from 'node:fs'
import {join, resolve} from 'node:path'
import {describe, expect, it} from 'vitest'

const examples = resolve(import.meta.dirname, '../../examples')

describe('examples/data', async () => {
  const {sampleFiles} = await import(join(examples, 'generate.mjs'))
  const files: Record<string, string> = sampleFiles()

  it.each(Object.keys(files))('%s is what the generator writes', name => {
    expect(readFileSync(join(examples, 'data', name), 'utf8') === files[name]).toBe(true)
  })
})
