import {RevschedError} from '../domain/errors.js'
import type {KeySource, NextKey, SecretBox, SecretStore, StoredSecret} from '../domain/ports/secret-box.js'
import {counted} from '../report/amounts.js'
import type {Diagnosis} from './diagnose.js'

/** Where the master key comes from, and whether every stored secret opens with it; never a key or a secret. */
export async function diagnoseSecrets({
  secrets,
  box,
}: {
  secrets: Pick<SecretStore, 'listSecrets'>
  box: SecretBox
}): Promise<Diagnosis[]> {
  const stored = await secrets.listSecrets()
  const source = await box.source()
  const isMissing = !source.isThere && stored.length > 0
  const key: Diagnosis = {
    group: 'secrets',
    name: 'master key',
    isOk: !isMissing,
    detail: isMissing ? `${source.kind} ${source.where} is missing` : sourceText(source),
    fix: isMissing ? 'put the key file back, or give its content in REVSCHED_MASTER_KEY' : null,
  }
  const next = await box.next()
  const keys = next ? [key, diagnoseNext(next, source)] : [key]
  return stored.length === 0 ? keys : [...keys, await diagnoseStored(stored, box)]
}

function sourceText({kind, where, isThere}: KeySource): string {
  return `${kind} ${where}${isThere ? '' : ', made with the first secret'}`
}

/** A change of the key that was begun: nothing is lost, and something is left to be done. */
function diagnoseNext({where, isCurrent}: NextKey, source: KeySource): Diagnosis {
  const about = {group: 'secrets', name: 'new master key', isOk: false} as const
  const finish = 'revsched connection rotate-key'
  if (isCurrent)
    return {...about, detail: `in its place; "${where}" has it as well`, fix: `${finish} removes that file`}
  if (source.kind === 'key file')
    return {...about, detail: `in "${where}"; its change was not finished`, fix: `${finish} finishes it`}
  return {
    ...about,
    detail: `in "${where}"; ${source.where} still has the old one`,
    fix: `${finish} seals what is left; then put the new key into ${source.where}, start the daemon again, and once more: ${finish}`,
  }
}

async function diagnoseStored(stored: readonly StoredSecret[], box: SecretBox): Promise<Diagnosis> {
  const about = {group: 'secrets', name: 'stored secrets'} as const
  const closed: {name: string; error: RevschedError}[] = []
  for (const {name, sealed, place} of stored) {
    try {
      await box.open(sealed, place)
    } catch (error) {
      if (!(error instanceof RevschedError)) throw error
      closed.push({name, error})
    }
  }
  const [first] = closed
  if (!first)
    return {...about, isOk: true, detail: `${counted(stored.length, 'secret')}, all of them open`, fix: null}
  const more = closed.length > 1 ? ` and ${closed.length - 1} more` : ''
  const detail = `${closed.length} of ${stored.length} do not open: ${first.name}${more}: ${first.error.message}`
  return {...about, isOk: false, detail, fix: first.error.hint ?? 'give the secret again'}
}
