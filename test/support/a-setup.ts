import {resolve} from 'node:path'
import {variableReference} from '../../src/app/setup/variable-reference.js'
import {applyCommand} from '../../src/cli/commands/apply.js'
import {exportCommand} from '../../src/cli/commands/export.js'
import {connectorOf} from '../../src/connectors/all-connectors.js'
import {driverOf} from '../../src/delivery/all-channels.js'
import {aCommandContext, type FakeContext} from './a-command-context.js'
import {fakeSecretBox} from './fake-secret-box.js'
import {jsonOf, type Ran, runCommand} from './run-command.js'
import type {useCase} from './use-case.js'

type ApplyFlags = {file?: string; dryRun?: boolean; prune?: boolean; json?: boolean}

/** The variables of the environment that setups of tests name. */
const setupVariables: Readonly<Record<string, string>> = {
  TOKEN: 'pat-eu1-planted',
  OTHER_TOKEN: 'pat-eu1-another',
  SLACK: 'https://hooks.slack.com/services/T0/B0/planted',
  BOT: 'xoxb-1234567890-planted',
  PASSWORD: 'planted hunter2',
  HOOK: `https://you.example/hooks/planted whsec_${Buffer.alloc(24, 1).toString('base64')}`,
  TEAMS: 'https://prod.westeurope.logic.azure.com/workflows/planted?sig=planted',
  PING: 'https://hc-ping.com/eb095278-planted',
  CLIENT_SECRET: 'planted-client-secret',
}

/** `apply` and `export` on a real database, with the real kinds of connections and channels, as ann. */
export function setupCommands(given: ReturnType<typeof useCase>) {
  const files = new Map<string, string>()
  const variables: Record<string, string> = {...setupVariables}
  const contextAs = (changes: Partial<FakeContext> = {}): FakeContext => ({
    ...aCommandContext({
      host: {
        cwd: '/data',
        environment: name => variables[name] ?? null,
        readStandardInput: async () => files.get('stdin') ?? '',
        readText: async path => {
          const text = files.get(resolve('/data', path))
          if (text !== undefined) return text
          throw Object.assign(new Error('no such file'), {code: 'ENOENT'})
        },
      },
    }),
    clock: given.at.clock,
    ids: given.at.ids,
    database: async () => given.at.database,
    actor: async () => given.at.ann,
    connectorOf,
    channelDriver: driverOf,
    secretBox: async () => fakeSecretBox(),
    ...changes,
  })
  const apply = (text: string, flags: ApplyFlags = {}, changes: Partial<FakeContext> = {}): Promise<Ran> => {
    files.set('/data/reviews.yaml', withReferences(text))
    const input = {file: 'reviews.yaml', dryRun: false, prune: false, schema: false, json: false, ...flags}
    return runCommand(applyCommand, input, contextAs(changes))
  }
  return {
    files,
    variables,
    contextAs,
    apply,
    /** The plan as data. */
    plan: async (text: string, flags: ApplyFlags = {}) => jsonOf(await apply(text, {...flags, json: true})),
    /** Fails where something was wrong. */
    async applied(text: string, flags: ApplyFlags = {}) {
      const ran = await apply(text, flags)
      if (ran.error) throw new Error(ran.err, {cause: ran.error})
      return ran.out
    },
    async exported(changes: Partial<FakeContext> = {}): Promise<string> {
      const {out, error} = await runCommand(
        exportCommand,
        {output: undefined, json: false},
        contextAs(changes),
      )
      if (error) throw error
      return out
    },
  }
}

/** `<TOKEN>` as a setup file refers to that variable. */
function withReferences(text: string): string {
  return text.replace(/<([A-Z_]+)>/g, (_, name: string) => JSON.stringify(variableReference(name)))
}
