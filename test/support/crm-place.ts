import {generateKeyPairSync} from 'node:crypto'
import {chmod, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {aHubspotDeal, anAccount, aWonDeal} from './fake-hubspot/account.js'
import {FakeHubspot} from './fake-hubspot/server.js'
import {FakeSalesforce} from './fake-salesforce/server.js'
import {anOpportunity} from './fake-salesforce/tables.js'
import type {scenarioFolder} from './scenario.js'

type Place = Awaited<ReturnType<typeof scenarioFolder>>

const serviceKey = 'pat-eu1-1a2b3c4d'

/** Servers that stand for the CRMs, and in `place` what a person has: `sf`, a browser, files with the key of HubSpot and of a certificate. */
export async function crmsFor({folder}: Place) {
  const salesforce = await FakeSalesforce.start()
  salesforce.tables.Opportunity!.rows = [anOpportunity(1), anOpportunity(2, {CloseDate: '2026-01-01'})]
  const hubspot = await FakeHubspot.start({
    account: anAccount({deals: [aHubspotDeal('1'), aWonDeal('2')]}),
    tokens: new Set([serviceKey]),
  })
  const program = async (name: string, text: string) => {
    const path = join(folder, '.bin', name)
    await writeFile(path, `#!/bin/sh\n${text}\n`)
    await chmod(path, 0o755)
  }
  const result = (given: object) => `echo '${JSON.stringify({status: 0, result: given})}'`
  const token = result({accessToken: salesforce.oauth.newAccessToken()})
  await program(
    'sf',
    `case "$*" in *show-access-token*) ${token};; *) ${result({instanceUrl: salesforce.url})};; esac`,
  )
  await program('xdg-open', `curl --silent --location --max-time 20 "$1" >/dev/null`)
  await writeFile(join(folder, 'token.txt'), `${serviceKey}\n`)
  const {privateKey, publicKey} = generateKeyPairSync('rsa', {modulusLength: 2048})
  await writeFile(join(folder, 'server.key'), privateKey.export({type: 'pkcs8', format: 'pem'}))
  salesforce.oauth.publicKey = publicKey
  return {
    /** A command as it is documented, sent to these servers instead of the world's. */
    here: (command: string) =>
      command
        .replace(
          /^revsched connection add hubspot \S+/,
          `$& --api-url ${hubspot.url} --allow-private-address`,
        )
        .replace(/^revsched connection add salesforce \S+(?=.* --org)/, '$& --allow-private-address')
        .replace(
          /^revsched connection add salesforce \S+(?=.* --login browser)/,
          `$& --login-url ${salesforce.url} --allow-private-address --redirect-port 0`,
        )
        .replace(
          /^revsched connection add salesforce \S+(?=.* --login jwt)/,
          `$& --login-url ${salesforce.url} --allow-private-address`,
        )
        .replace(/--client-id \S+/, `--client-id ${salesforce.oauth.clientId}`)
        .replace(/--username \S+/, `--username ${salesforce.oauth.username}`)
        .replace(/https:\/\/\S+\.my\.salesforce\.com/, salesforce.url),
    stop: () => Promise.all([salesforce.stop(), hubspot.stop()]),
  }
}
