import type {Diagnosis} from '../app/diagnose.js'
import type {CommandContext} from './context.js'
import {isOurs, type Manager, servicePath, serviceText} from './service-file.js'

const installs: Readonly<Record<Manager, string>> = {
  'systemd-user': 'revsched service install',
  'systemd-system': 'sudo revsched service install --system',
  launchd: 'revsched service install --launchd',
}

/** Of each service file that revsched has written: whether it starts this Node and this copy of revsched, as install would have it now. */
export async function diagnoseService(context: CommandContext): Promise<Diagnosis[]> {
  const service = await context.host.service()
  const managers: readonly Manager[] =
    context.host.platform === 'darwin' ? ['launchd'] : ['systemd-user', 'systemd-system']
  const found: Diagnosis[] = []
  for (const manager of managers) {
    const path = servicePath(manager, service)
    const stored = await service.read(path)
    if (stored === null || !isOurs(stored)) continue
    const about = {group: 'daemon', name: 'service file'} as const
    const line = firstDifference(stored, serviceText(manager, context, service))
    if (line === null) found.push({...about, isOk: true, detail: path, fix: null})
    else
      found.push({
        ...about,
        isOk: false,
        detail: `${path} is out of date: it would say "${line}" now`,
        fix: `${installs[manager]}, and what it prints`,
      })
  }
  return found
}

/** The first line that would be another one; what the daemon's environment is, is its owner's to choose. */
function firstDifference(stored: string, wanted: string): string | null {
  const [before, now] = [stored, wanted].map(text =>
    text
      .replace(/<key>EnvironmentVariables<\/key>\s*<dict>[\s\S]*?<\/dict>/, '')
      .split('\n')
      .map(line => line.trim())
      .filter(line => line !== '' && !line.startsWith('Environment=')),
  )
  const index = now!.findIndex((line, at) => line !== before![at])
  if (index >= 0) return now![index]!
  return before!.length > now!.length ? '' : null
}
