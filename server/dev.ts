/** `npm run dev`: the server, restarted when it changes, and Vite in front of it with hot pages. Ctrl-C stops both. */
import { spawn } from 'node:child_process'
import { createServer } from 'vite'

const server = spawn(process.execPath, ['--watch', '--disable-proto=delete', 'server/main.ts'], { stdio: 'inherit' })
const vite = await createServer()
await vite.listen()
vite.printUrls()

const stop = async () => {
  server.kill('SIGTERM')
  await vite.close()
}
process.once('SIGINT', () => void stop())
process.once('SIGTERM', () => void stop())
server.once('exit', () => void vite.close())
