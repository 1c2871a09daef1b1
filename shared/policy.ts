/**
 * Who may receive which class of content, and from which moment on.
 *
 * One table drives four things: what the server sends, the "What others will see" sentence beside every field
 * (client/text), what the closing page says is kept, and the wire tests, which look for canary words in every frame
 * of every viewer and compare with this table in both directions.
 */

/** Who is looking. `author` wrote it, `receiver` is the one person it is written to, `circle` shares the author's (or the receiving) circle, `group` is everyone admitted, `wall` the projector, and whoever observes. */
export type Audience = 'author' | 'receiver' | 'circle' | 'group' | 'leads' | 'wall' | 'waiting'

/** Whose rule of disclosure: a room class may go on the wall. */
export type Disclosure = 'shared' | 'sealed' | 'anonymous' | 'private'

export type Keep = 'never' | 'moment' | 'workshop' | 'season' | 'year'

export interface Rule {
  readonly disclosure: Disclosure
  /** Who receives it while it is being made. */
  readonly before: readonly Audience[]
  /** Who receives it once its step has released it; equal to `before` where nothing is released. */
  readonly after: readonly Audience[]
  /** Whether anything stored says who wrote it. */
  readonly linked: boolean
  /** For how long; {@link retention} says it in days. */
  readonly keep: Keep
}

const everyone = ['author', 'circle', 'group', 'leads', 'wall'] as const
const everyoneButWall = ['author', 'circle', 'group', 'leads'] as const

export const policy = {
  /** Name and pronouns of somebody waiting at the door. */
  waiting: {
    disclosure: 'private',
    before: ['author', 'leads'],
    after: ['author', 'leads'],
    linked: true,
    keep: 'workshop',
  },
  /** What the workshop is called, and who leads it: whoever stands at its door sees where they are. */
  workshopName: {
    disclosure: 'shared',
    before: [...everyone, 'waiting'],
    after: [...everyone, 'waiting'],
    linked: false,
    keep: 'year',
  },
  leadName: {
    disclosure: 'shared',
    before: [...everyoneButWall, 'waiting'],
    after: [...everyoneButWall, 'waiting'],
    linked: true,
    keep: 'year',
  },
  /** Name of an admitted person, in the room or by video: the circle is the picture of the group. */
  name: { disclosure: 'shared', before: everyone, after: everyone, linked: true, keep: 'year' },
  pronouns: { disclosure: 'shared', before: everyoneButWall, after: everyoneButWall, linked: true, keep: 'year' },
  /** A proposal in a sealed step: no name, not even stored; dealt to one circle on release. */
  proposal: { disclosure: 'sealed', before: ['author'], after: ['circle'], linked: false, keep: 'moment' },
  /** A note to one person of the circle. Signed ones say who wrote them; of the others nothing is stored. */
  note: { disclosure: 'sealed', before: ['author'], after: ['receiver'], linked: false, keep: 'year' },
  /** A circle's own board. Whose letters are whose is stored with it, so that nobody writes in another's name. */
  circleBoard: {
    disclosure: 'private',
    before: ['author', 'circle'],
    after: ['author', 'circle'],
    linked: true,
    keep: 'workshop',
  },
  /** An own page, with the sentence that is marked on it. */
  page: { disclosure: 'private', before: ['author'], after: ['author'], linked: true, keep: 'season' },
  /** The board of everyone; what stands on it may be projected. */
  groupBoard: { disclosure: 'shared', before: everyone, after: everyone, linked: true, keep: 'workshop' },
  /** One's own line on a board of own lines: named, and kept until its author takes it out. */
  ownLine: { disclosure: 'shared', before: everyone, after: everyone, linked: true, keep: 'year' },
  /** Where a circle meets, as a place in the room: the wall shows the way. */
  table: {
    disclosure: 'shared',
    before: ['author', 'circle', 'leads', 'wall'],
    after: ['author', 'circle', 'leads', 'wall'],
    linked: false,
    keep: 'workshop',
  },
  /** The link of a call where a circle meets: a door, and nothing for whoever photographs the wall. */
  where: {
    disclosure: 'private',
    before: ['author', 'circle', 'leads'],
    after: ['author', 'circle', 'leads'],
    linked: false,
    keep: 'workshop',
  },
  /** The link of the call in which everyone is. On no wall. */
  call: { disclosure: 'private', before: everyoneButWall, after: everyoneButWall, linked: false, keep: 'workshop' },
  /** Whose ally somebody in the room is: known to the two, and to leads. */
  ally: {
    disclosure: 'private',
    before: ['author', 'receiver', 'leads'],
    after: ['author', 'receiver', 'leads'],
    linked: false,
    keep: 'never',
  },
  /** Can live with it / not yet: only the line's result leaves the server. */
  consent: { disclosure: 'anonymous', before: [], after: [], linked: false, keep: 'moment' },
  /** An unsigned reason for "not yet", shown with the line after closing. */
  reason: { disclosure: 'anonymous', before: [], after: everyoneButWall, linked: false, keep: 'workshop' },
  /** Where somebody stands in a spectrum, or that they skipped: on no screen, and after closing nowhere. */
  place: { disclosure: 'anonymous', before: [], after: [], linked: false, keep: 'moment' },
  /** What a closed spectrum shows, in coarse words, while its activity runs. */
  spectrum: { disclosure: 'shared', before: [], after: everyone, linked: false, keep: 'workshop' },
  /** How somebody is here after a content note; it leaves with the activity. */
  part: { disclosure: 'private', before: ['author'], after: ['author'], linked: true, keep: 'workshop' },
  agreement: { disclosure: 'shared', before: everyone, after: everyone, linked: false, keep: 'year' },
  /** A moment, can't hear: to whom the person chose, a lead, the guardian or an ally; to every lead when they chose nobody. Can't hear: to guardian and ally too. */
  signal: { disclosure: 'private', before: ['author', 'receiver'], after: [], linked: false, keep: 'moment' },
} as const satisfies Record<string, Rule>

