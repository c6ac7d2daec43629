import {existsSync, readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join, resolve} from 'node:path'
import {describe, expect, it} from 'vitest'
import {rulePages} from '../../docs/rule-pages.js'
import {allRules} from '../../src/domain/rules/all-rules.js'

const folder = resolve(import.meta.dirname, '../../docs/rules')
const pages = await rulePages(allRules)

if (process.env.UPDATE_DOCS === '1') for (const [name, text] of pages) writeFileSync(join(folder, name), text)

describe('docs/rules', () => {
  it.each([...pages.keys()])('%s is what the rules say (UPDATE_DOCS=1 writes it)', name => {
    const path = join(folder, name)
    expect(existsSync(path) ? readFileSync(path, 'utf8') : null).toBe(pages.get(name))
  })

  it('has no page of a rule that is gone', () => {
    expect(readdirSync(folder).filter(name => !pages.has(name))).toEqual([])
  })
})
