import {existsSync, readFileSync} from 'node:fs'
import {createRequire} from 'node:module'
import {dirname, join, resolve} from 'node:path'
import {describe, expect, it} from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const metaPath = join(root, 'dist/meta.json')

type Meta = {
  outputs: Record<string, {imports: {path: string; kind: string}[]; inputs: Record<string, unknown>}>
}

/** What a chunk brings in at once: itself and its static imports. */
function loadedWith(meta: Meta, outputs: readonly string[]): string[] {
  const seen = new Set<string>()
  const visit = (output: string) => {
    if (seen.has(output) || !meta.outputs[output]) return
    seen.add(output)
    for (const {path, kind} of meta.outputs[output].imports) if (kind === 'import-statement') visit(path)
  }
  for (const output of outputs) visit(output)
  return [...seen].flatMap(output => Object.keys(meta.outputs[output]!.inputs))
}

function outputOf(meta: Meta, source: string): string {
  const found = Object.entries(meta.outputs).find(([, {inputs}]) => Object.hasOwn(inputs, source))
  if (!found) throw new Error(`${source} is in no chunk`)
  return found[0]
}

/** A chunk that imports itself by way of others, with these. */
function cycleIn({outputs}: Meta): string[] | null {
  const sound = new Set<string>()
  const visit = (output: string, above: readonly string[]): string[] | null => {
    if (above.includes(output)) return [...above, output]
    if (sound.has(output)) return null
    for (const {path, kind} of outputs[output]?.imports ?? []) {
      const cycle = kind === 'import-statement' ? visit(path, [...above, output]) : null
      if (cycle) return cycle
    }
    sound.add(output)
    return null
  }
  for (const output of Object.keys(outputs)) {
    const cycle = visit(output, [])
    if (cycle) return cycle
  }
  return null
}

describe('the built chunks', () => {
  it('export what they have as plain properties: a getter would be called for each call of a function', () => {
    const chunk = createRequire(import.meta.url)(join(root, 'dist/review-thread.js'))
    expect(Object.getOwnPropertyDescriptor(chunk, 'reviewThread')).toHaveProperty('value')
  })

  it('do not import each other: one would find properties that are not yet set', () => {
    expect(cycleIn(JSON.parse(readFileSync(metaPath, 'utf8')))).toBeNull()
    const imports = (path: string) => ({imports: [{path, kind: 'import-statement'}], inputs: {}})
    expect(cycleIn({outputs: {a: imports('b'), b: imports('c'), c: imports('b')}})).toEqual([
      'a',
      'b',
      'c',
      'b',
    ])
  })
})

describe('what `revsched list --json` loads', () => {
  const meta: Meta = existsSync(metaPath) ? JSON.parse(readFileSync(metaPath, 'utf8')) : {outputs: {}}

  it('is built', () =>
    expect(existsSync(metaPath), `run npm run build first: no ${dirname(metaPath)}`).toBe(true))

  it.each([
    'croner',
    'cli-table3',
    'yaml',
    'pino',
    'drizzle-orm',
    'zod/v4/classic',
    'src/cli/schemas',
    'src/connectors',
    'src/domain/rules',
    'node_modules/ink',
    'node_modules/react',
    'src/tui',
  ])('leaves out %s', part => {
    const entries = ['src/main.ts', 'src/cli/commands/list.ts', 'src/store/open.ts'].map(source =>
      outputOf(meta, source),
    )
    const loaded = loadedWith(meta, entries)
    expect(loaded).toContain('src/cli/commands/list.ts')
    expect(loaded.filter(input => input.includes(part))).toEqual([])
  })
})
