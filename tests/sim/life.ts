/** One life of a workshop, from a seed: people come and do things, everything goes wrong, and in the end all is well. */
import * as Y from 'yjs'
import { rightsTo } from '../../shared/flow/access.ts'
import { agendaNames } from '../../shared/activities/agendas.ts'
import { newGrantId, type CohortId, type MemberId } from '../../shared/lib/ids.ts'
import { readVaultEntry, readVaultSnapshot, Contents } from '../../server/flow/vault-format.ts'
import { readJson } from '../../server/log/entry.ts'
import type { Principal } from '../../server/flow/ports.ts'
import { databases } from '../fixtures/database.ts'
import { contentOf } from '../server/doc/board-acts.ts'
import { actOf, beginAnew, newName } from './acts.ts'
import { networks } from './browser.ts'
import { docOfStream } from './board-checks.ts'
import { Checker } from './checker.ts'
import { Device, type DeviceParts, type Holder } from './device.ts'
import { Disk } from './disk.ts'
import { lettersOf, Letters } from './letters.ts'
import { beRude } from './rude.ts'
import { ServerProcess } from './server.ts'
import { Verdicts } from './verdicts.ts'
import { enter, World } from './world.ts'

/** How long people are at it at most, and how long everything takes to come to rest afterwards, in ms. */
const livelyMs = 240_000
const restMs = 75_000
/** Longer than boards stay in memory with nobody there. */
const awayMs = 75_000

export interface Lived {
  readonly trace: string
  readonly verdicts: Verdicts
  readonly happened: number
  readonly faults: Readonly<Record<string, number>>
}

export async function live(seed: number): Promise<Lived> {
  const world = enter(new World(seed))
  databases.clear()
  networks.clear()
  beginAnew()
  const life = new Life(world)
  world.threw = (error) => {
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error)
    life.verdicts.hold('calm', false, () => what)
  }
  await life.begin()
  // Some lives end early, with the room in the middle of something.
  await world.run(world.now + world.between(30_000, livelyMs))
  life.heal()
  await world.run(world.now + restMs)
  await life.judge()
  return { trace: world.trace(), verdicts: life.verdicts, happened: world.happened, faults: life.faults }
}

class Life {
  readonly verdicts: Verdicts
  readonly faults: Record<string, number> = {}
  readonly #world: World
  readonly #disk: Disk
  readonly #grants = new Map<string, Principal>()
  readonly #devices: Device[] = []
  readonly #checker: Checker
  #server: ServerProcess | null = null
  #cohort = '' as CohortId
  #isLively = true

  constructor(world: World) {
    this.#world = world
    this.#disk = new Disk(world)
    this.verdicts = new Verdicts(() => `at ${Math.round(world.now)} ms:`)
    this.#checker = new Checker(this.verdicts, this.#disk)
    this.#disk.watcher = this.#checker
  }

