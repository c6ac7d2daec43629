// The chunks that nearly every command loads, in one file (build.mjs) that V8 need not compile: its code was stored once, after
// the build or the installation (cache-code.ts). Without that file, or on another Node, V8 compiles them as ever, in 15 ms more.

import {readFileSync, renameSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {Script} from 'node:vm'

/** Named by its contents: V8 itself tells a code cache of other code only by its length. */
declare const PACKED_FILE: string

/** What Node gives a CommonJS module. */
type Scope = [
  exports: unknown,
  load: (name: string) => unknown,
  module: {exports: unknown},
  filename: string,
  dirname: string,
]

const file = join(__dirname, PACKED_FILE)
const cacheFile = file.replace(/\.js$/, '.cache')
const script = new Script(readFileSync(file, 'utf8'), {filename: file, ...storedCode()})
const chunks: Record<string, (...scope: Scope) => void> = script.runInThisContext()
const loaded = new Map<string, {exports: unknown}>()

/** What the chunk exports, be it in the pack or a file of its own. */
export function load(name: string): unknown {
  const chunk = Object.hasOwn(chunks, name) && chunks[name]
  if (!chunk) return require(name)
  const known = loaded.get(name)
  if (known) return known.exports
  const module = {exports: {}}
  loaded.set(name, module)
  chunk(module.exports, load, module, file, __dirname)
  return module.exports
}

function storedCode(): {cachedData?: Buffer} {
  try {
    return {cachedData: readFileSync(cacheFile)}
  } catch {
    return {}
  }
}

/** Whether V8 took the stored code. */
export function isFromCache(): boolean {
  return script.cachedDataRejected === false
}

/** Stores what V8 has compiled until now for the processes to come. Throws the error of the file system. */
export function storeCode(): void {
  const written = `${cacheFile}.${process.pid}`
  writeFileSync(written, script.createCachedData())
  renameSync(written, cacheFile)
}
