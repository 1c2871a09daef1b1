/** What people do, at random, with what their screens show them: no activity is named here. */
import { cardsIn } from '../../shared/boards/board.ts'
import type { Command } from '../../shared/flow/commands.ts'
import type { Now } from '../../shared/flow/slices.ts'
import { plenary, type CircleId, type MemberId } from '../../shared/lib/ids.ts'
import { shuffled } from '../../shared/lib/rng.ts'
import type { OpenBoard, Page } from './device.ts'

type Showing<K extends Now['show']> = Extract<Now, { readonly show: K }>

let names = 0
let reasons = 0
/** With each new world. */
export function beginAnew(): void {
  names = 0
  reasons = 0
}

export const newName = () => `Person ${++names}`

export function actOf(page: Page): void {
  const { world } = page.device.parts
  if (page.bye !== null || page.view.me?.status === 'out') return
  if (page.view.desk !== undefined && page.device.holder.surface === 'console') {
    if (world.chance(85)) return lead(page)
  }
  if (page.now !== undefined) take(page, page.now)
}

function lead(page: Page): void {
  const { world } = page.device.parts
  const { desk, lobby, room } = page.view
  const waiting = lobby?.waiting.map(({ id }) => id) ?? []
  if (waiting.length > 0 && world.chance(60)) return press(page, { type: 'lobby.admit', members: waiting })
  const next: Command = { type: 'next', confirm: true, whole: world.chance(40) }
  if (desk === undefined || world.chance(45)) return press(page, next)
  const circle = world.pick(desk.circles)
  const id = circle?.id ?? plenary
  const seats = room?.seats.map((seat) => seat.id) ?? []
  const someone = world.pick(seats)
  const paused = desk.paused ? plenary : desk.circles.find((one) => one.paused)?.id
  if (paused !== undefined && world.chance(70)) return press(page, { type: 'resume', circle: paused })
  const all: readonly (Command | null)[] = [
    { type: 'back' },
    { type: 'undo' },
    { type: 'undo', circle: id },
    { type: 'pause', circle: world.chance(50) ? plenary : id },
    { type: 'time.more', circle: id, minutes: 3 },
    { type: 'time.hold', circle: id },
    { type: 'time.go', circle: id },
    { type: 'guardian.set', circle: id, member: world.pick(circle?.seats ?? [])?.id ?? null },
    { type: 'circle.where', circle: id, where: 'Table by the window' },
    { type: 'seats.set', seats: shuffled(seats, world.random) },
    { type: 'seat.take', on: world.chance(60) },
    { type: 'turn.skip', circle: id, confirm: true },
    { type: 'turn.hand', circle: id, confirm: true },
    { type: 'turn.order', circle: id, order: world.chance(50) ? 'popcorn' : 'sequence' },
    { type: 'scale.talk' },
    { type: 'scale.again' },
    { type: 'wall.quiet', on: world.chance(30) },
    { type: 'wall.code', on: world.chance(30) },
    { type: 'workshop.rename', name: `Workshop ${world.random(1_000)}` },
    someone === undefined ? null : { type: 'place.set', member: someone, place: world.chance(50) ? 'room' : 'remote' },
    someone === undefined || !world.chance(12) ? null : { type: 'person.remove', member: someone, confirm: true },
    seats.length < 2 ? null : { type: 'apart.set', pairs: [[seats[0] as MemberId, seats[1] as MemberId]] },
    world.chance(2) ? { type: 'workshop.end', confirm: true } : null,
  ]
  const chosen = world.pick(all)
  if (chosen !== undefined && chosen !== null) press(page, chosen)
}

function press(page: Page, command: Command): void {
  void page.send(command)
}

function take(page: Page, now: Now): void {
  const { world } = page.device.parts
  const dice = world.random(100)
  if (dice < 2) return press(page, { type: 'profile.set', pronouns: world.pick(['she', 'he', 'they', '']) ?? '' })
  if (dice < 3) return press(page, { type: 'profile.set', name: newName() })
  if (dice < 5) return press(page, { type: 'pause', circle: 'scene' in now ? now.scene.circle : plenary })
  if (dice < 7)
    return void page.link.askNow('signal', {
      kind: world.pick(['moment', 'hear', 'back'] as const) ?? 'moment',
      to: null,
    })
  if (dice < 10 && page.book.length > 0) return ownBook(page)
  if (now.show === 'board') return onBoard(page)
  if (now.show === 'turn') return inTurn(page, now)
  if (now.show === 'sealed') return seal(page, now)
  if (now.show === 'scale') return answer(page, now)
  if (now.show === 'step' && now.view.note !== null)
    press(page, { type: 'part.set', part: world.pick(['take', 'take', 'listen', 'write', 'walk'] as const) ?? 'take' })
}

function ownBook(page: Page): void {
  const { world } = page.device.parts
  const note = world.pick(page.book)
  if (note !== undefined)
    void page.link.ask('note', { id: note.id, act: world.pick(['hide', 'show', 'drop'] as const) ?? 'hide' })
}

