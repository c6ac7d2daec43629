import {existsSync, readdirSync, readFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {docPages} from '../support/doc-pages.js'
import {root} from '../support/program.js'

const index = readFileSync(join(root, 'docs/README.md'), 'utf8')

/** Headings as GitHub names them: lower case, blanks as hyphens, without signs. */
function anchorsOf(page: string): string[] {
  const headings = [...readFileSync(page, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, text]) => text!)
  return headings.map(text =>
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

describe('docs/README.md', () => {
  it('links every page of docs/ and of docs/reference/', () => {
    const pages = ['', 'reference/'].flatMap(folder =>
      readdirSync(join(root, 'docs', folder))
        .filter(name => name.endsWith('.md') && `${folder}${name}` !== 'README.md')
        .map(name => `${folder}${name}`),
    )
    expect(pages.filter(page => !index.includes(`](${page})`))).toEqual([])
  })
})

describe('links', () => {
  const generated = ['commands', 'settings', 'exit-codes'].map(name => {
    const path = `docs/reference/${name}.md`
    return {path, text: readFileSync(join(root, path), 'utf8')}
  })

  it.each([...docPages, ...generated].map(({path, text}) => [path, text]))(
    'of %s lead to pages and headings that are there',
    (path, text) => {
      const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!)
      const dead = targets.filter(target => {
        if (/^[a-z]+:/.test(target)) return false
        const [file = '', anchor] = target.split('#')
        const page = file === '' ? join(root, path) : join(root, dirname(path), file)
        return !existsSync(page) || (anchor !== undefined && !anchorsOf(page).includes(anchor))
      })
      expect(dead).toEqual([])
    },
  )
})
