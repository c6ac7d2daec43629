import * as z from 'zod/mini'
import {
  type Diagnosis,
  diagnoseConnections,
  diagnoseDatabase,
  diagnoseRuntime,
  diagnoseSchedules,
} from '../../app/diagnose.js'
import {RevschedError} from '../../domain/errors.js'
import {defineCommand} from '../command.js'
import type {CommandContext} from '../context.js'
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
  const {clock, config, host, signal, version} = context
  const {nodeVersion, zoneDataVersion} = host
  const timeZone = config.timezone.value ?? host.timeZone
  const database = await context.database()
  const freeBytes = await host.freeBytes(database.path)
  const actor = await context.actor()
  const facts = {version, nodeVersion, zoneDataVersion, timeZone, freeBytes}
  const checkRules = (ruleset: string) => loadRuleset(ruleset, host)
  return [
    ...diagnoseRuntime(facts, clock.now()),
    ...diagnoseDatabase(await database.check({full: false}), await context.databaseLibrary()),
    ...(await diagnoseConnections({connections: database, connectorOf: context.connectorOf}, actor, {
      timeZone,
      signal,
    })),
    ...(await diagnoseSchedules({reviews: database, clock, checkRules}, actor)),
  ]
}

function groupsText(diagnoses: readonly Diagnosis[], {io}: CommandContext): string {
  const groups = [...new Set(diagnoses.map(({group}) => group))]
  const texts = groups.map(group => {
    const checks = diagnoses.filter(diagnosis => diagnosis.group === group)
    return `${io.out.paint.bold(group)}\n${checkLines(checks, io.out.paint)}`
  })
  return texts.join('\n')
}
