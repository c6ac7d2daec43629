import type {DeliveryOutcome, DeliveryState} from '../domain/delivery/delivery.js'
import {isSameAddress} from './email-settings.js'

/*
 * Who has a mail already, and who was refused for good: one mail goes to many, each of whom is answered for alone. The next attempt goes
 * to the others, under the same Message-ID.
 */
export type MailState = {accepted: readonly string[]; refused: Readonly<Record<string, string>>}

/** What became of one recipient in one attempt; `answer` is the server's, as `550 no such user`. */
export type RecipientEnd =
  | {kind: 'accepted'}
  | {kind: 'refused'; answer: string}
  | {kind: 'deferred'; answer: string}

/** Greylisting servers want to be asked again after some minutes; 5 is what the common ones come with. */
const greylistMs = 5 * 60_000

export function mailState(stored: DeliveryState): MailState {
  const accepted = Array.isArray(stored.accepted) ? stored.accepted.map(String) : []
  const refused = Object.entries(Object(stored.refused)).map(([address, answer]) => [address, String(answer)])
  return {accepted, refused: Object.fromEntries(refused)}
}

/**
 * Those who have no answer yet. Where everybody has one, a person asked for another attempt: then those who were refused, or all where nobody was.
 */
export function leftToTry(recipients: readonly string[], {accepted, refused}: MailState): string[] {
  const isIn = (list: readonly string[], address: string) => list.some(one => isSameAddress(one, address))
  const others = recipients.filter(address => !isIn(accepted, address))
  const open = others.filter(address => !isIn(Object.keys(refused), address))
  if (open.length > 0) return open
  return others.length > 0 ? others : [...recipients]
}

/** What the attempt came to, with what earlier ones did. */
export function mailOutcome(before: MailState, ends: ReadonlyMap<string, RecipientEnd>): DeliveryOutcome {
  const state = stateAfter(before, ends)
  const deferred = answersOf(ends, 'deferred')
  if (deferred.length > 0)
    return {
      kind: 'retry',
      error: `${howMany(deferred)} put off: ${listed(deferred)}`,
      waitMs: greylistMs,
      state,
    }
  const refused = Object.entries(state.refused)
  if (refused.length === 0) return {kind: 'sent', state}
  const error = `${howMany(refused)} refused: ${listed(refused)}`
  return state.accepted.length === 0 ? {kind: 'failed', error} : {kind: 'partial', error, state}
}

function stateAfter(before: MailState, ends: ReadonlyMap<string, RecipientEnd>): MailState {
  const has = (address: string) => [...ends.keys()].some(one => isSameAddress(one, address))
  const accepted = [...ends].filter(([, {kind}]) => kind === 'accepted').map(([address]) => address)
  const kept = Object.entries(before.refused).filter(([address]) => !has(address))
  return {
    accepted: [...before.accepted.filter(address => !has(address)), ...accepted],
    refused: Object.fromEntries([...kept, ...answersOf(ends, 'refused')]),
  }
}

function answersOf(
  ends: ReadonlyMap<string, RecipientEnd>,
  kind: 'refused' | 'deferred',
): [string, string][] {
  return [...ends].flatMap(([address, end]): [string, string][] =>
    end.kind === kind ? [[address, end.answer]] : [],
  )
}

function howMany({length}: readonly unknown[]): string {
  return length === 1 ? '1 recipient was' : `${length} recipients were`
}

const answersShown = 3

function listed(answers: readonly (readonly [string, string])[]): string {
  const shown = answers.slice(0, answersShown).map(([address, answer]) => `${address} (${answer})`)
  const left = answers.length - shown.length
  return [...shown, ...(left > 0 ? [`${left} more`] : [])].join(', ')
}
