import {describe, expect, it} from 'vitest'
import {InternedTexts} from '../../../src/domain/review/interned-texts.js'

describe('InternedTexts', () => {
  it('gives equal texts one code, different ones the next, and null 0', () => {
    const texts = new InternedTexts()
    const codes = ['Ada', null, 'Grace', 'Ada', '', 'ada', ''].map(text => texts.codeOf(text))
    expect(codes).toEqual([1, 0, 2, 1, 3, 4, 3])
    expect(texts.texts).toEqual([null, 'Ada', 'Grace', '', 'ada'])
  })

  it.each(['__proto__', 'constructor', 'null', 'Zo\u00eb', 'Zoe\u0308', '🦊', '提案', 'a\nb\u0000'])(
    'keeps %j as it is',
    text => {
      const texts = new InternedTexts()
      expect(texts.find(text)).toBe(-1)
      const code = texts.codeOf(text)
      expect(texts.texts[code]).toBe(text)
      expect(texts.find(text)).toBe(code)
    },
  )

  it('finds without adding', () => {
    const texts = new InternedTexts()
    texts.find('Ada')
    expect(texts.texts).toEqual([null])
  })
})