  async begin(): Promise<void> {
    const world = this.#world
    const agenda = world.pick(agendaNames) ?? agendaNames[0]
    const begun: MemberId[] = []
    this.#start()
    await world.run(world.now + 1_000)
    void this.#server?.workshops.cohorts
      .start(newName(), () => [], agenda)
      .then((started) => {
        this.#cohort = started.cohort
        begun.push(started.member)
      })
    await world.run(world.now + 1_000)
    const [member] = begun
    if (member === undefined) throw new Error('no workshop has begun')
    this.#add({ member, role: 'lead' }, 'console')
    this.#add({ member, role: 'lead' }, 'seat')
    this.#add({ member: null, role: 'wall' }, 'seat')
    const people = 3 + world.random(5)
    for (let i = 0; i < people; i++) world.after(world.between(0, i < 3 ? 5_000 : 60_000), () => this.#knock())
    if (world.chance(50)) world.after(world.between(0, 30_000), () => this.#invite())
    this.#soon(() => this.#trouble(), 1_500, 9_000)
  }

  /** Networks, disk and server are well again, and nobody does anything new. */
  heal(): void {
    this.#isLively = false
    this.#disk.isFull = false
    this.#disk.breaksNext = false
    for (const device of this.#devices) {
      device.network.heal()
      device.open()
    }
    if (this.#server === null) this.#start()
    // One entry more: what a full disk has kept from being purged is purged with it.
    this.#world.after(restMs / 2, () => this.#knock())
  }

  /** Everything has come to rest: everyone has the same, and it is what the disk has. */
  async judge(): Promise<void> {
    const { flow, boards, sealed } = this.#checker
    for (const device of this.#devices) {
      const { page, viewer, holder } = device
      if (page === null || page.bye !== null) continue
      const is = JSON.stringify(Object.entries(page.view).toSorted())
      const should = JSON.stringify(Object.entries(flow.viewNow(viewer)).toSorted())
      const who = holder.member ?? 'the wall'
      this.verdicts.hold(
        'CNV-1',
        page.isUp && is === should,
        () => `${who} sees ${is.slice(0, 300)}, not ${should.slice(0, 300)}`,
      )
      const { board } = page
      if (board === null || rightsTo(flow.state, viewer, board.id) === 'none') continue
      const durable = boards.doc(board.id)
      const { link } = board
      const isThere = link.saved && contentOf(link.doc) === contentOf(durable)
      const isEqual = isThere && Y.equalSnapshots(Y.snapshot(link.doc), Y.snapshot(durable))
      this.verdicts.hold(
        'CNV-1',
        isEqual,
        () => `${who} has another board ${board.id}, saved ${link.saved}, ${link.connected}, ${link.synced}`,
      )
      const { pendingStructs, pendingDs } = link.doc.store
      this.verdicts.hold('CNV-1', pendingStructs === null && pendingDs === null, () => `${who} waits for something`)
      const letters = lettersOf(link.doc)
      this.verdicts.hold('once', new Set(letters).size === letters.length, () => `a letter is twice on ${board.id}`)
    }
    sealed.ended(await this.#vaults())
    for (const stream of await this.#disk.log.list(`doc/${this.#cohort}/`)) {
      const isBoard = Object.hasOwn(flow.state.boards, docOfStream(stream))
      this.verdicts.hold('gone', isBoard, () => `${stream} was dropped and is on the disk`)
    }
    await this.#forgetting()
  }

  /** When everyone has left, boards leave memory within their minute. */
  async #forgetting(): Promise<void> {
    for (const device of this.#devices) device.shut()
    await this.#world.run(this.#world.now + 90_000)
    const boards = this.#server?.workshops.hub.stats().boards
    this.verdicts.hold('BND-4', boards === 0, () => `${boards} boards are in memory with nobody there`)
  }

  async #vaults(): Promise<ReadonlySet<string>> {
    const kept = new Set<string>()
    for (const stream of await this.#disk.log.list(`vault/${this.#cohort}/`)) {
      const { snapshot, entries } = await this.#disk.log.load(stream)
      const contents = new Contents(snapshot === null ? null : readVaultSnapshot(readJson(snapshot.body)))
      for (const { body } of entries) contents.apply(readVaultEntry(readJson(body)))
      for (const { text } of contents.items.values()) kept.add(text)
    }
    return kept
  }

  #soon(act: () => void, shortest: number, longest: number): void {
    this.#world.after(this.#world.between(shortest, longest), () => {
      if (!this.#isLively) return
      act()
      this.#soon(act, shortest, longest)
    })
  }

  #add({ member, role }: Pick<Principal, 'member' | 'role'>, surface: Holder['surface']): void {
    const grant = newGrantId(this.#cohort, this.#world.random)
    this.#grants.set(grant, { cohort: this.#cohort, grant, role, member })
    const parts: DeviceParts = {
      world: this.#world,
      checker: this.#checker,
      dial: (line) => this.#server?.dial(line) ?? false,
      letters: this.#letters,
    }
    const device = new Device(parts, { grant, member, surface })
    this.#devices.push(device)
    this.#soon(() => this.#live(device), 300, surface === 'console' ? 6_000 : 3_500)
  }

  readonly #letters = new Letters()

  #live(device: Device): void {
    const { page } = device
    if (page === null) return
    if (this.#world.chance(2)) void beRude(page)
    else actOf(page)
  }

  /** Asks at the door, again if the server is not there: the HTTP doors are not part of this world. */
  #knock(): void {
    const { cohorts } = this.#server?.isListening === true ? this.#server.workshops : { cohorts: null }
    if (cohorts === null) return void this.#world.after(2_000, () => this.#knock())
    const place = this.#world.chance(30) ? 'remote' : 'room'
    void cohorts
      .knock(this.#cohort, { name: newName(), pronouns: '', place }, () => [])
      .then(
        (answer) => {
          if (!answer.ok) return
          this.#add({ member: answer.member, role: 'member' }, 'seat')
          if (this.#world.chance(20)) this.#add({ member: answer.member, role: 'member' }, 'seat')
        },
        () => undefined,
      )
  }

  #invite(): void {
    if (this.#server?.isListening !== true) return
    void this.#server.workshops.cohorts
      .addColead(this.#cohort, () => [])
      .then(
        ({ member }) => this.#add({ member, role: 'colead' }, 'console'),
        () => undefined,
      )
  }

  #trouble(): void {
    const world = this.#world
    const device = world.pick(this.#devices)
    const dice = world.random(100)
    if (device === undefined) return
    if (dice < 25) this.#fault('stall', () => this.#stall(device))
    else if (dice < 40) this.#fault('cut', () => device.network.cut())
    else if (dice < 50) this.#fault('cut all', () => this.#devices.forEach(({ network }) => network.cut()))
    else if (dice < 62) this.#fault('reload', () => this.#reload(device))
    else if (dice < 68) this.#fault('slow', () => (device.network.slowest = world.pick([3, 30, 300, 2_000]) ?? 30))
    else if (dice < 71) this.#fault('all away', () => this.#leave())
    else if (dice < 79) this.#crash('kill')
    else if (dice < 84) this.#crash('unreachable')
    else if (dice < 89) this.#stop()
    else if (dice < 94) this.#fault('full', () => this.#fill())
    else this.#fault('breaks', () => (this.#disk.breaksNext = true))
  }

  #fault(name: string, act: () => void): void {
    this.faults[name] = (this.faults[name] ?? 0) + 1
    act()
  }

  #stall(device: Device): void {
    device.network.stall()
    this.#world.after(this.#world.between(200, 20_000), () => device.network.heal())
  }

  #reload(device: Device): void {
    device.shut()
    this.#world.after(this.#world.between(0, 4_000), () => device.open())
  }

