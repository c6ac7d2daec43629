// Installs what is missing and bundles src into dist. `npm run demo`, `npm test` and `npm pack` call it first, so each works
// alone on a fresh clone. Up to date already, it does nothing. Only Node's own modules are imported at the top.
import {spawnSync} from 'node:child_process'
import {createHash} from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import {basename, dirname, join} from 'node:path'
import {fileURLToPath} from 'node:url'

const root = dirname(fileURLToPath(import.meta.url))
const isQuiet = process.argv.includes('--quiet')
const say = text => isQuiet || process.stderr.write(`${text}\n`)

installPackages()
if (isStale()) await bundle()

/**
 * Installs what the lock file says when node_modules is missing or older than it. Not `npm ci`: that refuses to start when a
 * registry lacks a tool's binary for another platform, which nobody here needs.
 */
function installPackages() {
  const installed = join(root, 'node_modules', '.package-lock.json')
  const lock = join(root, 'package-lock.json')
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return
  process.stderr.write('installing packages (about a minute where better-sqlite3 has to be compiled)\n')
  // From a script of npm, its own path is known; its output must not mix with the program's results.
  const npm = process.env.npm_execpath
  const install = ['install', '--no-save', '--no-audit', '--no-fund']
  const [command, args] = npm ? [process.execPath, [npm, ...install]] : ['npm', install]
  const result = spawnSync(command, args, {cwd: root, stdio: ['ignore', 2, 2]})
  if (result.status !== 0) process.exit(result.status ?? 1)
}

/** True when any source is newer than the last build. */
function isStale() {
  const stamp = join(root, 'dist', '.built')
  if (!existsSync(stamp)) return true
  const builtMs = statSync(stamp).mtimeMs
  const inputs = [
    join(root, 'build.mjs'),
    join(root, 'package.json'),
    join(root, 'package-lock.json'),
    join(root, 'src'),
  ]
  return inputs.some(path => newestMs(path) > builtMs)
}

function newestMs(path) {
  const stats = statSync(path)
  if (!stats.isDirectory()) return stats.mtimeMs
  return Math.max(stats.mtimeMs, ...readdirSync(path).map(name => newestMs(join(path, name))))
}

/**
 * Bundles in two steps: esbuild can split a bundle into chunks only as ES modules, and Node starts CommonJS about 7 ms sooner
 * (a tenth of `node -e 0`), so the chunks are turned into CommonJS afterwards.
 */
async function bundle() {
  const {build, transform} = await import('esbuild')
  const {version} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const result = await build({
    absWorkingDir: root,
    entryPoints: {
      start: 'src/start.ts',
      main: 'src/main.ts',
      'review-thread': 'src/worker/review-thread.ts',
      'digest-thread': 'src/worker/digest-thread.ts',
      'backup-process': 'src/store/backup-process.ts',
    },
    outdir: 'dist',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    minify: true,
    legalComments: 'none',
    // Native, and of another version on each Node: it stays the package's one dependency (src/store/sqlite.ts loads it).
    external: ['better-sqlite3', 'node-unix-socket', '@resvg/resvg-js'],
    // React has a slower build for its own mistakes.
    define: {REVSCHED_VERSION: JSON.stringify(version), 'process.env.NODE_ENV': '"production"'},
    jsx: 'automatic',
    plugins: [
      {name: 'child-process-on-demand', setup: childProcessOnDemand},
      {name: 'ink-without-waiting', setup: inkWithoutWaiting},
      {name: 'silent-proxy-agent', setup: silentProxyAgent},
      {name: 'hubspot-without-sockets', setup: hubspotWithoutSockets},
      {name: 'jsforce-without-sockets', setup: jsforceWithoutSockets},
    ],
    metafile: true,
    write: false,
    logLevel: 'warning',
  })
  rmSync(join(root, 'dist'), {recursive: true, force: true})
  mkdirSync(join(root, 'dist'))
  const chunks = new Map()
  for (const {path, text} of result.outputFiles)
    chunks.set(basename(path), await asCommonJs(transform, path, text))
  const {files, packedFile} = packed(chunks, result.metafile)
  for (const [name, code] of files) writeFileSync(join(root, 'dist', name), code)
  await bundleAlone(build, {
    entryPoints: {pack: 'src/pack.ts'},
    define: {PACKED_FILE: JSON.stringify(packedFile)},
  })
  await bundleAlone(build, {
    entryPoints: {'cache-code': 'src/cache-code.ts'},
    external: ['./pack.js'],
    define: {REVSCHED_VERSION: JSON.stringify(version)},
  })
  await bundleAlone(build, {
    // The pool starts its threads with a file of this name beside its own code.
    entryPoints: {worker: 'node_modules/piscina/dist/worker.js'},
    // Optional: it sets the priority of a thread, which nobody asks for here.
    external: ['@napi-rs/nice'],
  })
  cpSync(join(root, 'src/store/migrations'), join(root, 'dist/migrations'), {recursive: true})
  writeFileSync(join(root, 'dist/package.json'), '{"type": "commonjs"}\n')
  writeFileSync(join(root, 'dist/revsched.1'), manPage())
  writeFileSync(join(root, 'dist/THIRD-PARTY-LICENSES.txt'), licences(result.metafile))
  writeFileSync(join(root, 'dist/meta.json'), JSON.stringify(result.metafile))
  spawnSync(process.execPath, [join(root, 'dist/cache-code.js')], {stdio: 'inherit'})
  writeFileSync(join(root, 'dist/.built'), '')
  const bytes = result.outputFiles.reduce((sum, {contents}) => sum + contents.length, 0)
  say(`built dist: ${result.outputFiles.length} chunks, ${Math.round(bytes / 1024)} kB`)
}

