/** Lives that once went wrong, with what was wrong then: they are lived in every run. */
export const keptSeeds: readonly { readonly seed: number; readonly found: string }[] = [
  { seed: 18, found: 'a vault outlived its release, when the server was killed between the two' },
  { seed: 132, found: 'the same, with a full disk' },
  { seed: 147, found: 'the same, after a stop' },
  { seed: 3724, found: 'a stop amid a move left words unsettled that had been heard' },
  { seed: 39, found: 'a board that was left before the device had read what it kept stayed connected for ever' },
  { seed: 11748, found: 'a full disk; who deleted what another had just deleted was told that it is saved' },
]
