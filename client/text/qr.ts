/** A square to scan: its words come with it. The rules of en.ts hold here too. */
export const qr = {
  name: (address: string) => `A square to scan with a phone’s camera. It opens ${address}`,
} as const
