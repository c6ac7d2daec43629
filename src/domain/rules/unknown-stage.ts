import {noOptions} from './options.js'
import {defineRule, pass, skip} from './rule.js'

export const unknownStage = defineRule({
  id: 'unknown-stage',
  title: 'Stage out of use',
  category: 'consistency',
  severity: 'medium',
  isRecommended: true,
  needs: ['stage', 'isStageActive'],
  options: noOptions,
  explain: {
    what: 'An open deal is in a stage that its pipeline has no more: it was deactivated, archived or deleted.',
    why: 'The deal stands in no column of the board, and its stage says neither how far it is nor how likely.',
    fix: 'Move the deal into the stage that took the place of the old one, or close it.',
    source: 'CRMs keep deals in a stage that is taken out of use.',
  },
  check({stage, isStageActive}) {
    if (stage === null || isStageActive === null) return skip
    return isStageActive ? pass : {message: `is in stage ${stage}, which is out of use`}
  },
})
