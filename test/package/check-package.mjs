// Packs the package, installs it into an empty folder and runs `revsched demo` there, as a user would.
//
//   node test/package/check-package.mjs               on the Node that runs this script
//   node test/package/check-package.mjs 20 22 24 26   on these, each fetched as the npm package `node`
//
// From Node 22 on no compiler may be needed: the compiler and make are hidden behind commands that fail. A Node below the
// floor must get one clear line instead of a crash.
import {spawnSync} from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join, resolve} from 'node:path'
import {fileURLToPath} from 'node:url'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')
const wanted = process.argv.slice(2)
const work = mkdtempSync(join(tmpdir(), 'revsched-package-'))
let passed = 0
let failed = 0
try {
  const tarball = pack()
  for (const version of wanted.length > 0 ? wanted : ['here']) check(version, tarball)
} finally {
  rmSync(work, {recursive: true, force: true})
}
process.stdout.write(`${passed} passed, ${failed} failed\n`)
process.exitCode = failed === 0 ? 0 : 1

function pack() {
  run('npm', ['pack', '--pack-destination', work], {cwd: root})
  return join(
    work,
    readdirSync(work).find(name => name.endsWith('.tgz')),
  )
}

function check(version, tarball) {
  const node = version === 'here' ? process.execPath : fetchNode(version)
  const number = run(node, ['--version'], {}).stdout.trim()
  const major = Number(/^v(\d+)/.exec(number)[1])
  try {
    const summary = major < 20 ? checkRefusal(node) : checkInstalled(node, major, tarball)
    passed++
    process.stdout.write(`ok    Node ${number}: ${summary}\n`)
  } catch (error) {
    failed++
    process.stdout.write(`FAIL  Node ${number}: ${error.message}\n`)
  }
}

/** The binary of another Node version, from the npm package `node`. */
function fetchNode(version) {
  const folder = join(work, `node-${version}`)
  mkdirSync(folder)
  run('npm', ['install', '--prefix', folder, '--no-save', '--engine-strict=false', `node@${version}`], {
    cwd: folder,
  })
  return join(folder, 'node_modules/node/bin/node')
}

function checkInstalled(node, major, tarball) {
  const folder = mkdtempSync(join(work, 'empty-'))
  const env = {
    ...process.env,
    PATH: `${shims(node, major)}:${process.env.PATH}`,
    REVSCHED_HOME: join(folder, 'home'),
    ...(node === process.execPath && compiledHere()),
  }
  delete env.NODE_OPTIONS
  run(node, [npmCli(), 'install', '--no-package-lock', tarball], {cwd: folder, env})
  const packages = readdirSync(join(folder, 'node_modules')).filter(name => !name.startsWith('.')).length
  // Stored by the script that runs after an installation; every command starts 15 ms sooner.
  const pack = JSON.stringify(join(folder, 'node_modules/revsched/dist/pack.js'))
  if (run(node, ['-p', `require(${pack}).isFromCache()`], {}).stdout.trim() !== 'true')
    throw new Error('the installation stored no compiled code')
  // Optional packages may be missing: they are not built for every platform.
  rmSync(join(folder, 'node_modules/node-unix-socket'), {recursive: true, force: true})
  const started = process.hrtime.bigint()
  const demo = run(node, [join(folder, 'node_modules/revsched/bin/revsched.js'), 'demo'], {cwd: folder, env})
  const ms = Number((process.hrtime.bigint() - started) / 1_000_000n)
  if (!/^Health \d+/m.test(demo.stdout))
    throw new Error(`the demo printed no score:\n${demo.stdout}${demo.stderr}`)
  return `installed with ${packages} packages${major >= 22 ? ' without a compiler' : ''}, demo in ${ms} ms`
}

/**
 * Where the installation looks for a binary before it compiles one: what the project's own installation compiled a moment ago for this very
 * Node is not compiled again, which takes two minutes.
 */
function compiledHere() {
  const addon = join(root, 'node_modules/better-sqlite3')
  if (!existsSync(join(addon, 'build/Release/better_sqlite3.node'))) return {}
  const {version} = JSON.parse(readFileSync(join(addon, 'package.json'), 'utf8'))
  const folder = mkdtempSync(join(work, 'compiled-'))
  const name = `better-sqlite3-v${version}-node-v${process.versions.modules}-${process.platform}-${process.arch}.tar.gz`
  run('tar', ['-czf', join(folder, name), '-C', addon, 'build/Release/better_sqlite3.node'], {})
  return {npm_config_better_sqlite3_local_prebuilds: folder}
}

/** A folder for the front of PATH: this `node`, and from 22 on a compiler that fails. */
function shims(node, major) {
  const folder = mkdtempSync(join(work, 'shims-'))
  const write = (name, text) => {
    writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`)
    chmodSync(join(folder, name), 0o755)
  }
  write('node', `exec "${node}" "$@"`)
  if (major >= 22)
    for (const tool of ['cc', 'c++', 'gcc', 'g++', 'clang', 'make'])
      write(tool, 'echo "no compiler here" >&2; exit 1')
  return folder
}

function npmCli() {
  return process.env.npm_execpath ?? join(run('npm', ['root', '-g'], {}).stdout.trim(), 'npm/bin/npm-cli.js')
}

function checkRefusal(node) {
  const result = spawnSync(node, [join(root, 'bin/revsched.js'), 'list'], {encoding: 'utf8'})
  const lines = result.stderr.trim().split('\n')
  if (result.status !== 1 || lines.length !== 1 || !/needs Node 20\.19/.test(lines[0]))
    throw new Error(`status ${result.status}: ${result.stderr}`)
  return `refused: ${lines[0]}`
}

function run(command, args, options) {
  const result = spawnSync(command, args, {encoding: 'utf8', maxBuffer: 1 << 26, ...options})
  if (result.status !== 0)
    throw new Error(
      `${command} ${args.join(' ')} ended with ${result.status}:\n${result.stdout}${result.stderr}`,
    )
  return result
}
