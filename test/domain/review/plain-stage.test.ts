import {describe, expect, it} from 'vitest'
import {plainStage} from '../../../src/domain/review/plain-stage.js'

describe('whether two names are one stage', () => {
  it.each<[string, string, boolean]>([
    ['Closed Won', 'closed-won', true],
    ['Closed Won', 'ClosedWon!', true],
    ['Won ✅', 'won', true],
    ['Gagn\u00e9', 'GAGNE\u0301', true],
    ['Gagné', 'Gagne', false],
    ['İmza', 'imza', true],
    ['✅', '❌', false],
    ['❌', '🚧', false],
    ['✅', ' ✅ ', true],
    ['✔\ufe0f', '✔', true],
    ['✔\ufe0f', '✖\ufe0f', false],
    ['Won ✔\ufe0f', 'won', true],
    ['?', '-', false],
    ['\u0941', '\u0942', false],
    ['जीत', 'जात', false],
    ['जीत', 'जीत ', true],
    ['1', '2', false],
  ])('%s and %s: %s', (one, other, isOne) => expect(plainStage(one) === plainStage(other)).toBe(isOne))
})
