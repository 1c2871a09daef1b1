/** The start of the client: the style, and the one component that shows the page an address asks for. */
import './style/tokens.css'
import './style/fonts.css'
import './style/base.css'
import { mount } from 'svelte'
import App from './App.svelte'

const target = document.getElementById('app')
if (target === null) throw new Error('index.html has no #app')
mount(App, { target })
