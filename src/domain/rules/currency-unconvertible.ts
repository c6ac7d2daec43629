import {noOptions} from './options.js'
import {defineRule, pass, skip} from './rule.js'

const unconvertible = {message: 'amount is in a currency without an exchange rate'}

export const currencyUnconvertible = defineRule({
  id: 'currency-unconvertible',
  title: 'No exchange rate',
  category: 'consistency',
  severity: 'low',
  isRecommended: false,
  needs: ['isConvertible'],
  options: noOptions,
  explain: {
    what: 'The amount of an open deal is in a currency for which the CRM has no exchange rate.',
    why: 'The deal counts for nothing in every total, or for a wrong sum.',
    fix: 'Enter a rate for the currency in the CRM, or the amount in another currency.',
    source: 'Without a rate, HubSpot gives no amount in the currency of the company.',
  },
  check({isConvertible}) {
    if (isConvertible === null) return skip
    return isConvertible ? pass : unconvertible
  },
})
