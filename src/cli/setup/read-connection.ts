import type {DeclaredConnection} from '../../app/setup/declared-setup.js'
import type {StoredSetup} from '../../app/setup/plan-setup.js'
import type {TextNode} from '../../config/text-tree.js'
import {type ConnectionKind, type CrmConnection, connectionKinds} from '../../domain/crm-connection.js'
import {RevschedError} from '../../domain/errors.js'
import type {Connector} from '../../domain/ports/connector.js'
import {shellWord} from '../../domain/shell-word.js'
import {settingsOfEntry} from './connection-entry.js'
import {readEntry} from './read-entry.js'
import {readKind} from './read-kind.js'
import {readSecret} from './read-secret.js'
import type {Reading} from './read-setup.js'
import {plain} from './setup-entry.js'
import {connectionKeys} from './setup-keys.js'
import {about, childOf} from './setup-problems.js'

/** Null for one that is wrong, which is noted. */
export async function readConnection(
  {problems, context, folder}: Reading,
  {name, node}: {name: string; node: TextNode},
  stored: StoredSetup['connections'],
): Promise<DeclaredConnection | null> {
  const kind = readKind<ConnectionKind>(node, connectionKinds, problems)
  if (kind === null) return null
  const given = readEntry(node, {settings: connectionKeys(kind), others: ['kind', 'secret']}, problems)
  if (given === null) return null
  const connector = await context.connectorOf(kind)
  const before = stored.find(one => one.name === name && one.kind === kind)?.settings ?? null
  const settings = await problems.attempt(node, given, entry =>
    plain(connector.parseSettings(settingsOfEntry({kind, entry, folder, before}))),
  )
  if (settings === null) return null
  const secretNode = childOf(node, 'secret')
  if (!secretNode || secretNode.value === null) return {name, kind, settings, secret: null}
  const secret = await problems.attempt(node, given, () =>
    about('secret', async () => {
      refuseIdleSecret(connector, settings, name)
      const text = await readSecret('secret', secretNode, {...context, folder})
      return connector.login!.secretOf(settings, text)
    }),
  )
  return secret === null ? null : {name, kind, settings, secret}
}

function refuseIdleSecret({login}: Connector, settings: CrmConnection['settings'], name: string): void {
  if (login?.usesBrowser(settings))
    throw new RevschedError(
      'usage',
      'a login with the browser needs a person, and takes no secret of a file',
      {
        hint: `leave "secret" out, apply, and log in once: revsched connection login ${shellWord(name)}`,
      },
    )
  if (login === null || login.wantedSecret(settings) === null)
    throw new RevschedError('usage', 'a connection with these settings has no secret', {
      hint: 'leave "secret" out',
    })
}