function inTurn(page: Page, { scene, view }: Showing<'turn'>): void {
  const { world } = page.device.parts
  const circle: CircleId = scene.circle
  const free = view.slots?.findIndex((one) => one === null) ?? -1
  if (view.slots !== null && world.chance(40))
    return press(page, { type: 'turn.place', circle, place: world.chance(80) && free >= 0 ? free : null })
  const mine = [
    'turn.speak',
    'turn.silence',
    'turn.end',
    'turn.pass',
    'turn.later',
    'turn.hand',
    'turn.hand',
    'turn.longer',
  ] as const
  const others = ['turn.pass', 'turn.later', 'turn.raise', 'turn.raise', 'turn.lower', 'turn.hand'] as const
  const type = view.mine ? world.pick(mine) : world.pick(others)
  if (type !== undefined) press(page, { type, circle, confirm: true } as unknown as Command)
}

function seal(page: Page, { scene, view }: Showing<'sealed'>): void {
  const { world, checker } = page.device.parts
  const { member } = page.device.holder
  if (member === null) return
  const items = page.sealed.of(scene.run, scene.step)
  const item = world.pick(items)
  if (item !== undefined && world.chance(25)) {
    checker.sealed.letGo(item.text)
    return void page.sealed.takeBack(scene.run, scene.step, item.token)
  }
  const to = view.each === null ? null : world.pick(view.each)
  if (to === undefined) return
  const signed = world.chance(50)
  const text = checker.sealed.written(member, to?.id ?? null, to !== null && signed)
  void page.sealed.seal(scene.run, scene.step, text, to === null ? null : { member: to.id, name: to.name, signed })
}

function answer(page: Page, { scene, view }: Showing<'scale'>): void {
  const { world } = page.device.parts
  if (view.results !== null) return
  const asked = view.about === 'lines' ? view.lines.map(({ id }) => id as string) : ['place']
  const of = view.about === 'lines' ? (['yes', 'yes', 'yes', 'not_yet'] as const) : (['1', '2', '3', '4', '5'] as const)
  const lines = asked.map((line) => ({
    line,
    answer: world.pick(of) ?? null,
    reason: world.chance(30) ? `reason${++reasons}z` : '',
  }))
  void page.ballots.vote(scene.run, view.round, lines)
}

function onBoard(page: Page): void {
  const { world, letters } = page.device.parts
  const { board } = page
  if (board === null || !board.mayWrite || board.isClosed || board.isOver) return
  const { written } = board
  const content = written.content()
  const list = world.pick(content.lists)
  const card = world.pick(content.cards)
  const dice = world.random(100)
  if (list === undefined) return
  const { member } = page.device.holder
  if (page.now?.show === 'board' && page.now.view.layout === 'own') return ofOnesOwn(page, board, member ?? '')
  if (card === undefined || dice < 15) {
    const id = written.addCard(list.id)
    return written.editCard(id, letters.next(1 + world.random(4)))
  }
  if (dice < 65) return type(board, card.id, card.text, page)
  if (dice < 77) return written.moveCard(card.id, list.id, world.pick(cardsIn(content, list.id))?.id ?? null)
  if (dice < 82) return void written.removeCard(card.id)
  if (dice < 90) return written.history.undo()
  if (dice < 94) return written.history.redo()
  if (dice < 97) return board.link.pointAt({ card: card.id, index: 0 })
  if (page.now?.show === 'board' && page.now.view.layout === 'wall') written.addList(`Cluster ${world.random(100)}`)
}

/** One line of one's own; where each lies is everybody's. */
function ofOnesOwn(page: Page, { written }: OpenBoard, me: string): void {
  const { world, letters } = page.device.parts
  const { cards, lists } = written.content()
  const [mine, card, list] = [cards.find(({ id }) => id === me), world.pick(cards), world.pick(lists)?.id ?? '']
  const dice = world.random(100)
  if (mine === undefined) written.addCard(list, { id: me, text: letters.next(3) })
  else if (dice < 40) written.editCard(me, mine.text + letters.next(1))
  else if (dice < 75 && card !== undefined) written.moveCard(card.id, list, null)
  else if (dice < 80) written.removeCard(me)
  else if (dice < 88) written.history.undo()
  else if (dice < 92) written.history.redo()
  else written.addList(`Cluster ${world.random(100)}`)
}

/** Some letters more, or fewer, somewhere in a text. */
function type({ written }: OpenBoard, card: string, text: string, page: Page): void {
  const { world, letters } = page.device.parts
  const at = world.random(text.length + 1)
  if (world.chance(25)) return written.editCard(card, text.slice(0, at) + text.slice(at + 1 + world.random(3)))
  written.editCard(card, text.slice(0, at) + letters.next(1 + world.random(3)) + text.slice(at))
}
