import {lstat, mkdir, readFile, unlink} from 'node:fs/promises'
import {homedir} from 'node:os'
import {dirname, join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {RevschedError} from '../domain/errors.js'
import {randomIds} from './ids.js'
import {writeFileWhole} from './write-file.js'

/** This program as a service manager would start it, and the files that such a manager reads. */
export function serviceHost({env, execPath}: Pick<NodeJS.Process, 'env' | 'execPath'>) {
  const homeFolder = homedir()
  return {
    nodePath: execPath,
    scriptPath: fileURLToPath(new URL('../bin/revsched.js', import.meta.url)),
    env,
    homeFolder,
    configFolder: env.XDG_CONFIG_HOME?.startsWith('/') ? env.XDG_CONFIG_HOME : join(homeFolder, '.config'),
    read: (path: string) => ifThere(() => readFile(path, 'utf8')),
    isThere: async (path: string) => (await ifThere(() => lstat(path))) !== null,
    async write(path: string, text: string) {
      await refusable(path, () => mkdir(dirname(path), {recursive: true}))
      await writeFileWhole(path, [text], {suffix: randomIds.next(), mode: 0o644})
    },
    remove: (path: string) => refusable(path, () => unlink(path)),
  }
}

async function ifThere<Value>(ask: () => Promise<Value>): Promise<Value | null> {
  try {
    return await ask()
  } catch (error) {
    const {code, message} = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    throw new RevschedError('storage', `cannot read the service file: ${message}`, {cause: error})
  }
}

async function refusable(path: string, change: () => Promise<unknown>): Promise<void> {
  try {
    await change()
  } catch (error) {
    const {message} = error as NodeJS.ErrnoException
    throw new RevschedError('storage', `cannot change "${path}": ${message}`, {
      hint: 'a file below /etc takes root (sudo)',
      cause: error,
    })
  }
}