/**
 * HubSpot's client is given an http library of ours (src/connectors/hubspot/checked-sender.ts). The one that it brings, 300 kB, is
 * left out, so that it cannot be used by mistake either.
 */
function hubspotWithoutSockets(build) {
  build.onResolve({filter: /^node-fetch$/}, ({importer}) =>
    importer.includes('@hubspot/api-client') ? {path: 'node-fetch', namespace: 'left-out'} : undefined,
  )
  build.onLoad({filter: /^node-fetch$/, namespace: 'left-out'}, () => ({
    contents: "module.exports = () => { throw new Error('HubSpot: a call past CrmCalls') }",
  }))
}

/**
 * jsforce makes requests and reads answers; src/connectors/salesforce/rest.ts sends them. Its own way to the network is left out, so that it
 * cannot be used by mistake either, and so are its registry, which reads tokens from the user's home when it is loaded, and what only
 * forms and XML need: two thirds of it.
 */
function jsforceWithoutSockets(build) {
  const leftOut = {
    './request': `exports.__esModule = true
      exports.setDefaults = () => {}
      exports.default = () => { throw new Error('jsforce: a call past CrmCalls') }`,
    './registry': 'exports.__esModule = true; exports.default = null',
    'form-data': 'module.exports = class {}',
    xml2js: 'exports.parseStringPromise = async () => null',
  }
  build.onResolve({filter: /^(\.\/request|\.\/registry|form-data|xml2js)$/}, ({path, importer}) =>
    /[\\/]jsforce[\\/]lib[\\/]/.test(importer) ? {path, namespace: 'jsforce-left-out'} : undefined,
  )
  build.onLoad({filter: /.*/, namespace: 'jsforce-left-out'}, ({path}) => ({contents: leftOut[path]}))
}

/**
 * Ink and its layout engine as a chunk that waits for nothing when it is loaded: CommonJS cannot. The engine is WebAssembly, compiled by
 * `loadYoga` (src/tui/run-top.tsx) before it is used. React's developer tools are left out.
 */
function inkWithoutWaiting(build) {
  build.onLoad({filter: /[\\/]ink[\\/]build[\\/]reconciler\.js$/}, ({path}) => ({
    contents: readFileSync(path, 'utf8').replaceAll('isDev()', 'false'),
  }))
  build.onLoad({filter: /[\\/]yoga-layout[\\/]dist[\\/]src[\\/]index\.js$/}, () => ({
    contents: `export {yoga as default} from './load.js'
      export * from './generated/YGEnums.js'`,
  }))
  build.onLoad({filter: /[\\/]yoga-layout[\\/]dist[\\/]src[\\/]load\.js$/}, () => ({
    contents: `import compile from '../binaries/yoga-wasm-base64-esm.js'
      import wrapAssembly from './wrapAssembly.js'
      export const yoga = {}
      export const loadYoga = async () => Object.assign(yoga, wrapAssembly(await compile()))`,
  }))
}

/** What the program that was just bundled says of itself. */
function manPage() {
  const {stdout, status, stderr} = spawnSync(process.execPath, [join(root, 'bin/revsched.js'), 'man'], {
    encoding: 'utf8',
    env: {...process.env, REVSCHED_HOME: join(root, 'dist')},
  })
  if (status !== 0) throw new Error(`no man page: ${stderr}`)
  return stdout
}

/** Bundles a file that must be one of its own. */
function bundleAlone(build, options) {
  return build({
    absWorkingDir: root,
    outdir: 'dist',
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20.19',
    minify: true,
    logLevel: 'warning',
    ...options,
  })
}

/** commander loads child processes for sub-commands that are programs of their own; revsched has none, and it costs 5 ms. */
function childProcessOnDemand(build) {
  build.onResolve({filter: /^node:child_process$/}, ({importer}) =>
    importer.includes('commander') ? {path: 'child_process', namespace: 'on-demand'} : undefined,
  )
  build.onLoad({filter: /.*/, namespace: 'on-demand'}, () => ({
    contents: "exports.spawn = (...args) => process.getBuiltinModule('node:child_process').spawn(...args)",
  }))
}

