import {existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join, resolve} from 'node:path'
import {describe, expect, it} from 'vitest'
import {schemas} from '../../src/cli/schemas/all-schemas.js'
import {jsonSchemaOf} from '../../src/cli/schemas/json-schema.js'

const folder = resolve(import.meta.dirname, '../../docs/schemas')
const fileOf = (name: string) => `${name.replaceAll(' ', '-')}.json`
const textOf = async (name: string) => `${JSON.stringify(await jsonSchemaOf(name), null, 1)}\n`

if (process.env.UPDATE_DOCS === '1') {
  mkdirSync(folder, {recursive: true})
  for (const name of Object.keys(schemas)) writeFileSync(join(folder, fileOf(name)), await textOf(name))
}

// A difference that takes a field away, or gives it another meaning, breaks scripts of others: that waits for a new major version.
describe('docs/schemas', () => {
  it.each(Object.keys(schemas))('%s is what the program prints (UPDATE_DOCS=1 writes it)', async name => {
    const path = join(folder, fileOf(name))
    expect(existsSync(path) ? readFileSync(path, 'utf8') : null).toBe(await textOf(name))
  })

  it('has no schema of a command that is gone', () => {
    expect(readdirSync(folder).sort()).toEqual(Object.keys(schemas).map(fileOf).sort())
  })
})
