import {join} from 'node:path'
import * as z from 'zod/mini'
import {
  type Diagnosis,
  diagnoseConfiguration,
  diagnoseConnections,
  diagnoseDatabase,
  diagnoseRuntime,
  diagnoseSchedules,
  foundOrFailed,
} from '../../app/diagnose.js'
import {diagnoseChannels} from '../../app/diagnose-channels.js'
import {diagnoseDaemon} from '../../app/diagnose-daemon.js'
import {diagnoseSecrets} from '../../app/diagnose-secrets.js'
import {RevschedError} from '../../domain/errors.js'
import type {Database} from '../../domain/ports/store.js'
import {defineCommand} from '../command.js'
import type {CommandContext} from '../context.js'
import {crmOf} from '../crm-of.js'
import {diagnoseService} from '../diagnose-service.js'
import {flag, jsonFlag} from '../inputs.js'
import {loadRuleset} from '../load-ruleset.js'
import {checkLines} from '../render/check-lines.js'
import {printJson} from '../render/json.js'

export const doctorCommand = defineCommand({
  name: 'doctor',
  summary: 'Find what is wrong with the installation, and what mends it',
  flags: [jsonFlag],
  examples: ['revsched doctor', 'revsched doctor --json | jq ".checks[] | select(.isOk | not)"'],
  input: z.strictObject({json: flag()}),
  runsWithBadConfig: true,
  async run(context, {json}) {
    const {io} = context
    const diagnoses = await diagnose(context)
    const bad = diagnoses.filter(diagnosis => !diagnosis.isOk)
    if (json) await printJson(io.out, {isOk: bad.length === 0, checks: diagnoses})
    else await io.out.write(groupsText(diagnoses, context))
    if (bad.length > 0) {
      throw new RevschedError('unhealthy', `${bad.length} of ${diagnoses.length} checks failed`, {
        hint: bad[0]!.fix ?? 'see above',
      })
    }
  },
})

async function diagnose(context: CommandContext): Promise<Diagnosis[]> {
  const {clock, config, configProblems, host, version} = context
  const {nodeVersion, zoneDataVersion} = host
  const timeZone = config.timezone.value ?? host.timeZone
  const freeBytes = await host.freeBytes(config.database.value)
  const facts = {version, nodeVersion, zoneDataVersion, timeZone, freeBytes}
  return [
    ...diagnoseRuntime(facts, clock.now()),
    ...diagnoseConfiguration(configProblems),
    ...(await foundOrFailed({group: 'database', name: 'opening'}, () => diagnoseStored(context, timeZone))),
    ...(await foundOrFailed({group: 'daemon', name: 'service file'}, () => diagnoseService(context))),
  ]
}

/** Throws where the database cannot be opened; what cannot be read of an open one is a check that failed. */
async function diagnoseStored(context: CommandContext, timeZone: string): Promise<Diagnosis[]> {
  const {clock, host, signal, connectorOf} = context
  const database = await context.database()
  const checkRules = (ruleset: string) => loadRuleset(ruleset, host)
  const checked = await foundOrFailed({group: 'database', name: 'reading'}, async () =>
    diagnoseDatabase(await database.check({full: false}), await context.databaseLibrary()),
  )
  const secrets = await foundOrFailed({group: 'secrets', name: 'reading'}, async () =>
    diagnoseSecrets({secrets: database, box: await context.secretBox()}),
  )
  const owned = await foundOrFailed({group: 'database', name: 'user'}, async () => {
    const actor = await context.actor()
    const connections = await diagnoseConnections(
      {connections: database, connectorOf, crmOf: one => crmOf(context, database, one)},
      actor,
      {
        timeZone,
        signal,
      },
    )
    const channels = await diagnoseChannels(channelChecks(context, database), actor)
    const schedules = await diagnoseSchedules({reviews: database, clock, checkRules}, actor)
    const ports = {store: database, clock, isOwnerAlive: host.isOwnerAlive}
    const daemon = await diagnoseDaemon(ports, actor, context.version)
    return [...connections, ...channels, ...schedules, ...daemon]
  })
  return [...checked, ...secrets, ...owned]
}

function channelChecks(context: CommandContext, database: Database): Parameters<typeof diagnoseChannels>[0] {
  const {host, signal} = context
  const proxies = ['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy']
  return {
    channels: database,
    driverOf: context.channelDriver,
    box: context.secretBox,
    dial: async () => (await context.channelPorts()).dial,
    hasProxy: proxies.some(name => host.environment(name) !== null),
    // No report is called that.
    checkFolder: folder => host.checkWritable(join(folder, '.revsched-doctor')),
    signal,
  }
}

function groupsText(diagnoses: readonly Diagnosis[], {io}: CommandContext): string {
  const groups = [...new Set(diagnoses.map(({group}) => group))]
  const texts = groups.map(group => {
    const checks = diagnoses.filter(diagnosis => diagnosis.group === group)
    return `${io.out.paint.bold(group)}\n${checkLines(checks, io.out.paint)}`
  })
  return texts.join('\n')
}