  /** Lunch: boards leave memory, and are read again. */
  #leave(): void {
    for (const device of this.#devices) device.shut()
    this.#world.after(awayMs, () => this.#devices.forEach((device) => device.open()))
  }

  #fill(): void {
    this.#disk.isFull = true
    this.#world.after(this.#world.between(100, 6_000), () => (this.#disk.isFull = false))
  }

  /** `unreachable`: the old process goes on and does not know that another has taken its place. */
  #crash(how: 'kill' | 'unreachable' | 'disk'): void {
    const server = this.#server
    if (server === null) return
    this.#fault(how, () => {
      this.#server = null
      server.kill(how !== 'unreachable')
    })
    this.#world.after(how === 'unreachable' ? 0 : this.#world.between(0, 4_000), () => this.#start())
  }

  #stop(): void {
    const server = this.#server
    if (server?.isListening !== true) return
    this.#fault('stop', () => {
      const begun = this.#world.now
      this.#server = null
      void server.stop().then(() => {
        const took = this.#world.now - begun
        this.verdicts.hold('DUR-4', took <= 6_000, () => `a stop took ${took} ms`)
        this.#start()
      })
    })
  }

  #start(): void {
    if (this.#server !== null) return
    const server = new ServerProcess(this.#world, this.#disk, this.#checker, this.#grants, () => {
      if (this.#server === server) this.#crash('disk')
      else {
        server.kill()
        this.#start()
      }
    })
    this.#server = server
    void server.start().catch((error: unknown) => {
      // Another has taken its place meanwhile.
      const isOver = this.#server !== server
      this.verdicts.hold('calm', isOver, () => `a start failed: ${String(error)}`)
    })
  }
}
