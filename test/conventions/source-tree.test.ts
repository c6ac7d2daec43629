import {readdirSync, readFileSync} from 'node:fs'
import {basename, dirname, join, relative, resolve, sep} from 'node:path'
import {describe, expect, it} from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const src = join(root, 'src')

type Source = {path: string; folder: string; text: string; lines: number}

const sources: Source[] = readdirSync(src, {recursive: true, encoding: 'utf8'})
  .filter(name => /\.tsx?$/.test(name))
  .map(name => {
    const text = readFileSync(join(src, name), 'utf8')
    return {
      path: name.split(sep).join('/'),
      folder: name.includes(sep) ? name.split(sep)[0]! : '',
      text,
      lines: text.split('\n').length,
    }
  })

const mayImport: Record<string, readonly string[]> = {
  domain: [],
  report: ['domain'],
  config: ['domain'],
  platform: ['domain'],
  store: ['domain'],
  connectors: ['domain'],
  app: ['domain', 'report'],
  delivery: ['domain', 'report'],
  worker: ['domain', 'app', 'connectors', 'config', 'platform', 'delivery', 'report'],
  daemon: ['domain', 'app', 'worker'],
  tui: ['domain', 'app', 'report'],
  cli: ['domain', 'app', 'report', 'config', 'daemon', 'tui'],
}

const homes: Record<string, string> = {
  croner: 'domain/schedule/',
  'drizzle-orm': 'store/',
  'better-sqlite3': 'store/',
  '@streamparser/json': 'connectors/file/',
  jsforce: 'connectors/salesforce/',
  papaparse: 'connectors/',
  '@hubspot/api-client': 'connectors/hubspot/',
  yaml: 'config/',
  piscina: 'daemon/',
  pino: 'platform/',
  'node-unix-socket': 'platform/',
  'https-proxy-agent': 'platform/',
  'proxy-from-env': 'platform/',
  hucre: 'report/',
  '@clack/prompts': 'platform/',
  nodemailer: 'delivery/',
  '@resvg/resvg-js': 'delivery/',
  commander: 'cli/',
  'cli-table3': 'cli/',
  ink: 'tui/',
  react: 'tui/',
  'yoga-layout': 'tui/',
}

