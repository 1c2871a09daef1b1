/**
 * What each viewer receives: slices, never events. What a viewer may not know is not in its slices.
 * A frame is the set of slices whose JSON changed for that viewer (null: the slice is gone).
 */
import type { OnWall } from '../boards/projection.ts'
import type { BlockId, CircleId, DocId, MemberId, RunId } from '../lib/ids.ts'
import type { Fn } from '../steps/specs.ts'
import type { WallSpectrum } from '../steps/scale/views.ts'
import type { DeskSlice } from './desk-slice.ts'
import type { Line, Place, Role } from './state.ts'
import type { Ref, Seat, Scene, SeatViews } from './seat-views.ts'

/** Who is looking. The wall and the door are viewers without a person; whoever observes sees what the wall does. */
export type Viewer = { readonly as: 'person'; readonly member: MemberId } | { readonly as: 'wall' }

export interface Me extends Ref {
  readonly role: Role
  readonly place: Place
  readonly pronouns: string
  /** `waiting`: at the door, nothing but `me` and `workshop` is sent. */
  readonly status: 'waiting' | 'in' | 'out'
  /** Has a seat in the circle: everyone but a lead who does not take part. */
  readonly seated: boolean
  /** The last thing this person is told. */
  readonly erased?: true
}

export interface WorkshopSlice {
  readonly name: string
  readonly ended: boolean
  readonly leads: readonly Ref[]
  /** Somebody looks on, who has no seat: they receive what the wall does. */
  readonly observed: boolean
  /** Day until which things are kept, ms since the epoch. */
  readonly keptUntil: number
  /** The same of own pages, counted from the end; null while there is none. */
  readonly pagesUntil: number | null
}

/** Everyone admitted, in the order of the circle. Pronouns are never on the wall. */
export interface RoomSlice {
  readonly seats: readonly (Seat & { readonly pronouns: string })[]
}

export interface AgendaItem {
  readonly id: BlockId
  readonly activity: string
  readonly title: string
  readonly fn: Fn
  readonly minutes: number
  readonly state: 'done' | 'now' | 'ahead'
  /** Not begun, and of a kind that a lead adds and takes out as the day goes. */
  readonly loose: boolean
}

/** A person's screen: between activities, or one step. */
export type Now =
  | {
      readonly show: 'between'
      readonly last: boolean
      readonly next: { readonly title: string; readonly fn: Fn } | null
    }
  | { readonly show: 'ended' }
  | {
      [K in keyof SeatViews]: { readonly show: K; readonly scene: Scene; readonly view: SeatViews[K] }
    }[keyof SeatViews]

/** The wall: an own set of shapes, so that nothing else can be on it. No clock in any of them. */
export type WallView =
  | { readonly show: 'quiet'; readonly fn: Fn | null }
  | { readonly show: 'lobby'; readonly name: string; readonly seats: readonly Seat[]; readonly last: boolean }
  | {
      readonly show: 'words'
      readonly fn: Fn
      readonly title: string
      readonly prompt: string
      readonly bell: boolean
      readonly key: string
    }
  | {
      readonly show: 'turn'
      readonly fn: Fn
      readonly title: string
      readonly prompt: string
      readonly seats: readonly Seat[]
      readonly holder: MemberId | null
      readonly next: MemberId | null
    }
  | {
      readonly show: 'circles'
      readonly fn: Fn
      readonly title: string
      readonly circles: readonly { readonly id: CircleId; readonly where: string; readonly seats: readonly Seat[] }[]
    }
  | {
      /** Circles that go on in parallel, each with the person it is around. */
      readonly show: 'rings'
      readonly fn: Fn
      readonly title: string
      readonly circles: readonly {
        readonly id: CircleId
        readonly where: string
        readonly seats: readonly Seat[]
        readonly lit: MemberId | null
      }[]
    }
  | {
      readonly show: 'board'
      readonly fn: Fn
      readonly title: string
      readonly doc: DocId
      /** A board of own lines: whose they may be, and what a lead shows of them. */
      readonly own?: { readonly people: readonly Ref[]; readonly onWall: OnWall }
    }
  | {
      /** Everyone writes on a page of their own. */
      readonly show: 'writing'
      readonly fn: Fn
      readonly title: string
      readonly prompt: string
      /** When the bell rings for the room, ms since the epoch: nothing on the wall shows how time goes. Null: not by itself. */
      readonly bellAt: number | null
    }
  /** An open consent round: what is asked about, or no line when there are more than can be read. Never an answer. */
  | { readonly show: 'asked'; readonly fn: Fn; readonly prompt: string; readonly lines: readonly Line[] }
  | {
      readonly show: 'agreed'
      readonly fn: Fn
      readonly title: string
      readonly lines: readonly Line[]
      readonly all: boolean
    }
  | { readonly show: 'note'; readonly fn: Fn; readonly activity: string; readonly title: string }
  | WallSpectrum
  | { readonly show: 'ended'; readonly name: string }

export interface WallSlice {
  readonly view: WallView
  /** The lead wants the code large. Independent of the view, so that it comes back as it was. */
  readonly code: boolean
}

export interface LobbySlice {
  readonly waiting: readonly (Seat & { readonly pronouns: string })[]
}

/** How people by video reach the room: their call, and who is an ally to whom. Absent while there is nothing of it. */
export interface VideoSlice {
  /** The call in which everyone is; empty when nobody wrote one down. */
  readonly call: string
  /** Of whoever is by video. */
  readonly ally: Ref | null
  /** Of whoever is in the room. */
  readonly alliedWith: readonly Ref[]
}

export interface AgreementsSlice {
  readonly version: number
  /** When they were agreed, ms since the epoch. */
  readonly adoptedAt: number
  readonly lines: readonly Line[]
}

/** What is kept of boards of own lines, with the names of those who are here. */
export type HarvestSlice = readonly {
  readonly run: RunId
  readonly title: string
  readonly keptAt: number
  readonly lines: readonly { readonly by: Ref; readonly text: string; readonly cluster: string }[]
}[]

/** Every slice that exists. A viewer has some of them. */
export interface Slices {
  readonly workshop: WorkshopSlice
  readonly me: Me
  readonly room: RoomSlice
  readonly agenda: readonly AgendaItem[]
  readonly now: Now
  readonly agreements: AgreementsSlice
  readonly harvest: HarvestSlice
  readonly video: VideoSlice
  readonly lobby: LobbySlice
  readonly desk: DeskSlice
  readonly wall: WallSlice
}

export type SliceName = keyof Slices
export type View = { readonly [K in SliceName]?: Slices[K] }
/** Slices that changed; null means it is gone. */
export type Changed = { readonly [K in SliceName]?: Slices[K] | null }
