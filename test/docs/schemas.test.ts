import {existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join, resolve} from 'node:path'
import {describe, expect, it} from 'vitest'
import {lineSchemas, schemas} from '../../src/cli/schemas/all-schemas.js'
import {jsonSchemaOf} from '../../src/cli/schemas/json-schema.js'

const folder = resolve(import.meta.dirname, '../../docs/schemas')
const fileOf = (name: string, end: string) => `${name.replaceAll(' ', '-')}${end}`
const textOf = async (name: string, isLines: boolean) =>
  `${JSON.stringify(await jsonSchemaOf(name, {isLines}), null, 1)}\n`

const files = [
  ...Object.keys(schemas).map(name => ({file: fileOf(name, '.json'), name, isLines: false})),
  ...Object.keys(lineSchemas).map(name => ({file: fileOf(name, '.ndjson.json'), name, isLines: true})),
]

if (process.env.UPDATE_DOCS === '1') {
  mkdirSync(folder, {recursive: true})
  for (const {file, name, isLines} of files) writeFileSync(join(folder, file), await textOf(name, isLines))
}

// A difference that takes a field away, or gives it another meaning, breaks scripts of others: that waits for a new major version.
describe('docs/schemas', () => {
  it.each(files)(
    '$file is what the program prints (UPDATE_DOCS=1 writes it)',
    async ({file, name, isLines}) => {
      const path = join(folder, file)
      expect(existsSync(path) ? readFileSync(path, 'utf8') : null).toBe(await textOf(name, isLines))
    },
  )

  it('has no schema of a command that is gone', () => {
    expect(readdirSync(folder).sort()).toEqual(files.map(({file}) => file).sort())
  })
})
