import {existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {referencePages} from '../../docs/reference-pages.js'
import {root} from '../support/program.js'

const folder = join(root, 'docs/reference')
const pages = await referencePages()

if (process.env.UPDATE_DOCS === '1') {
  mkdirSync(folder, {recursive: true})
  for (const [name, text] of pages) writeFileSync(join(folder, name), text)
}

describe('docs/reference', () => {
  it.each([...pages.keys()])('%s is what the program says (UPDATE_DOCS=1 writes it)', name => {
    const path = join(folder, name)
    expect(existsSync(path) ? readFileSync(path, 'utf8') : null).toBe(pages.get(name))
  })

  it('has no page that nothing writes', () => {
    expect(readdirSync(folder).filter(name => !pages.has(name))).toEqual([])
  })
})

describe('docs/reference/settings.md', () => {
  const sources = readdirSync(join(root, 'src'), {recursive: true, encoding: 'utf8'})
    .filter(name => /\.tsx?$/.test(name))
    .map(name => readFileSync(join(root, 'src', name), 'utf8'))
    .join('\n')
  /** `env.NAME`, `env['NAME']`, and names in quotes that can only be those of variables. */
  const read = [...sources.matchAll(/\benv(?:\.|\[')([A-Z][A-Z_]+)|'((?:REVSCHED|XDG)_[A-Z_]+)'/g)].map(
    ([, property, quoted]) => property ?? quoted!,
  )
  const known = new Set(pages.get('settings.md')!.match(/\b[A-Z][A-Z_]{3,}\b|\bTZ\b/g))

  it('names every variable that the code reads', () => {
    const passedOn = ['PATH']
    expect([...new Set(read)].filter(name => !known.has(name) && !passedOn.includes(name))).toEqual([])
  })

  it('names no variable of revsched that the code does not read', () => {
    const ofSettings = (name: string) => pages.get('settings.md')!.includes(`| \`${name}\` |`)
    const own = [...known].filter(name => /^REVSCHED_[A-Z]/.test(name))
    expect(own.length).toBeGreaterThan(8)
    expect(own.filter(name => !read.includes(name) && !ofSettings(name))).toEqual([])
  })
})