function importsOf({text}: Source): string[] {
  return [...text.matchAll(/(?:from|import|import\()\s*'([^']+)'/g)].map(match => match[1]!)
}

describe('imports', () => {
  it('point inwards', () => {
    const wrong = sources.flatMap(source =>
      importsOf(source)
        .filter(path => path.startsWith('.'))
        .map(path => relative(src, resolve(src, dirname(source.path), path)).split(sep)[0]!)
        .filter(
          folder =>
            source.folder !== '' && folder !== source.folder && !mayImport[source.folder]?.includes(folder),
        )
        .map(folder => `${source.path} imports ${folder}`),
    )
    expect(wrong).toEqual([])
  })

  it('keep each library in its one home', () => {
    const wrong = sources.flatMap(source =>
      Object.entries(homes)
        .filter(
          ([library, home]) =>
            !source.path.startsWith(home) &&
            importsOf(source).some(path => path === library || path.startsWith(`${library}/`)),
        )
        .map(([library]) => `${source.path} imports ${library}`),
    )
    expect(wrong).toEqual([])
  })

  it('never go through a barrel or leave out the extension', () => {
    const wrong = sources.flatMap(source =>
      importsOf(source).filter(path => path.startsWith('.') && !path.endsWith('.js')),
    )
    expect(wrong).toEqual([])
  })
})

describe('source files', () => {
  it('take time and chance from ports, outside of platform', () => {
    const pattern = /\bDate\.now\(\)|new Date\(\)|Math\.random\(\)|\bsetTimeout\(/
    expect(
      sources.filter(({folder, text}) => folder !== 'platform' && pattern.test(text)).map(({path}) => path),
    ).toEqual([])
  })

  it('have names that say what is in them', () => {
    const grabBags = sources.filter(({path}) =>
      /^(utils?|helpers?|common|misc|types|lib)\./.test(basename(path)),
    )
    const notKebab = sources.filter(({path}) => !/^[a-z0-9-]+\.tsx?$/.test(basename(path)))
    expect([...grabBags, ...notKebab].map(({path}) => path)).toEqual([])
  })

  it('stay small: none above 400 lines, nine in ten below 250', () => {
    expect(sources.filter(({lines}) => lines > 400).map(({path}) => path)).toEqual([])
    expect(sources.filter(({lines}) => lines > 250).length).toBeLessThanOrEqual(sources.length / 10)
  })

  it('hold no escape from the type checker and no unfinished work', () => {
    const pattern = /\bas unknown as\b|: any\b|@ts-ignore|\bTODO\b|\bFIXME\b|export default/
    expect(sources.filter(({text}) => pattern.test(text)).map(({path}) => path)).toEqual([])
  })
})

describe('functions', () => {
  // Of more than three parameters: biome.json. Here, a type stands behind `(` or `,`; in an object, it stands behind a brace.
  const typed = /[(,]\s*(\w+)\??: (?:(?:null|undefined) \| )*boolean(?: \| (?:null|undefined))*(?=\s*[,)=])/g
  const byDefault = /\((?:[^(){}]*,\s*)?(\w+) = (?:true|false)(?=\s*[,)])/g

  it('take no boolean as a parameter: two functions, or an object with a name for it, can be read at the call', () => {
    const wrong = sources.flatMap(({path, text}) =>
      [typed, byDefault].flatMap(pattern =>
        [...text.matchAll(pattern)].map(([, parameter]) => `${path} takes ${parameter}`),
      ),
    )
    expect(wrong).toEqual([])
  })
})

describe('exports', () => {
  const exported = /^export (?:async )?(?:abstract )?(?:function\*?|const|let|class|type) (\w+)/gm
  const users = ['src', 'test', 'bench', 'docs'].flatMap(folder =>
    readdirSync(join(root, folder), {recursive: true, encoding: 'utf8'})
      .filter(name => /\.(m?[jt]s|tsx)$/.test(name))
      .map(name => join(root, folder, name)),
  )
  const components = new Set(sources.map(({path}) => path).filter(path => path.endsWith('.tsx')))
  /** By bin/revsched.js, and by the pool of threads. */
  const calledByName = [
    'start.ts start',
    'worker/review-thread.ts reviewThread',
    'worker/digest-thread.ts makeMessage',
  ]

  /** `path name` of all that a file imports; of a module that it loads when needed, every word of the file may be one. */
  function usedBy(user: string): string[] {
    const text = readFileSync(user, 'utf8')
    const pathOf = (module: string) => {
      const path = relative(src, resolve(dirname(user), module))
        .split(sep)
        .join('/')
      const component = path.replace(/\.js$/, '.tsx')
      return components.has(component) ? component : path.replace(/\.js$/, '.ts')
    }
    const named = [...text.matchAll(/import (?:type )?\{([^}]*)\} from '(\.[^']+)'/g)].flatMap(
      ([, names, module]) =>
        [...names!.matchAll(/(?:^|,)\s*(?:type )?(\w+)/g)].map(([, name]) => [module, name]),
    )
    const loaded = [...text.matchAll(/import\(\s*'(\.[^']+)'/g)].flatMap(([, module]) =>
      [...new Set(text.match(/\w+/g))].map(name => [module, name]),
    )
    return [...named, ...loaded].map(([module, name]) => `${pathOf(module!)} ${name}`)
  }

  it('are used by another file', () => {
    const used = new Set([...users.flatMap(usedBy), ...calledByName])
    const unused = sources
      .flatMap(({path, text}) => [...text.matchAll(exported)].map(([, name]) => `${path} ${name}`))
      .filter(name => !used.has(name))
    expect(unused).toEqual([])
  })

  it('stand where the thing is defined', () => {
    const wrong = sources.flatMap(({path, text}) =>
      [...text.replace(exported, '').matchAll(/^export .*/gm)].map(([line]) => `${path}: ${line}`),
    )
    expect(wrong).toEqual([])
  })
})

