import {overdueTask} from '../../../src/domain/rules/overdue-task.js'
import {ruleTable} from '../../support/rule-table.js'

ruleTable(overdueTask, {
  silent: [{name: 'no task is overdue', deal: {hasOverdueTask: false}}],
  fires: [{name: 'one is', deal: {hasOverdueTask: true}, message: 'has a task that is overdue'}],
  skips: [{name: 'nobody knows', deal: {hasOverdueTask: null}}],
})
