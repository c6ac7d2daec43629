import {placeholderText} from '../../../src/domain/rules/placeholder-text.js'
import {ruleTable} from '../../support/rule-table.js'

ruleTable(placeholderText, {
  silent: [
    {name: 'a step', deal: {nextStep: 'Send the contract to legal'}},
    {name: 'a step that begins as a placeholder', deal: {nextStep: 'Test plan with IT'}},
    {name: 'a step with one within', deal: {nextStep: 'Price tbd'}},
    {name: 'no step', deal: {nextStep: null}},
    {name: 'an empty step', deal: {nextStep: '  '}},
    {name: 'a step in another script', deal: {nextStep: '提案'}},
    {name: 'a number', deal: {nextStep: '2'}},
    {name: 'one of other words', deal: {nextStep: 'tbd'}, options: {patterns: ['later']}},
    {name: 'a text of 101 signs', deal: {nextStep: '-'.repeat(101)}},
  ],
  fires: [
    {name: 'tbd', deal: {nextStep: 'tbd'}, message: 'next step is only "tbd"'},
    {
      name: 'in capitals, with blanks and a full stop',
      deal: {nextStep: ' N/A. '},
      message: 'next step is only "N/A."',
    },
    {name: 'signs alone', deal: {nextStep: '-'}, message: 'next step is only "-"'},
    {
      name: 'a hundred signs',
      deal: {nextStep: '.'.repeat(100)},
      message: `next step is only "${'.'.repeat(100)}"`,
    },
    {name: 'a word of two', deal: {nextStep: 'Follow up!'}, message: 'next step is only "Follow up!"'},
    {
      name: 'a word of one’s own',
      deal: {nextStep: 'Later'},
      options: {patterns: ['later']},
      message: 'next step is only "Later"',
    },
    {name: 'a name', deal: {name: 'test', nextStep: 'Call'}, message: 'is called only "test"'},
  ],
  skips: [{name: 'neither step nor name', deal: {name: null, nextStep: null}}],
})
