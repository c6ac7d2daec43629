import {describe, expect, it} from 'vitest'
import {lastRemembered, remembered} from '../../src/domain/remembered.js'

describe('what is remembered', () => {
  it.each([
    ['all of it', undefined, ['a', 'b', 'c']],
    ['as many as there are', 3, ['a', 'b', 'c']],
    ['one less', 2, ['a', 'b', 'c', 'c']],
    ['nothing', 0, ['a', 'b', 'c', 'a', 'b', 'c']],
  ])('is made once for each key: %s', (_, mostKept, made) => {
    const calls: string[] = []
    const upper = remembered(key => {
      calls.push(key)
      return key.toUpperCase()
    }, mostKept)
    expect(['a', 'b', 'c', 'a', 'b', 'c'].map(upper)).toEqual(['A', 'B', 'C', 'A', 'B', 'C'])
    expect(calls).toEqual(made)
  })

  it('may be false', () => {
    let calls = 0
    const isOdd = remembered(key => {
      calls++
      return Number(key) % 2 === 1
    })
    expect([isOdd('2'), isOdd('2'), isOdd('3')]).toEqual([false, false, true])
    expect(calls).toBe(2)
  })
})

describe('what is remembered of the last', () => {
  it.each([
    ['the same again and again', ['a', 'a', 'a'], ['a']],
    ['another key', ['a', 'b'], ['a', 'b']],
    ['one that was there before the last', ['a', 'b', 'a'], ['a', 'b', 'a']],
    ['another value of the same key', ['a', 'A', 'a'], ['a']],
  ])('is made anew for another key only: %s', (_, asked, made) => {
    const calls: string[] = []
    const upper = lastRemembered(
      (text: string) => text.toLowerCase(),
      text => {
        calls.push(text)
        return text.toUpperCase()
      },
    )
    expect(asked.map(upper)).toEqual(asked.map(text => text.toUpperCase()))
    expect(calls).toEqual(made)
  })
})
