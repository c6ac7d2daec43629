import {expect, it} from 'vitest'
import {visibleWindow} from '../../src/tui/visible-window.js'

it.each([
  ['fewer rows than fit', {count: 3, height: 10, selected: 2, start: 0}, [0, 3]],
  ['no rows', {count: 0, height: 10, selected: 0, start: 4}, [0, 0]],
  ['no room', {count: 5, height: 0, selected: 4, start: 0}, [5, 0]],
  ['the selected one is seen: nothing moves', {count: 100, height: 10, selected: 25, start: 20}, [20, 10]],
  ['the last seen one', {count: 100, height: 10, selected: 29, start: 20}, [20, 10]],
  ['one below', {count: 100, height: 10, selected: 30, start: 20}, [21, 10]],
  ['one above', {count: 100, height: 10, selected: 19, start: 20}, [19, 10]],
  ['far below', {count: 100, height: 10, selected: 99, start: 0}, [90, 10]],
  ['rows are gone', {count: 15, height: 10, selected: 14, start: 90}, [5, 10]],
  ['the window has grown', {count: 15, height: 15, selected: 14, start: 5}, [0, 15]],
])('%s', (_, given, [start, size]) => expect(visibleWindow(given)).toEqual({start, size}))
