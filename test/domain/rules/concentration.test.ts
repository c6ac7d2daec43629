import {concentration} from '../../../src/domain/rules/concentration.js'
import {portfolioRuleTable} from '../../support/portfolio-rule-table.js'

/** Deals of these amounts, each with an owner of its own. */
const deals = (...amounts: (number | null)[]) =>
  amounts.map((amount, index) => ({id: `d${index}`, name: `Deal ${index}`, owner: `Owner ${index}`, amount}))

const owned = (...amounts: [owner: string | null, amount: number][]) =>
  amounts.map(([owner, amount], index) => ({id: `d${index}`, owner, amount}))

portfolioRuleTable(concentration, {
  silent: [
    {name: 'no deals'},
    {name: 'exactly the share', deals: deals(30, 20, 20, 15, 15)},
    {name: 'all alike', deals: deals(1, 1, 1, 1, 1)},
    {name: 'one deal less than must be there', deals: deals(97, 1, 1, 1)},
    {name: 'deals without an amount do not count as there', deals: deals(97, 1, 1, 1, null, 0, -5)},
    {
      name: 'an owner with exactly the share',
      deals: owned(['Ada', 20], ['Ada', 20], ['Bo', 20], ['Cy', 20], ['Di', 20]),
    },
    {
      name: 'everything has the only owner',
      deals: owned(['Ada', 20], ['Ada', 20], ['Ada', 20], ['Ada', 20], ['Ada', 20]),
    },
    {
      name: 'deals without an owner are nobody’s',
      deals: owned([null, 20], [null, 20], [null, 20], ['Ada', 20], ['Bo', 20]),
    },
    {name: 'larger limits', deals: deals(50, 20, 10, 10, 10), options: {dealShare: 0.5, ownerShare: 0.5}},
  ],
  fires: [
    {
      name: 'just over the share',
      deals: deals(31, 20, 20, 15, 14),
      messages: ['Deal 0 is 31 % of the open amount'],
    },
    {
      name: 'an owner just over the share',
      deals: owned(['Ada', 21], ['Ada', 20], ['Bo', 20], ['Cy', 20], ['Di', 19]),
      messages: ['Ada has 41 % of the open amount'],
    },
    {
      name: 'a deal, and with it its owner',
      deals: deals(60, 10, 10, 10, 10),
      messages: ['Deal 0 is 60 % of the open amount', 'Owner 0 has 60 % of the open amount'],
    },
    {
      name: 'two owners',
      deals: owned(['Ada', 25], ['Ada', 25], ['Bo', 25], ['Bo', 20], ['Cy', 5]),
      messages: ['Ada has 50 % of the open amount', 'Bo has 45 % of the open amount'],
    },
    {
      name: 'a deal without a name',
      deals: [{...deals(40)[0]!, name: null}, ...deals(0, 15, 15, 15, 15)],
      messages: ['d0 is 40 % of the open amount'],
    },
    {
      name: 'fewer deals, where they are enough',
      deals: deals(60, 40),
      options: {minDeals: 2, ownerShare: 1},
      messages: ['Deal 0 is 60 % of the open amount'],
    },
  ],
})
