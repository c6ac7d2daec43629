import {closeDateClustering} from '../../../src/domain/rules/close-date-clustering.js'
import {portfolioRuleTable} from '../../support/portfolio-rule-table.js'

/** Five deals: of 100, so much has `late` as its date, the rest `early`. */
const pipeline = (amount: number, {late = '2025-06-30', early = '2025-05-15'} = {}) => [
  {closeDate: late, amount},
  ...[1, 2, 3, 4].map(() => ({closeDate: early, amount: (100 - amount) / 4})),
]
const has = (percent: number, which = 'this', within = '5 days') =>
  `${percent} % of what is to close ${which} quarter has a date in its last ${within} of business`

/** A Tuesday, the first day of a quarter that ends on Monday 30 June. */
const today = '2025-04-01'

portfolioRuleTable(closeDateClustering, {
  silent: [
    {name: 'no deals', today},
    {name: 'exactly the share', deals: pipeline(40), today},
    {name: 'the day before the last five of business', deals: pipeline(100, {late: '2025-06-23'}), today},
    {name: 'one deal less than must be there', deals: pipeline(90).slice(0, 4), today},
    {
      name: 'deals without an amount do not count as there',
      deals: [
        ...pipeline(90).slice(0, 4),
        {closeDate: '2025-06-30', amount: null},
        {closeDate: '2025-06-30', amount: 0},
      ],
      today,
    },
    {
      name: 'deals without a date, past ones and those of other quarters do not count as there',
      deals: [
        ...pipeline(90).slice(0, 4),
        {closeDate: null, amount: 5},
        {closeDate: '2025-04-01', amount: 5},
        {closeDate: '2025-07-01', amount: 5},
      ],
      today: '2025-04-02',
    },
    {name: 'a larger share', deals: pipeline(50), options: {share: 0.5}, today},
    {name: 'fewer days', deals: pipeline(90, {late: '2025-06-27'}), options: {businessDays: 1}, today},
    {name: 'the quarter that is ending', deals: pipeline(90), today: '2025-06-24'},
  ],
  fires: [
    {name: 'just over the share', deals: pipeline(41), today, messages: [has(41)]},
    {
      name: 'the first of the last five days of business',
      deals: pipeline(90, {late: '2025-06-24'}),
      today,
      messages: [has(90)],
    },
    {
      name: 'the weekend between them',
      deals: pipeline(90, {late: '2025-06-28'}),
      today,
      messages: [has(90)],
    },
    {
      name: 'the day before the last five begin',
      deals: pipeline(90, {early: '2025-06-23'}),
      today: '2025-06-23',
      messages: [has(90)],
    },
    {
      name: 'the next quarter once they have begun',
      deals: pipeline(90, {late: '2025-09-30', early: '2025-07-01'}),
      today: '2025-06-24',
      messages: [has(90, 'next')],
    },
    {
      name: 'the last day of business alone',
      deals: pipeline(90),
      options: {businessDays: 1},
      today,
      messages: [has(90, 'this', '1 day')],
    },
    {
      name: 'a fiscal quarter',
      deals: pipeline(90, {late: '2025-04-30', early: '2025-04-10'}),
      fiscalYearStartMonth: 2,
      today,
      messages: [has(90)],
    },
    {
      name: 'fewer deals, where they are enough',
      deals: pipeline(90).slice(0, 2),
      options: {minDeals: 2},
      today,
      messages: [has(97)],
    },
  ],
})
