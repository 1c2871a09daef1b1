import { expect, test } from 'vitest'
import { gapsOf } from '../../../shared/boards/aim.ts'

const list = (id: string, ...texts: string[]) => ({
  id,
  title: id.toUpperCase(),
  cards: texts.map((text) => ({ text })),
})
const aim = { asked: true, required: ['video'] }

test('[BD19] what would not be asked about is counted, written cards only', () => {
  const lists = [list('came', 'one', '  ', 'two'), list('want'), list('video', 'three')]
  expect(gapsOf(lists, aim)).toEqual({ left: { title: 'CAME', cards: 2 }, empty: [] })
  expect(gapsOf(lists, { ...aim, asked: false }).left).toBeNull()
  expect(gapsOf([list('came', ' '), ...lists.slice(1)], aim).left).toBeNull()
})

test('[BD19] a required list is empty until somebody has written in it', () => {
  const empty = (...texts: string[]) => gapsOf([list('came'), list('video', ...texts)], aim).empty.map(({ id }) => id)
  expect([empty(), empty(' '), empty('a line')]).toEqual([['video'], ['video'], []])
  expect(gapsOf([], aim)).toEqual({ left: null, empty: [] })
})
