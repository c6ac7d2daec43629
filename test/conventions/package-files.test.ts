import {readFileSync} from 'node:fs'
import {join, posix} from 'node:path'
import {describe, expect, it} from 'vitest'
import {root, run} from '../support/program.js'

/** What `npm pack` would put into the package, from the root of the repository. */
async function packedFiles(): Promise<string[]> {
  const {stdout} = await run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: root,
    env: {HOME: process.env.HOME},
  })
  const [{files}] = JSON.parse(stdout) as [{files: {path: string}[]}]
  return files.map(({path}) => path)
}

/** The files that a page links to, without addresses elsewhere and places within a page. */
function linksOf(page: string): string[] {
  const targets = [...readFileSync(join(root, page), 'utf8').matchAll(/\]\(([^)#\s]+)/g)].map(
    ([, target]) => target!,
  )
  return targets
    .filter(target => !/^[a-z]+:/.test(target))
    .map(target => posix.join(posix.dirname(page), target))
}

describe('the package', () => {
  it('has every file that its pages link to, and of docs nothing but pages and schemas', async () => {
    const files = await packedFiles()
    const pages = files.filter(path => path.endsWith('.md'))
    expect(pages).toContain('README.md')
    const missing = pages.flatMap(page =>
      linksOf(page)
        .filter(target => !files.includes(target))
        .map(target => `${page} links to ${target}`),
    )
    expect(missing).toEqual([])
    const others = files.filter(path => path.startsWith('docs/') && !path.endsWith('.md'))
    expect(others).toContain('docs/schemas/run-now.json')
    expect(others.filter(path => !path.startsWith('docs/schemas/'))).toEqual([
      'docs/rules/rules.schema.json',
      'docs/setup.schema.json',
    ])
  }, 60_000)

  it('has the code that every command runs, and no code compiled for the Node of this machine', async () => {
    const files = await packedFiles()
    expect(files.filter(path => /^dist\/packed-\w+\.js$/.test(path))).toHaveLength(1)
    expect(files.filter(path => path.endsWith('.cache'))).toEqual([])
  }, 60_000)
})
