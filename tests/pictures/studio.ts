/**
 * A workshop whose screens are looked at: a console, a wall, a phone and a laptop in real Chromium, and everyone else over
 * the real protocols. The two seats have the longest name there may be and a very short one.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { agendas, type AgendaName } from '../../shared/activities/agendas.ts'
import type { CircleId } from '../../shared/lib/ids.ts'
import { settled } from '../e2e/barriers.ts'
import { laptop, phone, TestRoom } from '../e2e/room.ts'
import { Guest, door } from '../fixtures/people.ts'
import { startServer, type ServerProcess } from '../fixtures/server.ts'
import { faultsOf } from './faults.ts'

export const longName = 'Maximiliana-Alexandra von der Hohenwarte'
export const shortName = 'Li'
const names = [
  ...['Noor', 'Ben', 'Priya', 'Samir', 'Tess', 'Hiro', 'Kavya', 'Rosa', 'Jonas', 'Imani', 'Elif', 'Quentin', 'Amara'],
  ...['Farah', 'Maya C.', 'Maya L.', 'Luis', 'Dr. Oyelaran-Whitfield', 'Bartholomew', 'Søren', 'Zoë', 'Ng'],
]

export class Studio {
  readonly folder: string
  readonly server: ServerProcess
  readonly room: TestRoom
  readonly hand: Guest
  readonly lead: Page
  readonly wall: Page
  readonly phone: Page
  readonly laptop: Page
  readonly others: readonly Guest[]
  /** What is wrong with a screen as a machine can tell, with the picture it is in. */
  readonly faults: string[] = []
  #taken = 0

  private constructor(
    parts: Pick<Studio, 'folder' | 'server' | 'room' | 'hand' | 'lead' | 'wall' | 'phone' | 'laptop' | 'others'>,
  ) {
    this.folder = parts.folder
    this.server = parts.server
    this.room = parts.room
    this.hand = parts.hand
    this.lead = parts.lead
    this.wall = parts.wall
    this.phone = parts.phone
    this.laptop = parts.laptop
    this.others = parts.others
    mkdirSync(this.folder, { recursive: true })
  }

  static async open(folder: string, agenda: AgendaName): Promise<Studio> {
    const server = await startServer({ HOST_NAME: 'The department' })
    const room = await TestRoom.open(server)
    const { body, cookie } = await door(server.url, '/start', { lead: 'Judith', agenda })
    const hand = new Guest(server.url, 'Judith', String(body['grant']), cookie)
    await hand.until(() => hand.view.desk !== undefined)
    await hand.send({ type: 'workshop.rename', name: `Faculty mentoring: ${agendas[agenda].title}` })
    const lead = await room.device(laptop, `/e/${String(body['grant'])}#${String(body['secret'])}`)
    await lead.getByRole('button', { name: 'Open' }).click()
    const wall = await room.wall(lead)
    await lead.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
    const code = await hand.code()
    const onPhone = await room.join(phone, `/j/${code}`, longName, 'In the room')
    const onLaptop = await room.join(laptop, `/j/${code}`, shortName, 'By video')
    const others: Guest[] = []
    for (const [i, name] of names.entries())
      others.push(await Guest.join(server.url, code, name, i % 5 === 0 ? 'remote' : 'room'))
    await hand.admit(names.length + 2)
    await onPhone.getByText('You’re in').waitFor()
    return new Studio({ folder, server, room, hand, lead, wall, phone: onPhone, laptop: onLaptop, others })
  }

  /** All four screens, or some, in both themes. */
  async take(
    name: string,
    of: readonly ('phone' | 'laptop' | 'console' | 'wall')[] = ['phone', 'laptop', 'console', 'wall'],
  ) {
    const number = String(++this.#taken).padStart(2, '0')
    for (const surface of of) {
      const page = surface === 'console' ? this.lead : this[surface]
      const file = `${number}-${name}-${surface}`
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        await settled(page)
        await page.screenshot({ path: join(this.folder, `${file}-${colorScheme}.png`) })
      }
      await page.emulateMedia({ colorScheme: 'light' })
      for (const fault of await faultsOf(page, surface)) this.faults.push(`${file}: ${fault}`)
    }
    process.stdout.write(`${number} ${name}\n`)
  }

  /** Whether everybody's screen is where the room is. */
  async goTo(title: string): Promise<void> {
    await this.hand.goTo(title)
    for (const guest of this.others)
      await guest.until(() => guest.at.run === this.hand.at.run && guest.at.step === this.hand.at.step)
    await this.lead.getByText(title).first().waitFor()
  }

  circleOf(name: string) {
    const found = this.hand.view.desk?.circles.find(({ seats }) => seats.some((seat) => seat.name === name))
    if (found === undefined) throw new Error(`${name} is in no circle`)
    return found
  }

  /** Everyone of that circle whose screen is not looked at. */
  scriptedIn(circle: CircleId): Guest[] {
    const seats = this.hand.view.desk?.circles.find(({ id }) => id === circle)?.seats ?? []
    return this.others.filter(({ name }) => seats.some((seat) => seat.name === name))
  }

  async close(): Promise<void> {
    writeFileSync(join(this.folder, 'faults.txt'), this.faults.join('\n'))
    for (const guest of [this.hand, ...this.others]) guest.close()
    await this.room.close()
    await this.server.stop()
  }
}