export type ContentClass = keyof typeof policy

const dayMs = 24 * 60 * 60 * 1000

interface Kept {
  readonly days: number
  /** What the days are counted from. `moment`: its own, the release of its step or the end of its activity. */
  readonly from: 'moment' | 'start' | 'end'
}

/** How many days each is kept. Where it is none, it goes with its moment, with its activity, or at the latest with the end. */
export const retention = {
  never: { days: 0, from: 'moment' },
  moment: { days: 0, from: 'moment' },
  workshop: { days: 0, from: 'end' },
  /** What people wrote for themselves: time to take it along. Never longer than everything else. */
  season: { days: 90, from: 'end' },
  /** A year and thirty days: the life of a cohort, and time to meet once more. */
  year: { days: 395, from: 'start' },
} as const satisfies Record<Keep, Kept>

/** When a workshop began, and when it ended, if it has; ms since the epoch. */
export interface Times {
  readonly startedAt: number
  readonly endedAt: number | null
}

/** When a workshop and everything that is left of it is deleted, ms since the epoch. */
export const workshopUntil = ({ startedAt }: Pick<Times, 'startedAt'>): number =>
  startedAt + retention.year.days * dayMs

/** When own pages are deleted; null while the workshop has not ended. */
export const pagesUntil = ({ startedAt, endedAt }: Times): number | null =>
  endedAt === null ? null : Math.min(endedAt + retention.season.days * dayMs, workshopUntil({ startedAt }))

/**
 * How long a copy of the keys of what is stored is kept at most, in days. What was deleted can be read in an older copy of
 * the data until then, and only by whoever has both copies.
 */
export const keyBackupDays = 7
export const keyBackupMs = keyBackupDays * dayMs

export const receives = (kind: ContentClass, moment: 'before' | 'after', audience: Audience): boolean =>
  (policy[kind][moment] as readonly Audience[]).includes(audience)
