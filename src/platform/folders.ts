import {join} from 'node:path'
import {RevschedError} from '../domain/errors.js'

type AppFolders = {config: string; data: string}

/**
 * Where settings and the database live: REVSCHED_HOME for both, else systemd's STATE_DIRECTORY, else Application Support on
 * macOS, else the folders of the XDG base directory specification (relative ones are ignored, as it asks).
 */
export function appFolders(
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
  homeFolder: () => string,
): AppFolders {
  if (env.REVSCHED_HOME) return {config: env.REVSCHED_HOME, data: env.REVSCHED_HOME}
  const state = env.STATE_DIRECTORY?.split(':')[0]
  const configuration = env.CONFIGURATION_DIRECTORY?.split(':')[0]
  if (state && configuration) return {config: configuration, data: state}
  const own = ownFolders(env, platform, homeFolder)
  return {config: configuration || own.config, data: state || own.data}
}

function ownFolders(env: NodeJS.ProcessEnv, platform: NodeJS.Platform, homeFolder: () => string): AppFolders {
  if (platform === 'darwin') {
    const folder = join(known(homeFolder), 'Library', 'Application Support', 'revsched')
    return {config: folder, data: folder}
  }
  const xdg = (given: string | undefined, fallback: string) =>
    given?.startsWith('/') ? given : join(known(homeFolder), fallback)
  return {
    config: join(xdg(env.XDG_CONFIG_HOME, '.config'), 'revsched'),
    data: join(xdg(env.XDG_DATA_HOME, '.local/share'), 'revsched'),
  }
}

/** An account without an entry in the password file (containers run as any number) has a home only where HOME says so. */
function known(homeFolder: () => string): string {
  try {
    return homeFolder()
  } catch (error) {
    throw new RevschedError('config', `this account has no home folder: ${(error as Error).message}`, {
      hint: 'set HOME, or REVSCHED_HOME to the folder that is to hold everything',
      cause: error,
    })
  }
}
