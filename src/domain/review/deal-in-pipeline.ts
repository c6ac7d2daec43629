import {RevschedError} from '../errors.js'
import {didYouMean} from '../ref.js'
import {type DealWeight, dealWeight} from '../score/deal-weight.js'
import type {Analysis, ReviewedDeal} from './analysis.js'

/** `place`: in the order of the review. */
export type DealInPipeline = {deal: ReviewedDeal; place: number; weight: DealWeight}

type Place = {deal: ReviewedDeal; place: number}

/** The deal of that id, else the only one of that name in upper or lower case, with what it weighs among all. */
export function dealInPipeline({summary, deals}: Analysis, ref: string): DealInPipeline {
  const amounts = new Float64Array(summary.dealsAnalyzed)
  const lastKnownAmounts = new Float64Array(summary.dealsAnalyzed)
  const wanted = nameKey(ref)
  const named: Place[] = []
  let byId: Place | null = null
  let place = 0
  for (const deal of deals()) {
    amounts[place] = deal.amount ?? Number.NaN
    lastKnownAmounts[place] = deal.lastKnownAmount ?? Number.NaN
    if (deal.id === ref) byId = {deal, place}
    else if (deal.name !== null && nameKey(deal.name) === wanted) named.push({deal, place})
    place++
  }
  const found = byId ?? onlyOne(named, ref)
  if (!found) throw noSuchDeal(deals(), ref)
  return {...found, weight: dealWeight({amounts, lastKnownAmounts}, found.place)}
}

function nameKey(name: string): string {
  return name.trim().toLowerCase()
}

const candidatesShown = 5

function onlyOne(named: readonly Place[], ref: string): Place | null {
  if (named.length < 2) return named[0] ?? null
  const candidates = named.slice(0, candidatesShown).map(({deal: {id, stage, owner}}) => {
    const about = [stage, owner].filter(part => part !== null).join(', ')
    return about === '' ? id : `${id} (${about})`
  })
  const more = named.length > candidatesShown ? ` and ${named.length - candidatesShown} more` : ''
  throw new RevschedError('conflict', `${named.length} open deals are called "${ref}"`, {
    hint: `give the id: ${candidates.join(', ')}${more}`,
  })
}

function noSuchDeal(deals: Iterable<ReviewedDeal>, ref: string): RevschedError {
  const names: string[] = []
  const holding = new Set<string>()
  const wanted = nameKey(ref)
  for (const {name} of deals) {
    if (name === null) continue
    names.push(name)
    if (holding.size < 3 && wanted !== '' && nameKey(name).includes(wanted)) holding.add(`"${name}"`)
  }
  const meant = holding.size > 0 ? `did you mean ${[...holding].join(' or ')}?` : didYouMean(ref, names)
  return new RevschedError('not-found', `no open deal of this review has the id or name "${ref}"`, {
    hint: meant ?? 'a review holds the deals that were open; report <run> --format csv lists them',
  })
}