describe('commands that the program suggests', () => {
  it('hold names as a shell takes them', () => {
    const plainIds = ['rule.id', 'failed.id.slice(0, 8)']
    const inserted = /\brevsched [a-z][a-z ./-]* "?\$\{([^{}]*)\}/g
    const found = sources.flatMap(({path, text}) =>
      [...text.matchAll(inserted)].map(([, what]) => ({path, what: what!})),
    )
    expect(found.length).toBeGreaterThan(10)
    const wrong = found.filter(({what}) => !what.includes('shellWord(') && !plainIds.includes(what))
    expect(wrong).toEqual([])
  })
})

describe('an error of a connector', () => {
  /** What stands from there to the end of the brackets around it. */
  const call = (text: string, from: number) => {
    let open = 0
    for (let at = text.indexOf('(', from); at < text.length; at++) {
      if (text[at] === '(') open++
      if (text[at] === ')' && --open === 0) return text.slice(from, at + 1)
    }
    return text.slice(from)
  }

  it('has a next step', () => {
    const errors = sources
      .filter(({folder}) => folder === 'connectors')
      .flatMap(({path, text}) =>
        [...text.matchAll(/new RevschedError\(/g)].map(({index}) => ({path, made: call(text, index)})),
      )
    expect(errors.length).toBeGreaterThan(50)
    expect(errors.filter(({made}) => !/\bhint\b/.test(made))).toEqual([])
  })
})

describe('the store', () => {
  // Closing any handle on a database file drops the locks that SQLite holds on it in this process: a copy made by fs inside
  // the program has lost acknowledged writes (reference/reliability.md, M4). Names and modes may be looked at and changed.
  const touching =
    /\b(copyFile|cp|createReadStream|createWriteStream|readFile|writeFile|appendFile|open|openAs\w+|truncate|ftruncate)(Sync)?\(/g
  const allowed: Record<string, readonly string[]> = {
    'store/file-lock.ts': ['openSync('],
    'store/draft.ts': ['openSync(', 'openSync('],
    'store/migrate.ts': ['readFileSync('],
  }

  it('opens and copies no database with fs: only an empty draft or lock, a folder to sync, and the SQL files', () => {
    const found = sources
      .filter(({folder, text}) => folder === 'store' && text.includes("from 'node:fs"))
      .map(({path, text}) => [path, [...text.matchAll(touching)].map(([call]) => call)] as const)
    expect(found.length).toBeGreaterThan(3)
    expect(Object.fromEntries(found.filter(([, calls]) => calls.length > 0))).toEqual(allowed)
  })

  it('starts every transaction that writes with the lock: SQLite does not wait for one that began with a read', () => {
    const deferred = sources.filter(
      ({path, text}) =>
        path.startsWith('store/') &&
        /\.transaction\(/.test(text) &&
        !/\.transaction\(known\)\.immediate\(\)/.test(text),
    )
    expect(deferred.map(({path}) => path)).toEqual([])
  })
})

describe('rules', () => {
  const defined = /^export const \w+ = define(Benchmark|Change|Repeat|Portfolio)?Rule[(<]/m
  const ruleFiles = sources.filter(({text}) => defined.test(text))

  it('each have a test, a page, and a line in the list', () => {
    const list = readFileSync(join(src, 'domain/rules/all-rules.ts'), 'utf8')
    const tests = readdirSync(join(root, 'test/domain/rules'))
    const pages = readdirSync(join(root, 'docs/rules'))
    const missing = ruleFiles.flatMap(({path}) => {
      const name = basename(path, '.ts')
      return [
        ...(tests.includes(`${name}.test.ts`) ? [] : [`${name} has no test`]),
        ...(pages.includes(`${name}.md`) ? [] : [`${name} has no page in docs/rules`]),
        ...(list.includes(`./${name}.js`) ? [] : [`${name} is not in all-rules.ts`]),
      ]
    })
    expect(ruleFiles.length).toBe(44)
    expect(missing).toEqual([])
  })
})

describe('tests', () => {
  // To `toMatchObject` a pattern is an object without properties, which every text matches.
  it('put no bare pattern into toMatchObject', () => {
    const folder = join(root, 'test')
    const bare = readdirSync(folder, {recursive: true, encoding: 'utf8'}).filter(
      name =>
        name.endsWith('.test.ts') &&
        /\.toMatchObject\((\[?\{[^{}()]*)\w+: \/[^/*\s]/.test(readFileSync(join(folder, name), 'utf8')),
    )
    expect(bare).toEqual([])
  })
})
