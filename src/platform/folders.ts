import {join} from 'node:path'

export type AppFolders = {config: string; data: string}

/**
 * Where settings and the database live: REVSCHED_HOME for both, else systemd's STATE_DIRECTORY, else Application Support on
 * macOS, else the folders of the XDG base directory specification (relative ones are ignored, as it asks).
 */
export function appFolders(env: NodeJS.ProcessEnv, platform: NodeJS.Platform, home: string): AppFolders {
  if (env.REVSCHED_HOME) return {config: env.REVSCHED_HOME, data: env.REVSCHED_HOME}
  const state = env.STATE_DIRECTORY?.split(':')[0]
  const configuration = env.CONFIGURATION_DIRECTORY?.split(':')[0]
  const own = ownFolders(env, platform, home)
  return {config: configuration || own.config, data: state || own.data}
}

function ownFolders(env: NodeJS.ProcessEnv, platform: NodeJS.Platform, home: string): AppFolders {
  if (platform === 'darwin') {
    const folder = join(home, 'Library', 'Application Support', 'revsched')
    return {config: folder, data: folder}
  }
  const xdg = (given: string | undefined, fallback: string) =>
    given?.startsWith('/') ? given : join(home, fallback)
  return {
    config: join(xdg(env.XDG_CONFIG_HOME, '.config'), 'revsched'),
    data: join(xdg(env.XDG_DATA_HOME, '.local/share'), 'revsched'),
  }
}