/**
 * https-proxy-agent prints the proxy's password where DEBUG is set in the environment, and comes with a login by Kerberos that
 * would load a package nobody has: it is bundled without either.
 */
function silentProxyAgent(build) {
  const isAgent = importer => importer.includes('https-proxy-agent')
  build.onResolve({filter: /^(debug|proxy-agent-negotiate)$/}, ({path, importer}) =>
    isAgent(importer) ? {path, namespace: 'silent'} : undefined,
  )
  build.onLoad({filter: /^debug$/, namespace: 'silent'}, () => ({
    contents: 'export default () => () => undefined',
  }))
  build.onLoad({filter: /^proxy-agent-negotiate$/, namespace: 'silent'}, () => ({
    contents: 'export const createNegotiateAuth = undefined',
  }))
}

async function asCommonJs(transform, path, text) {
  // The first chunk must still parse on the old Node versions that it turns away.
  const target = basename(path) === 'start.js' ? 'es2015' : 'node20.19'
  const usesUrl = text.includes('import.meta.url')
  const {code} = await transform(withPlainExports(text), {
    format: 'cjs',
    logOverride: {'commonjs-variable-in-esm': 'silent'},
    platform: 'node',
    target,
    minify: true,
    define: usesUrl ? {'import.meta.url': '__chunkUrl'} : {},
    // A chunk asked for later comes through require as well: the loader of ES modules would cost another 8 ms.
    supported: {'dynamic-import': false},
  })
  return usesUrl ? `const __chunkUrl=require("node:url").pathToFileURL(__filename).href;${code}` : code
}

/**
 * What a chunk exports as properties, set at its end: none changes later, and no two chunks import each other. esbuild would make getters,
 * and each call from one chunk into another would go through one: in the loops of a review, a twentieth of its time.
 */
function withPlainExports(text) {
  return text.replace(/export\{([^}]*)\};?\s*$/, (_, names) => {
    const assigned = names.split(',').map(name => {
      const [local, exported = local] = name.trim().split(' as ')
      return `exports.${exported}=${local};`
    })
    return `Object.defineProperty(exports,"__esModule",{value:true});${assigned.join('')}`
  })
}

/**
 * Puts the chunks that nearly every command loads into one file: finding, reading and compiling a file of its own takes about
 * 0.4 ms, and `list` would load twenty of them. Each keeps its name, as a file of one line, for the chunks outside that use it.
 */
function packed(chunks, {outputs}) {
  const nameOf = source =>
    basename(Object.keys(outputs).find(output => Object.hasOwn(outputs[output].inputs, source)))
  const sources = ['src/main.ts', 'src/cli/commands/list.ts', 'src/store/open.ts']
  const before = loadedWith(outputs, ['start.js'])
  const inside = loadedWith(outputs, sources.map(nameOf)).filter(name => !before.includes(name))
  const modules = inside.map(
    name => `"./${name}":(function(exports,require,module,__filename,__dirname){${chunks.get(name)}})`,
  )
  const pack = `"use strict";({${modules.join(',\n')}})\n`
  const packedFile = `packed-${createHash('sha256').update(pack).digest('hex').slice(0, 12)}.js`
  const files = new Map([...chunks, [packedFile, pack]])
  for (const name of inside) files.set(name, `module.exports=require("./pack.js").load("./${name}")\n`)
  files.set(
    'start.js',
    chunks.get('start.js').replace('require("./main.js")', 'require("./pack.js").load("./main.js")'),
  )
  return {files, packedFile}
}

/** Names of the chunks and of all that they import at once. */
function loadedWith(outputs, names) {
  const found = new Set()
  const visit = name => {
    if (found.has(name)) return
    found.add(name)
    const {imports} = outputs[`dist/${name}`]
    const own = imports.filter(({kind, external}) => kind === 'import-statement' && !external)
    for (const {path} of own) visit(basename(path))
  }
  for (const name of names) visit(name)
  return [...found]
}

/** The licence texts of every package that went into the bundle, as their licences ask. */
function licences(metafile) {
  const folders = new Set()
  for (const input of Object.keys(metafile.inputs)) {
    const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)
    if (match) folders.add(match[1])
  }
  const texts = [...folders].sort().map(folder => {
    const {name, version, license} = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'))
    const file = readdirSync(join(root, folder)).find(entry => /^(licen[cs]e|copying)/i.test(entry))
    const text = file ? readFileSync(join(root, folder, file), 'utf8').trim() : `License: ${license}`
    return `${name} ${version} (${license})\n\n${text}\n`
  })
  return texts.join(`\n${'-'.repeat(80)}\n\n`)
}
