import {RevschedError} from '../../domain/errors.js'
import {exitCodes} from '../exit-codes.js'
import type {ServiceProgram} from '../service-file.js'

/** A unit of a person's own systemd: the daemon works on the same folders as that person's commands. */
export function systemdUserUnit(mark: string, program: ServiceProgram): string {
  return `# ${mark}: it is replaced by the next one. Change it with: systemctl --user edit revsched.service
[Unit]
Description=revsched, reviews sales pipelines on a schedule

[Service]
${startAndStop(program)}
UMask=0077
NoNewPrivileges=yes

[Install]
WantedBy=default.target
`
}

/** A unit for the whole machine, with everything switched off that a daemon with one database and a few CRMs does not need. */
export function systemdSystemUnit(mark: string, program: ServiceProgram): string {
  return `# ${mark}: it is replaced by the next one. Change it with: systemctl edit revsched.service
[Unit]
Description=revsched, reviews sales pipelines on a schedule
Wants=network-online.target
After=network-online.target

[Service]
${startAndStop(program)}

# An account of its own: sudo -u revsched revsched ... works on the same database, which it could not with DynamicUser.
User=revsched
Group=revsched
# /var/lib/revsched holds the database, /etc/revsched/config.yaml the settings.
StateDirectory=revsched
StateDirectoryMode=0700
ConfigurationDirectory=revsched
# The key of stored secrets, from a file that nobody but root and this account may read:
#LoadCredential=revsched-key:/etc/revsched/revsched-key

UMask=0077
NoNewPrivileges=yes
CapabilityBoundingSet=
AmbientCapabilities=
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
PrivateUsers=yes
# Not ProcSubset=pid: it hides the boot id, by which a run is known to be left over from before a restart of the machine.
ProtectProc=invisible
ProtectClock=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectControlGroups=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
RemoveIPC=yes
# Not MemoryDenyWriteExecute: Node compiles JavaScript to machine code, and ends at its start without such memory.
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources
SystemCallErrorNumber=EPERM

[Install]
WantedBy=multi-user.target
`
}

/** Starting again does not mend a wrong flag, a wrong setting or a missing right. */
const finalExitCodes = [exitCodes.usage, exitCodes.config, exitCodes.forbidden].join(' ')

/** A stop may take a minute for running reviews, and a little for the rest. */
function startAndStop({nodePath, scriptPath, args, environment}: ServiceProgram): string {
  const words = [executable(nodePath), ...[scriptPath, ...args].map(argument)]
  const variables = Object.entries(environment).map(
    ([name, value]) => `Environment=${quoted(`${name}=${value}`)}\n`,
  )
  return `Type=notify
NotifyAccess=all
${variables.join('')}ExecStart=${words.join(' ')}
ExecReload=/bin/kill -HUP $MAINPID
WatchdogSec=60
Restart=on-failure
RestartSec=5
RestartPreventExitStatus=${finalExitCodes}
KillMode=mixed
TimeoutStopSec=75`
}

/** The first word of ExecStart: variables are not replaced in it, and systemd refuses quotes and backslashes in a program's path. */
function executable(path: string): string {
  if (!/["'\\]/.test(path)) return quoted(path)
  throw new RevschedError(
    'config',
    `systemd starts no program whose path has quotes or backslashes: "${path}"`,
    {
      hint: 'install Node in another folder',
    },
  )
}

function argument(text: string): string {
  return quoted(text.replaceAll('$', '$$$$'))
}

/** As one word of a unit file: systemd.syntax(7) has the quotes, systemd.unit(5) the specifiers behind %. */
function quoted(text: string): string {
  const escaped = text.replace(/[\\"]/g, '\\$&').replaceAll('%', '%%')
  return /^[\w./:=@%$+-]+$/.test(escaped) ? escaped : `"${escaped}"`
}
