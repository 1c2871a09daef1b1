import { retention } from '../../shared/policy.ts'

/** The words of a page of one's own, apart from the others so that they come with it. The rules of en.ts hold here too. */
import { keyBackupDays } from '../../shared/policy.ts'

export const page = {
  field: 'Your page',
  begin: 'Begin anywhere.',
  only: 'Only you open this page in Fourfold.',
  until: `It is kept for ${retention.season.days} days after the workshop ends, or until you delete it.`,
  noNeed: 'No need to finish.',
  saving: {
    loading: 'Coming',
    away: 'Not here yet',
    saved: 'Saved',
    saving: 'Saving',
    device: 'On this device, for now',
  },
  coming: 'Your page is coming.',
  away: 'What you wrote before is not on this device. It comes when you’re back online, and what you write now joins it.',
  gone: 'You have deleted this page. Nothing of it is left here or on the server.',
  words: 'Only words fit on this page. A picture stays where it is.',
  aside:
    'These words are not on your page: they did not fit, or the page had gone. They are on this device only. Copy them if you need them.',
  forget: 'Delete them here',
  full: 'This page is full: it holds fifty thousand letters. What comes now is kept below.',
  room: (letters: number) => `Room for ${letters} more ${letters === 1 ? 'letter' : 'letters'}.`,
  /** A writer moved on by the room goes on writing until they choose this. */
  toMark: 'Look for a sentence',
  toWrite: 'Go on writing',
  mark: {
    label: 'Sentences of your page',
    none: 'None, for now',
    empty: 'Nothing is written here yet, and that is fine. There is nothing to mark.',
    what: 'It stays on your page. Nobody sees whether you marked one, or which.',
    kept: 'Marked for later. It stays on your page.',
    free: 'No sentence is marked.',
    then: 'as it stood when you marked it',
  },
  mine: {
    title: 'What you wrote for yourself',
    what: 'For you alone: nobody else can open it, leads neither.',
    open: (prompt: string) => `Open “${prompt}”`,
    openShort: 'Open',
    close: 'Close',
    marked: 'Marked for later',
    print: 'Print',
    drop: 'Delete',
    dropTitle: 'Delete this page?',
    dropWhat: `It is deleted on all your devices and on the server, for good; in backups it cannot be read after ${keyBackupDays} days at most. To begin anew on the same page, empty it instead.`,
    dropDo: 'Delete it',
    keep: 'Keep it',
  },
} as const
