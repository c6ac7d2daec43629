import {noOptions} from './options.js'
import {defineRule, pass, skip} from './rule.js'

const overdue = {message: 'has a task that is overdue'}

export const overdueTask = defineRule({
  id: 'overdue-task',
  title: 'Task overdue',
  category: 'timeliness',
  severity: 'medium',
  isRecommended: false,
  needs: ['hasOverdueTask'],
  options: noOptions,
  explain: {
    what: 'An open deal has a task that was to be done before today and is not.',
    why: 'Something was promised to the buyer, or to oneself, and did not happen.',
    fix: 'Do the task, give it another day, or close it.',
    source: 'Salesforce and HubSpot both mark tasks as overdue from the day after on.',
  },
  check({hasOverdueTask}) {
    if (hasOverdueTask === null) return skip
    return hasOverdueTask ? overdue : pass
  },
})
